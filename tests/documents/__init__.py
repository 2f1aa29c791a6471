"""Documents that are made of the code: `make documents` writes them, and a test fails when they drift."""
