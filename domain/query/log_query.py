"""A query over a tenant's stored logs."""

from dataclasses import dataclass
from enum import StrEnum

from domain.level import Level


class Order(StrEnum):
    """The direction of a list, by position (domain.processed_log)."""

    NEWEST_FIRST = "desc"
    OLDEST_FIRST = "asc"


class Conflicts(StrEnum):
    """Return only conflicts, or no conflicts: logs that were sent under an id that another log already had."""

    ONLY = "only"
    NONE = "none"


@dataclass(frozen=True)
class AttributeTest:
    """The log must have this value at this path of its attributes, or must not if `excluded` (domain.query.values)."""

    path: str
    value: str
    excluded: bool = False


@dataclass(frozen=True)
class LogQuery:
    """Which of a tenant's logs to return, and in which order. A log must pass every filter that is set.

    `since <= time < until`, in nanoseconds since 1970, both from 0 to `domain.log_time.MAX_TIME`. The log must have one
    of `levels` and one of `services`. Its text must contain all `phrases` and none of `excluded_phrases`, regardless of
    case, and `expression`, an RE2 expression, must match anywhere in it. Its text or its attributes must contain each
    of `placeholders`. domain.query.matching defines each filter exactly.
    """

    tenant_id: str
    since: int | None = None
    until: int | None = None
    order: Order = Order.NEWEST_FIRST
    levels: tuple[Level, ...] | None = None
    services: tuple[str, ...] | None = None
    phrases: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()
    expression: str | None = None
    attributes: tuple[AttributeTest, ...] = ()
    trace_id: str | None = None
    conflicts: Conflicts | None = None
    placeholders: tuple[str, ...] = ()
