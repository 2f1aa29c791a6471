"""Queries over stored logs, and whether a log matches a query."""
