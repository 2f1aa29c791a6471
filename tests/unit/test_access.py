"""Keys and quotas as the use cases know them."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from application.authenticate_key import AuthenticateKey
from application.spend_quota import Spending, SpendQuota
from domain.api_key import AdminKeys, KeptKey, KeyRing, hash_api_key, write_admin_key, write_api_key
from domain.caller import ADMINISTRATOR, ANYONE, Right, tenant_caller
from domain.errors import LimitExceeded, PassingError
from domain.quota import InvalidQuota, Quota, Usage, minute_of, seconds_left
from domain.tenant import Registration, Tenant
from domain.tenant_access import TenantAccess
from tests.fakes.clock import ManualClock
from tests.fakes.tenant_registry import InMemoryTenantRegistry
from tests.fakes.usage_counter import InMemoryUsageCounter
from tests.support.logs import NOON

KEY = write_api_key("acme", b"a" * 32)


class Spend:
    """The use case over fakes, with one tenant."""

    def __init__(self, quota: Quota) -> None:
        self.registry = InMemoryTenantRegistry()
        self.registry.put(Registration(Tenant("acme"), TenantAccess(quota=quota)))
        self.counter = InMemoryUsageCounter()
        self.clock = ManualClock()
        self._use_case = SpendQuota(access=self.registry, counter=self.counter, clock=self.clock)

    def __call__(self, size: int = 10, tenant_id: str = "acme") -> Spending | None:
        """Spend once."""
        return self._use_case.spend(tenant_id, size)

    def exceeded(self, size: int = 10) -> bool:
        """Whether the request is one too many."""
        spending = self(size)
        assert spending
        return spending.exceeded


def authenticator(*keys: str) -> tuple[AuthenticateKey, InMemoryTenantRegistry]:
    """The use case, with these keys of acme's."""
    registry = InMemoryTenantRegistry()
    ring = KeyRing(tuple(KeptKey(hash_api_key(key), NOON) for key in keys))
    registry.put(Registration(Tenant("acme"), TenantAccess(ring)))
    registry.reads = 0
    return AuthenticateKey(access=registry), registry


def test_a_key_that_holds_tells_its_tenant() -> None:
    """One read of the tenant that the key names is all it takes."""
    authenticate_key, registry = authenticator(KEY)
    assert authenticate_key.authenticate(KEY) == tenant_caller("acme", may_erase=False)
    assert registry.reads == 1


def test_no_other_key_tells_anybody() -> None:
    """Another secret, another tenant's name before the right secret, and what is no key at all are nobody's."""
    authenticate_key, registry = authenticator(KEY)
    for key in (write_api_key("acme", b"b" * 32), write_api_key("beta", b"a" * 32), hash_api_key(KEY), "", "acme"):
        assert authenticate_key.authenticate(key) is None
    # What is no key asks nobody.
    assert registry.reads == 2


def test_administrators_key_tells_an_administrator() -> None:
    """A key that was made holds, by one read; a key that nobody made tells nobody."""
    authenticate_key, registry = authenticator(KEY)
    key, wrong = (write_admin_key(bytes([number]) * 32) for number in (1, 2))
    registry.put_admin_keys(AdminKeys((KeptKey(hash_api_key(key), NOON),)))
    registry.reads = 0
    assert authenticate_key.authenticate(key) == ADMINISTRATOR
    assert authenticate_key.authenticate(wrong) is None
    assert registry.reads == 2


@pytest.mark.parametrize("right", list(Right))
def test_what_each_caller_may_do(right: Right) -> None:
    """Nobody gets a right or a tenant that the table does not name."""
    callers = {
        "anyone": ANYONE,
        "acme": tenant_caller("acme", may_erase=False),
        "acme, allowed to erase": tenant_caller("acme", may_erase=True),
        "administrator": ADMINISTRATOR,
    }
    may = {name: [caller.may(right, tenant_id) for tenant_id in ("acme", "beta")] for name, caller in callers.items()}
    both, own, none = [True, True], [True, False], [False, False]
    expected = {
        Right.SEE_SERVICE: (both, own, own, both),
        Right.INGEST: (both, own, own, none),
        Right.READ: (both, own, own, none),
        Right.ERASE: (none, none, own, both),
        Right.ADMINISTER: (none, none, none, both),
    }
    assert tuple(may.values()) == expected[right]


def test_keys_that_cannot_be_looked_up_are_a_passing_error() -> None:
    """Nobody is let in, nor told that the key is wrong, while nobody can be asked."""
    authenticate_key, registry = authenticator(KEY)
    registry.failure = PassingError()
    with pytest.raises(PassingError):
        authenticate_key.authenticate(KEY)


def test_a_quota_lets_through_what_it_says() -> None:
    """So many requests pass in a minute, the next is one too many, and the next minute begins anew."""
    spend = Spend(Quota(requests=2))
    assert [spend.exceeded() for _ in range(4)] == [False, False, True, True]
    spend.clock.advance(60)
    assert [spend.exceeded() for _ in range(3)] == [False, False, True]


def test_bytes_are_counted_too() -> None:
    """The request that passes the bytes is one too many, and those that are refused count as well."""
    spend = Spend(Quota(bytes=100))
    assert [spend.exceeded(size) for size in (60, 40, 1)] == [False, False, True]


def test_either_limit_is_enough() -> None:
    """Where requests and bytes are limited, passing one of them is too much."""
    assert [Spend(Quota(requests=1, bytes=100)).exceeded(size) for size in (1, 100)] == [False, False]
    spend = Spend(Quota(requests=1, bytes=100))
    assert [spend.exceeded(1), spend.exceeded(1)] == [False, True]


def test_one_call_a_request_and_none_without_a_quota() -> None:
    """A request of a tenant with a quota is counted by one call, and no other costs any."""
    spend = Spend(Quota(requests=2))
    for _ in range(5):
        spend()
    assert spend.counter.calls == 5
    assert spend(tenant_id="stranger") is None
    assert Spend(Quota())() is None
    assert spend.counter.calls == 5


def test_the_door_is_open_while_nobody_can_count(caplog: pytest.LogCaptureFixture) -> None:
    """Where the counter, or the directory, cannot answer, the request passes and our own log says so."""
    caplog.set_level(logging.DEBUG)
    for failing in ("counter", "registry"):
        spend = Spend(Quota(requests=1))
        getattr(spend, failing).failure = PassingError("ThrottlingException")
        assert [spend() for _ in range(3)] == [None] * 3
    assert {(record.msg, record.__dict__["reason"]) for record in caplog.records} == {
        ("quota_not_counted", "ThrottlingException")
    }
    assert caplog.records[0].__dict__["tenant"] == "acme"


def test_a_request_larger_than_the_quota_can_never_pass() -> None:
    """It is over a limit for good, so nobody is told to try again; it was read, so it counts."""
    spend = Spend(Quota(bytes=100))
    with pytest.raises(LimitExceeded, match="100") as refusal:
        spend(101)
    assert refusal.value.code == "request_over_quota"
    assert spend.counter.calls == 1


@pytest.mark.parametrize(("seconds", "left"), [(0, 60), (0.001, 60), (1, 59), (59, 1), (59.999, 1), (60, 60)])
def test_minutes_are_the_clocks(seconds: float, left: int) -> None:
    """A minute is one of the clock's, and whole seconds from 1 to 60 are left of it."""
    moment = NOON + timedelta(seconds=seconds)
    assert seconds_left(moment) == left
    assert minute_of(moment) - minute_of(NOON) == (1 if seconds >= 60 else 0)


def test_a_quota_of_nothing_is_refused() -> None:
    """A limit is 1 or more, or there is none."""
    for quota in ({"requests": 0}, {"bytes": -1}):
        with pytest.raises(InvalidQuota, match="refuse every request"):
            Quota(**quota)
    assert not Quota().limits_anything
    assert Quota(bytes=1).limits_anything
    spending = Spending(Quota(requests=5), Usage(5, 10**9), 1)
    assert not spending.exceeded
    assert replace(spending, used=Usage(6, 0)).exceeded
