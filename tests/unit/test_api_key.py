from dataclasses import FrozenInstanceError

import pytest

from domain.api_key import (
    MAX_ADMIN_KEYS,
    MAX_KEYS,
    SECRET_BYTES,
    AdminKeys,
    KeptKey,
    KeyRing,
    hash_api_key,
    is_admin_key,
    tenant_of_key,
    write_admin_key,
    write_api_key,
)
from tests.support.logs import NOON

SECRET = bytes(range(SECRET_BYTES))


def kept(key: str) -> KeptKey:
    """What is kept of a key."""
    return KeptKey(hash_api_key(key), NOON)


@pytest.mark.parametrize("tenant_id", ["acme", "a", "a_b", "a__", "a_" + "0" * 61, "A.b-c_d", "alp_acme"])
def test_a_key_names_its_tenant(tenant_id: str) -> None:
    """Whatever characters a tenant's id has, its key leads back to it."""
    assert tenant_of_key(write_api_key(tenant_id, SECRET)) == tenant_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alp_acme",
        "alp__" + "0" * 64,
        "alp_acme_" + "0" * 63,
        "alp_acme_" + "0" * 65,
        "alp_acme_" + "A" * 64,
        "alp_acme_" + "0" * 64 + "\n",
        "ALP_acme_" + "0" * 64,
        "alp_ac me_" + "0" * 64,
        "alp_ącme_" + "0" * 64,
        "alp_acme_" + "\u0660" * 64,
        f"alp_{'a' * 64}_{'0' * 64}",
    ],
)
def test_what_is_no_key_names_nobody(text: str) -> None:
    """Only the exact form is a key."""
    assert tenant_of_key(text) is None


def test_keys_hold_256_random_bits() -> None:
    """A key is made of 32 bytes, no more and no fewer, written in hex."""
    assert write_api_key("acme", SECRET) == "alp_acme_" + SECRET.hex()
    for secret in (b"", SECRET[1:], SECRET + b"\0"):
        with pytest.raises(ValueError, match="32 random bytes"):
            write_api_key("acme", secret)


def test_a_ring_holds_its_keys_alone() -> None:
    """Each of its keys opens, and nothing else does: no other key, no hash, nothing."""
    ring = KeyRing((kept("new"), kept("old")))
    assert [ring.holds(key) for key in ("new", "old")] == [True, True]
    assert [ring.holds(key) for key in ("", "other", hash_api_key("new"), "New", "new ", "\ud800")] == [False] * 6
    assert not KeyRing().holds("")


def test_two_keys_hold_while_one_is_replaced() -> None:
    """A new key holds beside the newest of those before it, and no third one does."""
    ring = KeyRing()
    for key in ("first", "second", "third"):
        ring = ring.rotated(kept(key))
    assert [ring.holds(key) for key in ("first", "second", "third")] == [False, True, True]
    assert [ring.newest_only().holds(key) for key in ("second", "third")] == [False, True]
    assert KeyRing().newest_only() == KeyRing()


def test_a_ring_has_two_keys_at_most() -> None:
    """Three cannot be kept, nor added to a ring that is there."""
    with pytest.raises(ValueError, match="at most 2"):
        KeyRing((kept("a"), kept("b"), kept("c")))
    assert len(KeyRing((kept("a"), kept("b"))).keys) == MAX_KEYS
    with pytest.raises(FrozenInstanceError):
        KeyRing().keys = (kept("a"),) * 3  # type: ignore[misc]  # that it cannot be is what is tested


def test_administrators_key_is_no_tenants() -> None:
    """No tenant's key is taken for an administrator's, and none the other way round."""
    key = write_admin_key(SECRET)
    assert is_admin_key(key)
    assert tenant_of_key(key) is None
    for tenant_id in ("admin", "a", "alp_", "a__admin"):
        assert not is_admin_key(write_api_key(tenant_id, SECRET))
    assert not is_admin_key(key + "\n")


def test_administrators_keys_hold_alone() -> None:
    """Each of them opens, nothing else does, and there are at most ten."""
    keys = AdminKeys((kept("new"), kept("old")))
    assert [keys.holds(key) for key in ("new", "old", "", "other", hash_api_key("new"))] == [True, True] + [False] * 3
    with pytest.raises(ValueError, match="at most 10"):
        AdminKeys(tuple(kept(str(number)) for number in range(MAX_ADMIN_KEYS + 1)))
