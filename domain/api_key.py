"""API keys: their format, the tenant of a key, and the verification of a key by its stored hash.

    alp_acme_<64 hex digits>        a key of the tenant `acme`
    alp__admin_<64 hex digits>      an administrator's key: no tenant id begins with an underscore

The tenant id is part of the key, so verifying a key takes one read of that tenant. The digits are 256 random bits, too
many to guess, so a fast hash is safe enough.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime

SECRET_BYTES = 32
# While a tenant replaces its key, the old key stays valid beside the new one.
MAX_KEYS = 2
MAX_ADMIN_KEYS = 10
# A tenant id may contain underscores and the digits do not, so the last underscore separates the two.
_KEY = re.compile(r"alp_([A-Za-z0-9][A-Za-z0-9._-]{0,62})_[0-9a-f]{64}")
_ADMIN_KEY = re.compile(r"alp__admin_[0-9a-f]{64}")


def write_api_key(tenant_id: str, secret: bytes) -> str:
    """Return a new key of the tenant. `secret` is `SECRET_BYTES` random bytes."""
    return f"alp_{tenant_id}_{_digits(secret)}"


def write_admin_key(secret: bytes) -> str:
    """Return a new administrator's key. `secret` is `SECRET_BYTES` random bytes."""
    return f"alp__admin_{_digits(secret)}"


def is_admin_key(key: str) -> bool:
    """Return whether the key has the format of an administrator's key. This does not verify it."""
    return _ADMIN_KEY.fullmatch(key) is not None


def tenant_of_key(key: str) -> str | None:
    """Return the tenant id that the key names, or None if the key is malformed. This does not verify the key."""
    match = _KEY.fullmatch(key)
    return match[1] if match else None


def hash_api_key(key: str) -> str:
    """Return the SHA-256 of a key in 64 hex digits: the only form in which keys are stored."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class KeptKey:
    """The stored data of a key, without the key itself."""

    sha256: str
    created_at: datetime


@dataclass(frozen=True)
class KeyRing:
    """A tenant's valid keys, newest first: at most `MAX_KEYS`."""

    keys: tuple[KeptKey, ...] = ()

    def __post_init__(self) -> None:
        if len(self.keys) > MAX_KEYS:
            raise ValueError(f"A tenant has at most {MAX_KEYS} keys.")

    def holds(self, key: str) -> bool:
        """Return whether the key is valid."""
        return _is_one_of(self.keys, key)

    def rotated(self, key: KeptKey) -> "KeyRing":
        """Add a new key. The newest of the present keys stays valid; an older one is removed."""
        return replace(self, keys=(key, *self.keys[: MAX_KEYS - 1]))

    def newest_only(self) -> "KeyRing":
        """Keep only the newest key: the replacement of the older one is complete."""
        return replace(self, keys=self.keys[:1])


@dataclass(frozen=True)
class AdminKeys:
    """The valid administrator's keys, newest first. `revision` counts stored changes: 0 if nothing is stored yet."""

    keys: tuple[KeptKey, ...] = ()
    revision: int = 0

    def __post_init__(self) -> None:
        if len(self.keys) > MAX_ADMIN_KEYS:
            raise ValueError(f"There are at most {MAX_ADMIN_KEYS} administrator's keys.")

    def holds(self, key: str) -> bool:
        """Return whether the key is valid."""
        return _is_one_of(self.keys, key)


def _is_one_of(keys: tuple[KeptKey, ...], key: str) -> bool:
    """Compare in constant time, so that the duration does not reveal how much of a key is right."""
    presented = hash_api_key(key)
    # `sum`, not `any`: every stored key is compared, also after a match.
    return sum(hmac.compare_digest(kept.sha256, presented) for kept in keys) > 0


def _digits(secret: bytes) -> str:
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"A key needs exactly {SECRET_BYTES} random bytes.")
    return secret.hex()
