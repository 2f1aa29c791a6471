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
    """Return the stored data of a key."""
    return KeptKey(hash_api_key(key), NOON)


@pytest.mark.parametrize("tenant_id", ["acme", "a", "a_b", "a__", "a_" + "0" * 61, "A.b-c_d", "alp_acme"])
def test_a_key_names_its_tenant(tenant_id: str) -> None:
    """For every character that tenant ids may have, a key names its tenant."""
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
def test_a_malformed_key_names_no_tenant(text: str) -> None:
    """Only text in the exact format is a key."""
    assert tenant_of_key(text) is None


def test_keys_hold_256_random_bits() -> None:
    """A key is made from exactly 32 bytes, written in hex."""
    assert write_api_key("acme", SECRET) == "alp_acme_" + SECRET.hex()
    for secret in (b"", SECRET[1:], SECRET + b"\0"):
        with pytest.raises(ValueError, match="32 random bytes"):
            write_api_key("acme", secret)


def test_a_ring_accepts_only_its_own_keys() -> None:
    """A ring accepts its own keys and nothing else: no other key, no hash, no empty text."""
    ring = KeyRing((kept("new"), kept("old")))
    assert [ring.holds(key) for key in ("new", "old")] == [True, True]
    assert [ring.holds(key) for key in ("", "other", hash_api_key("new"), "New", "new ", "\ud800")] == [False] * 6
    assert not KeyRing().holds("")


def test_two_keys_are_valid_during_a_rotation() -> None:
    """A new key and the newest of the previous keys are valid together, but no third one."""
    ring = KeyRing()
    for key in ("first", "second", "third"):
        ring = ring.rotated(kept(key))
    assert [ring.holds(key) for key in ("first", "second", "third")] == [False, True, True]
    assert [ring.newest_only().holds(key) for key in ("second", "third")] == [False, True]
    assert KeyRing().newest_only() == KeyRing()


def test_a_ring_has_two_keys_at_most() -> None:
    """A ring of three keys cannot be created, and the keys of a ring cannot be replaced."""
    with pytest.raises(ValueError, match="at most 2"):
        KeyRing((kept("a"), kept("b"), kept("c")))
    assert len(KeyRing((kept("a"), kept("b"))).keys) == MAX_KEYS
    with pytest.raises(FrozenInstanceError):
        KeyRing().keys = (kept("a"),) * 3  # type: ignore[misc]  # the test checks that it cannot be assigned


def test_administrators_keys_and_tenants_keys_differ() -> None:
    """No tenant's key is an administrator's key, and no administrator's key is a tenant's."""
    key = write_admin_key(SECRET)
    assert is_admin_key(key)
    assert tenant_of_key(key) is None
    for tenant_id in ("admin", "a", "alp_", "a__admin"):
        assert not is_admin_key(write_api_key(tenant_id, SECRET))
    assert not is_admin_key(key + "\n")


def test_only_administrators_keys_themselves_are_valid() -> None:
    """Only the administrator's keys themselves are valid, and there are at most ten."""
    keys = AdminKeys((kept("new"), kept("old")))
    assert [keys.holds(key) for key in ("new", "old", "", "other", hash_api_key("new"))] == [True, True] + [False] * 3
    with pytest.raises(ValueError, match="at most 10"):
        AdminKeys(tuple(kept(str(number)) for number in range(MAX_ADMIN_KEYS + 1)))
