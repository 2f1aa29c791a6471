"""A question about a tenant's stored logs."""

from dataclasses import dataclass
from enum import StrEnum

from domain.level import Level


class Order(StrEnum):
    """Which way a list goes along the logs' positions."""

    NEWEST_FIRST = "desc"
    OLDEST_FIRST = "asc"


class Conflicts(StrEnum):
    """Whether logs are wanted that were sent under an id that another log had already."""

    ONLY = "only"
    NONE = "none"


@dataclass(frozen=True)
class AttributeTest:
    """A log has this value at this path of its attributes, or has not where it is `excluded` (domain.query.values)."""

    path: str
    value: str
    excluded: bool = False


@dataclass(frozen=True)
class LogQuery:
    """Which of a tenant's logs, and in which order: those that pass every filter that is set.

    `since <= time < until`, in nanoseconds since 1970, both from 0 to `domain.log_time.MAX_TIME`. A log has one of
    `levels` and one of `services`. All `phrases` stand in its text and none of `excluded_phrases`, whatever their case.
    `expression` is RE2's, and matches somewhere in the text. All `placeholders` stand in its text or in its attributes.
    domain.query.matching says what each filter means exactly.
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
