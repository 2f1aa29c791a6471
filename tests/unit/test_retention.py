from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.registration import Registration
from domain.retention import (
    MAX_RETENTION_DAYS,
    MIN_RETENTION_DAYS,
    DeletionClock,
    InvalidRetention,
    check_retention,
    expiry,
)
from domain.tenant import Tenant
from domain.tenant_access import TenantAccess
from tests.fakes.tenant_registry import InMemoryTenantRegistry
from tests.support.logs import NOON, entry
from tests.support.worker import Worker


@pytest.mark.parametrize("days", [MIN_RETENTION_DAYS, 90, MAX_RETENTION_DAYS])
def test_a_valid_retention_is_accepted(days: int) -> None:
    """A valid retention is returned unchanged."""
    assert check_retention(days) == days
    assert Tenant("acme", retention_days=days).retention_days == days


@pytest.mark.parametrize("days", [-1, 0, 1, 18, MIN_RETENTION_DAYS - 1])
def test_retention_is_longer_than_a_messages_life(days: int) -> None:
    """A retention within which a message can be redelivered is refused, with the reason and the minimum."""
    with pytest.raises(InvalidRetention, match=rf"{MIN_RETENTION_DAYS} days or longer.*dead letter.*stored twice"):
        check_retention(days)
    with pytest.raises(InvalidRetention):
        Tenant("acme", retention_days=days)


def test_a_retention_has_a_maximum() -> None:
    """A retention that ends after the last year of the calendar is refused."""
    with pytest.raises(InvalidRetention, match="Set no retention"):
        check_retention(MAX_RETENTION_DAYS + 1)
    assert expiry(datetime(2100, 1, 1, tzinfo=UTC), MAX_RETENTION_DAYS)


def test_expiry_is_a_whole_second() -> None:
    """A log is kept for its whole days, and at most a second longer."""
    assert expiry(NOON, 30) == NOON + timedelta(days=30)
    assert expiry(NOON + timedelta(microseconds=1), 30) == NOON + timedelta(days=30, seconds=1)
    assert expiry(NOON.astimezone(timezone(timedelta(hours=5))), 30) == NOON + timedelta(days=30)
    assert expiry(NOON, None) is None


def test_logs_are_stored_with_their_tenants_expiry() -> None:
    """The days count from the receipt of a log, not from its processing; without a retention it is kept permanently."""
    registry = InMemoryTenantRegistry()
    registry.put(Registration(Tenant("acme", retention_days=30), TenantAccess()))
    worker = Worker(tenants=registry)
    worker.clock.advance(3600)
    worker.deliver(entry("x", log_id="a"))
    worker.deliver(entry("x", log_id="b", tenant_id="beta"))
    assert [log.expires_at for log in worker.repository.logs] == [NOON + timedelta(days=30), None]


def test_a_redelivered_log_that_has_expired_is_harmless() -> None:
    """A redelivered log that has expired is processed and stored without an error, and is not shown."""
    registry = InMemoryTenantRegistry()
    registry.put(Registration(Tenant("acme", retention_days=30), TenantAccess()))
    worker = Worker(tenants=registry)
    worker.clock.advance(31 * 86_400)
    assert worker.deliver(entry("x", log_id="a"))
    assert worker.deliver(entry("x", log_id="a"), receive_count=2)
    assert worker.repository.find("acme", "a") is None


def test_deletion_continues_while_both_clocks_agree() -> None:
    """Deletion continues while both clocks agree, however long the time between two calls is."""
    clock = DeletionClock(NOON)
    assert clock.may_delete(NOON + timedelta(hours=23), 0.0)
    assert clock.may_delete(NOON + timedelta(days=40), 40 * 86_400.0)


@pytest.mark.parametrize("days", [-2, 2])
def test_deletion_pauses_after_a_jump_in_either_direction(days: int) -> None:
    """A jump, in this run or since an earlier one, pauses deletion until an hour after the last jump."""
    for clock in (DeletionClock(NOON), DeletionClock(None)):
        clock.may_delete(NOON, 0.0)
        assert not clock.may_delete(NOON + timedelta(days=days), 60.0)
        assert not clock.may_delete(NOON + timedelta(seconds=3_000), 3_000.0), "It jumped back."
        assert not clock.may_delete(NOON + timedelta(seconds=6_599), 6_599.0)
        assert clock.may_delete(NOON + timedelta(seconds=6_600), 6_600.0)
    assert not DeletionClock(NOON).may_delete(NOON + timedelta(days=days), 0.0)
