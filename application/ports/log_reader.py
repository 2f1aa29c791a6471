"""Reading and searching one tenant's stored logs."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import CallerError
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime, FieldKey, Key, TimeKey
from domain.query.log_query import LogQuery


@dataclass(frozen=True)
class Scanned:
    """The numbers of logs and bytes that a store has read to answer a query, if it knows them."""

    logs: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Page:
    """Logs in the order of their query.

    `next` is the position after which to continue; None if the end is reached. `complete` is False if the store's
    budget ended the page: it may then contain few logs or none although more follow after `next`.
    """

    logs: Sequence[ProcessedLog]
    next: Position | None = None
    complete: bool = True
    scanned: Scanned = Scanned()


@dataclass(frozen=True)
class Counts:
    """The number of a query's logs under each key, for each `by` of the call.

    If `complete` is False, the store's budget ended the count, which covers the first logs in the query's order.
    """

    numbers: Sequence[Mapping[Key, int]]
    complete: bool = True
    scanned: Scanned = Scanned()

    def of_time(self, number: int) -> Iterator[tuple[TimeKey, int]]:
        """Return the counts of the `ByTime` at this index of `by`."""
        return ((key, count) for key, count in self.numbers[number].items() if isinstance(key, tuple))

    def of_field(self, number: int) -> Iterator[tuple[FieldKey, int]]:
        """Return the counts of the `ByField` at this index of `by`."""
        return ((key, count) for key, count in self.numbers[number].items() if not isinstance(key, tuple))


@dataclass(frozen=True)
class Stored:
    """Logs in the order in which they were stored, each with the mark from which to continue after it.

    `mark` is where to continue after all of them. `complete` is False if the limit or the store's budget ended the
    answer, so that more logs may already be stored.
    """

    logs: Sequence[tuple[ProcessedLog, str]]
    mark: str
    complete: bool = True


def bad_mark() -> CallerError:
    """Return the error for a mark that the store has not created."""
    return CallerError("bad_cursor", "after: this is not a cursor that an earlier follow request has returned.")


class LogReader(ABC):
    """Finds logs by id, and lists and counts them by query. Each method sees only the logs of the given tenant.

    A log is no longer found or listed after its `expires_at`, whether or not it is deleted yet.

    Every method raises PassingError if the store cannot answer now.
    """

    @abstractmethod
    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        """Return the log with exactly this id. Strongly consistent: every `add` that has returned is visible."""

    @abstractmethod
    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        """Return up to `limit` ids of conflicts with `log_id`, in order. Strongly consistent."""

    @abstractmethod
    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        """Return up to `limit` logs in the query's order.

        With `after`, the page begins after this position, which need not be the position of a log. So the page after
        `next` continues without gaps or repetitions, whatever was added meanwhile. A page has fewer than `limit` logs
        only at the end of the query, if the budget is spent, or if more would exceed `limits.MAX_PAGE_BYTES` together.
        Eventually consistent: a log may be missing for a moment after its `add`.
        """

    @abstractmethod
    def count_by(self, query: LogQuery, by: Sequence[ByTime | ByField]) -> Counts:
        """Count the query's logs by time and level and by fields. `by` contains at most one `ByTime`.

        The consistency is that of `page`.
        """

    @abstractmethod
    def stored_since(self, query: LogQuery, mark: str | None, limit: int, window_seconds: int) -> Stored:
        """Return up to `limit` logs of the query that were stored after the mark was created, whatever their time.

        Without a mark, return no logs and a mark of the present. A caller that passes each answer's mark to the next
        call gets every log exactly once. Exception: a store that does not know in which order logs were stored searches
        only logs whose time is within the last `window_seconds`, and may repeat those of the last seconds. Raises
        CallerError (`bad_cursor`) for an invalid mark.
        """
