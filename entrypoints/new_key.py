"""New API keys."""

import secrets

from domain.api_key import SECRET_BYTES, KeptKey, hash_api_key, write_admin_key, write_api_key
from infrastructure.system.clock import SystemClock


def new_key(tenant_id: str) -> tuple[str, KeptKey]:
    """A tenant's key to hand out, and what is kept of it."""
    key = write_api_key(tenant_id, secrets.token_bytes(SECRET_BYTES))
    return key, _kept(key)


def new_admin_key() -> tuple[str, KeptKey]:
    """An administrator's key to hand out, and what is kept of it."""
    key = write_admin_key(secrets.token_bytes(SECRET_BYTES))
    return key, _kept(key)


def _kept(key: str) -> KeptKey:
    return KeptKey(hash_api_key(key), SystemClock().now())
