"""Telling by a key who is calling."""

from application.ports.access_directory import AccessDirectory
from domain.api_key import tenant_of_key


class AuthenticateKey:
    """A key that holds decides who the caller is; the tenant that it names is the only one that is read."""

    def __init__(self, *, access: AccessDirectory) -> None:
        self._access = access

    def authenticate(self, key: str) -> str | None:
        """Return the tenant whose key it is, or None for what is no key that holds. Raises PassingError."""
        tenant_id = tenant_of_key(key)
        if tenant_id is None or not self._access.access(tenant_id).keys.holds(key):
            return None
        return tenant_id
