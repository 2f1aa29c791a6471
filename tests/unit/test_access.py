"""Keys and quotas in the use cases."""

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
from domain.registration import Registration
from domain.tenant import Tenant
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
        """Return whether the request exceeds the quota."""
        spending = self(size)
        assert spending
        return spending.exceeded


def authenticator(*keys: str) -> tuple[AuthenticateKey, InMemoryTenantRegistry]:
    """Return the use case with these keys of the tenant acme."""
    registry = InMemoryTenantRegistry()
    ring = KeyRing(tuple(KeptKey(hash_api_key(key), NOON) for key in keys))
    registry.put(Registration(Tenant("acme"), TenantAccess(ring)))
    registry.reads = 0
    return AuthenticateKey(access=registry), registry


def test_a_valid_key_identifies_its_tenant() -> None:
    """A valid key identifies its tenant, by a single read of the tenant that the key names."""
    authenticate_key, registry = authenticator(KEY)
    assert authenticate_key.authenticate(KEY) == tenant_caller("acme", may_erase=False)
    assert registry.reads == 1


def test_an_invalid_key_identifies_nobody() -> None:
    """A key with another secret, with the name of another tenant, or in another format identifies nobody."""
    authenticate_key, registry = authenticator(KEY)
    for key in (write_api_key("acme", b"b" * 32), write_api_key("beta", b"a" * 32), hash_api_key(KEY), "", "acme"):
        assert authenticate_key.authenticate(key) is None
    # No read is needed for text that is not a key.
    assert registry.reads == 2


def test_a_valid_administrators_key_identifies_an_administrator() -> None:
    """A valid administrator's key is accepted by a single read, and an unknown one is not."""
    authenticate_key, registry = authenticator(KEY)
    key, wrong = (write_admin_key(bytes([number]) * 32) for number in (1, 2))
    registry.put_admin_keys(AdminKeys((KeptKey(hash_api_key(key), NOON),)))
    registry.reads = 0
    assert authenticate_key.authenticate(key) == ADMINISTRATOR
    assert authenticate_key.authenticate(wrong) is None
    assert registry.reads == 2


@pytest.mark.parametrize("right", list(Right))
def test_rights_of_each_caller(right: Right) -> None:
    """A caller has only the rights and tenants that the table lists."""
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
    """If keys cannot be looked up, a temporary error is raised: nobody is admitted or told that the key is wrong."""
    authenticate_key, registry = authenticator(KEY)
    registry.failure = PassingError()
    with pytest.raises(PassingError):
        authenticate_key.authenticate(KEY)


def test_a_quota_admits_its_number_of_requests_a_minute() -> None:
    """In a minute, as many requests pass as the quota allows; the next one exceeds it; the next minute starts again."""
    spend = Spend(Quota(requests=2))
    assert [spend.exceeded() for _ in range(4)] == [False, False, True, True]
    spend.clock.advance(60)
    assert [spend.exceeded() for _ in range(3)] == [False, False, True]


def test_bytes_are_counted_too() -> None:
    """The request that exceeds the bytes is refused, and refused requests are counted too."""
    spend = Spend(Quota(bytes=100))
    assert [spend.exceeded(size) for size in (60, 40, 1)] == [False, False, True]


def test_either_limit_is_enough() -> None:
    """If requests and bytes are limited, exceeding either of them is enough."""
    assert [Spend(Quota(requests=1, bytes=100)).exceeded(size) for size in (1, 100)] == [False, False]
    spend = Spend(Quota(requests=1, bytes=100))
    assert [spend.exceeded(1), spend.exceeded(1)] == [False, True]


def test_one_call_a_request_and_none_without_a_quota() -> None:
    """A request of a tenant with a quota takes one call to the counter; other requests take none."""
    spend = Spend(Quota(requests=2))
    for _ in range(5):
        spend()
    assert spend.counter.calls == 5
    assert spend(tenant_id="stranger") is None
    assert Spend(Quota())() is None
    assert spend.counter.calls == 5


def test_requests_pass_while_usage_cannot_be_counted(caplog: pytest.LogCaptureFixture) -> None:
    """If the counter or the directory does not answer, the request passes and our own log says so."""
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
    """A request larger than the whole quota is over a limit, so it must not be retried. It is counted nevertheless."""
    spend = Spend(Quota(bytes=100))
    with pytest.raises(LimitExceeded, match="100") as refusal:
        spend(101)
    assert refusal.value.code == "request_over_quota"
    assert spend.counter.calls == 1


@pytest.mark.parametrize(("seconds", "left"), [(0, 60), (0.001, 60), (1, 59), (59, 1), (59.999, 1), (60, 60)])
def test_minutes_are_the_clocks(seconds: float, left: int) -> None:
    """Minutes are those of the clock, and 1 to 60 whole seconds remain of each."""
    moment = NOON + timedelta(seconds=seconds)
    assert seconds_left(moment) == left
    assert minute_of(moment) - minute_of(NOON) == (1 if seconds >= 60 else 0)


def test_a_quota_of_zero_is_refused() -> None:
    """A quota must be 1 or more, or not set."""
    for quota in ({"requests": 0}, {"bytes": -1}):
        with pytest.raises(InvalidQuota, match="refuse every request"):
            Quota(**quota)
    assert not Quota().limits_anything
    assert Quota(bytes=1).limits_anything
    spending = Spending(Quota(requests=5), Usage(5, 10**9), 1)
    assert not spending.exceeded
    assert replace(spending, used=Usage(6, 0)).exceeded
