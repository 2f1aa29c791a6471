"""Checks of a deployed stack, for what only AWS itself can show. They take a quarter of an hour."""
