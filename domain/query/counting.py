"""By what logs are counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from domain.processed_log import ProcessedLog
from domain.query.values import values_at

ATTRIBUTE_PREFIX = "attr."
LEVEL, SERVICE = "level", "service"

# What a log counts under: the number of its bucket and its level, or the value of a field.
TimeKey: TypeAlias = tuple[int, str | None]
FieldKey: TypeAlias = str | None
Key: TypeAlias = TimeKey | FieldKey


@dataclass(frozen=True)
class ByTime:
    """By level, in buckets of `step` nanoseconds from `start` on; the query's bounds lie within them."""

    start: int
    step: int

    def keys(self, log: ProcessedLog) -> Iterable[Key]:
        """The one bucket of the log."""
        return [((log.time - self.start) // self.step, log.level)]


@dataclass(frozen=True)
class ByField:
    """By `level` or `service`, None where a log has none, or by `attr.<path>`: each distinct value that a log has."""

    name: str

    @property
    def path(self) -> str | None:
        """The path of an attribute."""
        return self.name.removeprefix(ATTRIBUTE_PREFIX) if self.name.startswith(ATTRIBUTE_PREFIX) else None

    def keys(self, log: ProcessedLog) -> Iterable[Key]:
        """The values of the log."""
        if self.path is not None:
            return set(values_at(log.attributes, self.path))
        return [log.level if self.name == LEVEL else log.service]
