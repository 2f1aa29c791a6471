"""Finding the caller to whom an API key belongs."""

from application.ports.access_directory import AccessDirectory
from domain.api_key import is_admin_key, tenant_of_key
from domain.caller import ADMINISTRATOR, Caller, tenant_caller


class AuthenticateKey:
    """Verifies an API key with one read: of the tenant that the key names, or of the administrator's keys."""

    def __init__(self, *, access: AccessDirectory) -> None:
        self._access = access

    def authenticate(self, key: str) -> Caller | None:
        """Return the caller with this key, or None if the key is not valid. Raises PassingError."""
        if is_admin_key(key):
            return ADMINISTRATOR if self._access.admin_keys().holds(key) else None
        tenant_id = tenant_of_key(key)
        if tenant_id is None:
            return None
        access = self._access.access(tenant_id)
        return tenant_caller(tenant_id, may_erase=access.may_erase) if access.keys.holds(key) else None
