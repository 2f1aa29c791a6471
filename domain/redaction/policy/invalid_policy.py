"""The error for a policy that cannot be used."""


class InvalidPolicy(ValueError):
    """A policy or one of its custom kinds is invalid. The message says what to change."""
