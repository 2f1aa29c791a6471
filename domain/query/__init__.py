"""Queries over stored logs, and the test whether a log matches a query."""
