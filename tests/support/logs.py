"""Logs to test with."""

from collections.abc import Mapping
from datetime import datetime

from domain.json_value import JsonValue
from domain.log_entry import LogEntry
from tests.fakes.clock import START

# The moment at which the tests' clocks start.
NOON = START


def entry(  # noqa: PLR0913 - a test names only what it is about
    text: str = "User data here",
    *,
    tenant_id: str = "acme",
    log_id: str = "123",
    attributes: Mapping[str, JsonValue] | None = None,
    received_at: datetime = NOON,
    ordinal: int = 0,
    time: int | None = None,
) -> LogEntry:
    """A valid log, received as JSON."""
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
