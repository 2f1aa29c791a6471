"""Logs for tests."""

from collections.abc import Mapping
from datetime import datetime

from domain.json_value import JsonValue
from domain.log_entry import LogEntry
from tests.fakes.clock import START

# The time at which the clocks of tests start.
NOON = START


def entry(  # noqa: PLR0913 - a test sets only the fields that it needs
    text: str = "User data here",
    *,
    tenant_id: str = "acme",
    log_id: str = "123",
    attributes: Mapping[str, JsonValue] | None = None,
    received_at: datetime = NOON,
    ordinal: int = 0,
    time: int | None = None,
) -> LogEntry:
    """Return a valid log, received as JSON."""
    return LogEntry(
        tenant_id=tenant_id,
        log_id=log_id,
        text=text,
        source="json",
        received_at=received_at,
        attributes=attributes or {},
        ordinal=ordinal,
        time=time,
    )
