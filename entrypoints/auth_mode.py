"""The setting AUTH_MODE."""

from enum import StrEnum


class AuthMode(StrEnum):
    """Who may use the HTTP API."""

    # Anyone may act as any tenant.
    OPEN = "open"
    # Callers need a tenant's key, and act as that tenant.
    KEY = "key"
