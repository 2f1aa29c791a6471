"""Creating API keys."""

import secrets

from domain.api_key import SECRET_BYTES, KeptKey, hash_api_key, write_admin_key, write_api_key
from infrastructure.system.clock import SystemClock


def new_key(tenant_id: str) -> tuple[str, KeptKey]:
    """Return a new key of the tenant, and what to store about it."""
    key = write_api_key(tenant_id, secrets.token_bytes(SECRET_BYTES))
    return key, _kept(key)


def new_admin_key() -> tuple[str, KeptKey]:
    """Return a new administrator's key, and what to store about it."""
    key = write_admin_key(secrets.token_bytes(SECRET_BYTES))
    return key, _kept(key)


def _kept(key: str) -> KeptKey:
    return KeptKey(hash_api_key(key), SystemClock().now())
