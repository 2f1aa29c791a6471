"""Telling by a key who is calling."""

from application.ports.access_directory import AccessDirectory
from domain.api_key import is_admin_key, tenant_of_key
from domain.caller import ADMINISTRATOR, Caller, tenant_caller


class AuthenticateKey:
    """A key that holds decides who the caller is; only whoever the key names is read."""

    def __init__(self, *, access: AccessDirectory) -> None:
        self._access = access

    def authenticate(self, key: str) -> Caller | None:
        """Return who comes with the key, or None for what is no key that holds. Raises PassingError."""
        if is_admin_key(key):
            return ADMINISTRATOR if self._access.admin_keys().holds(key) else None
        tenant_id = tenant_of_key(key)
        if tenant_id is None:
            return None
        access = self._access.access(tenant_id)
        return tenant_caller(tenant_id, may_erase=access.may_erase) if access.keys.holds(key) else None
