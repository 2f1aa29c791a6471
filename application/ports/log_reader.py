"""Reading redacted logs back, each tenant's apart."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import CallerError
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime, FieldKey, Key, TimeKey
from domain.query.log_query import LogQuery


@dataclass(frozen=True)
class Scanned:
    """What a store has looked at to answer a query: so many logs, and so many bytes of them, as far as it knows."""

    logs: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Page:
    """Logs in the order of their query.

    `next` is the place behind which the query goes on, None where it has reached its end. `complete` is False where the
    store's budget ended the page: it may then hold few logs or none, and there may be more of them behind `next`.
    """

    logs: Sequence[ProcessedLog]
    next: Position | None = None
    complete: bool = True
    scanned: Scanned = Scanned()


@dataclass(frozen=True)
class Counts:
    """How many logs of a query there are under each key, for each `by` that was asked for.

    Where the store's budget ended the count, `complete` is False, and what was counted is the beginning of the query in
    its order.
    """

    numbers: Sequence[Mapping[Key, int]]
    complete: bool = True
    scanned: Scanned = Scanned()

    def of_time(self, number: int) -> Iterator[tuple[TimeKey, int]]:
        """What was counted by the `ByTime` of this number."""
        return ((key, count) for key, count in self.numbers[number].items() if isinstance(key, tuple))

    def of_field(self, number: int) -> Iterator[tuple[FieldKey, int]]:
        """What was counted by the `ByField` of this number."""
        return ((key, count) for key, count in self.numbers[number].items() if not isinstance(key, tuple))


@dataclass(frozen=True)
class Stored:
    """Logs in the order in which they were stored, each with the mark behind it.

    `mark` is where to go on. `complete` is False where a limit or the store's budget has ended the answer, and more may
    be there already.
    """

    logs: Sequence[tuple[ProcessedLog, str]]
    mark: str
    complete: bool = True


def bad_mark() -> CallerError:
    """The error for a mark that no store has given."""
    return CallerError("bad_cursor", "after: it is not a cursor that following has returned.")


class LogReader(ABC):
    """What is stored can be found by its id, and listed by time. No method sees more than the one tenant it is given.

    A log whose `expires_at` has come is found and listed no more, whether or not it is deleted yet.

    Every method raises PassingError where the store cannot answer now.
    """

    @abstractmethod
    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        """The log under this very id, strongly consistent: it sees every add that has returned."""

    @abstractmethod
    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        """The ids, in order and at most `limit`, of the logs kept as conflicts with `log_id`; strongly consistent."""

    @abstractmethod
    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        """Up to `limit` logs in the query's order.

        With `after`, those that come behind this place in that order, whether or not a log stands there: so the page
        behind `next` goes on without a gap or a repetition, whatever was added meanwhile. Fewer than `limit` only at
        the end of the query, where the budget is spent, or where the logs take more than `limits.MAX_PAGE_BYTES`
        together. Eventually consistent: a log may be missing for a moment after its add.
        """

    @abstractmethod
    def count_by(self, query: LogQuery, by: Sequence[ByTime | ByField]) -> Counts:
        """How many logs of the query there are, by time and level, and by fields; at most once by time.

        As consistent as `page`.
        """

    @abstractmethod
    def stored_since(self, query: LogQuery, mark: str | None, limit: int, window_seconds: int) -> Stored:
        """Up to `limit` logs of the query that were stored since the mark was given, whatever their time.

        Without a mark, none, and a mark of the present. Where each answer's mark is sent with the next question, every
        log is found exactly once. A store that does not know in which order logs were stored looks only at those that
        happened within the window before now; it finds each of them at least once, and may repeat those of the last
        seconds. Raises CallerError (`bad_cursor`) for what is no mark.
        """
