"""Who may use the HTTP API: a setting of the installation."""

from enum import StrEnum


class AuthMode(StrEnum):
    """Who may use the HTTP API."""

    # Anyone, as any tenant.
    OPEN = "open"
    # Whoever has a tenant's key, as that tenant.
    KEY = "key"
