"""A quarter of an hour against a deployed stack: what only AWS itself can show."""
