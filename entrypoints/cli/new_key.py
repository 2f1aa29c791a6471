"""A new API key."""

import secrets

from domain.api_key import SECRET_BYTES, KeptKey, hash_api_key, write_api_key
from infrastructure.system.clock import SystemClock


def new_key(tenant_id: str) -> tuple[str, KeptKey]:
    """The key to hand out, and what is kept of it."""
    key = write_api_key(tenant_id, secrets.token_bytes(SECRET_BYTES))
    return key, KeptKey(hash_api_key(key), SystemClock().now())
