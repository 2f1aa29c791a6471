"""What is raised for a policy that cannot be used."""


class InvalidPolicy(ValueError):
    """A policy, or a custom kind in it, cannot be used as it was written; the message says what to change."""
