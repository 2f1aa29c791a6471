"""API keys: how they are written, whose they are, and recognising one without keeping it.

    alp_acme_<64 hex digits>        a tenant's
    alp__admin_<64 hex digits>      an administrator's; no tenant's id begins with an underscore

The tenant stands in the key, so that one read of that tenant tells whether it holds. The digits are 256 random bits: a
fast hash is enough, because nobody can try them all.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime

SECRET_BYTES = 32
# While a key is being replaced, the old one holds beside the new one.
MAX_KEYS = 2
MAX_ADMIN_KEYS = 10
# A tenant's id may hold underscores; the digits hold none, so the last one parts them.
_KEY = re.compile(r"alp_([A-Za-z0-9][A-Za-z0-9._-]{0,62})_[0-9a-f]{64}")
_ADMIN_KEY = re.compile(r"alp__admin_[0-9a-f]{64}")


def write_api_key(tenant_id: str, secret: bytes) -> str:
    """The key to hand out, once. `secret` are `SECRET_BYTES` random bytes."""
    return f"alp_{tenant_id}_{_digits(secret)}"


def write_admin_key(secret: bytes) -> str:
    """An administrator's key to hand out, once. `secret` are `SECRET_BYTES` random bytes."""
    return f"alp__admin_{_digits(secret)}"


def is_admin_key(key: str) -> bool:
    """Whether it claims to be an administrator's."""
    return _ADMIN_KEY.fullmatch(key) is not None


def tenant_of_key(key: str) -> str | None:
    """Whose key it claims to be; None for what is no key at all."""
    match = _KEY.fullmatch(key)
    return match[1] if match else None


def hash_api_key(key: str) -> str:
    """SHA-256 in 64 hex digits: all that is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class KeptKey:
    """What is kept of a key that was handed out."""

    sha256: str
    created_at: datetime


@dataclass(frozen=True)
class KeyRing:
    """A tenant's keys that hold, the newest first; at most `MAX_KEYS`."""

    keys: tuple[KeptKey, ...] = ()

    def __post_init__(self) -> None:
        if len(self.keys) > MAX_KEYS:
            raise ValueError(f"A tenant has at most {MAX_KEYS} keys.")

    def holds(self, key: str) -> bool:
        """Whether it is one of them."""
        return _is_one_of(self.keys, key)

    def rotated(self, key: KeptKey) -> "KeyRing":
        """With a new key, beside which the newest of the others goes on holding."""
        return replace(self, keys=(key, *self.keys[: MAX_KEYS - 1]))

    def newest_only(self) -> "KeyRing":
        """Without the key that was being replaced."""
        return replace(self, keys=self.keys[:1])


@dataclass(frozen=True)
class AdminKeys:
    """The administrators' keys that hold, the newest first. `revision` counts their changes; 0 is not stored yet."""

    keys: tuple[KeptKey, ...] = ()
    revision: int = 0

    def __post_init__(self) -> None:
        if len(self.keys) > MAX_ADMIN_KEYS:
            raise ValueError(f"There are at most {MAX_ADMIN_KEYS} administrator's keys.")

    def holds(self, key: str) -> bool:
        """Whether it is one of them."""
        return _is_one_of(self.keys, key)


def _is_one_of(keys: tuple[KeptKey, ...], key: str) -> bool:
    """Takes as long for a key that is nearly right as for any other."""
    presented = hash_api_key(key)
    # Every one is compared, whichever it is.
    return sum(hmac.compare_digest(kept.sha256, presented) for kept in keys) > 0


def _digits(secret: bytes) -> str:
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"A key is made of {SECRET_BYTES} random bytes.")
    return secret.hex()
