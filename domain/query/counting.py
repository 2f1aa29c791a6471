"""Ways to count logs: by time and level, or by the values of a field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from domain.processed_log import ProcessedLog
from domain.query.values import values_at

ATTRIBUTE_PREFIX = "attr."
LEVEL, SERVICE = "level", "service"

# The key under which a log is counted: the number of its bucket and its level, or the value of a field.
TimeKey: TypeAlias = tuple[int, str | None]
FieldKey: TypeAlias = str | None
Key: TypeAlias = TimeKey | FieldKey


@dataclass(frozen=True)
class ByTime:
    """Count by level in buckets of `step` nanoseconds. Bucket 0 begins at `start`."""

    start: int
    step: int

    def keys(self, log: ProcessedLog) -> Iterable[Key]:
        """Return the log's one bucket and level."""
        return [((log.time - self.start) // self.step, log.level)]


@dataclass(frozen=True)
class ByField:
    """Count by `level` or `service` (None if a log has none), or by each distinct value at `attr.<path>`."""

    name: str

    @property
    def path(self) -> str | None:
        """The path of the attribute; None for `level` and `service`."""
        return self.name.removeprefix(ATTRIBUTE_PREFIX) if self.name.startswith(ATTRIBUTE_PREFIX) else None

    def keys(self, log: ProcessedLog) -> Iterable[Key]:
        """Return the log's values."""
        if self.path is not None:
            return set(values_at(log.attributes, self.path))
        return [log.level if self.name == LEVEL else log.service]
