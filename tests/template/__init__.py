"""The deployed template."""
