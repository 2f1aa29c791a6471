"""A question about a tenant's stored logs."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """Which way a list goes along the logs' positions."""

    NEWEST_FIRST = "desc"
    OLDEST_FIRST = "asc"


@dataclass(frozen=True)
class LogQuery:
    """Which of a tenant's logs, and in which order: those of `since <= time < until`, in nanoseconds since 1970.

    Both bounds lie from 0 to `domain.log_time.MAX_TIME`.
    """

    tenant_id: str
    since: int | None = None
    until: int | None = None
    order: Order = Order.NEWEST_FIRST
