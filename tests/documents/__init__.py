"""Documents that are generated from the code: `make documents` writes them, and a test fails if they are outdated."""
