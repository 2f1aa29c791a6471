"""Counting the values of fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from application.ports.log_reader import LogReader, Scanned
from domain.query.counting import ByField
from domain.query.log_query import LogQuery
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class FieldValues:
    """The most frequent values of a field (None: no value), each with the number of logs that have it."""

    field: str
    values: Sequence[tuple[str | None, int]]


@dataclass(frozen=True)
class Values:
    """The values of several fields. If `complete` is False, the store's budget ended before the oldest logs."""

    fields: Sequence[FieldValues]
    complete: bool
    scanned: Scanned


class CountValues:
    """Counts the values of fields in the logs of a query."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def count(self, query: LogQuery, fields: Sequence[str], top: int) -> Values:
        """Return the `top` most frequent values of each field. Raises InvalidLog for a bad tenant id, PassingError."""
        check_tenant_id(query.tenant_id)
        counts = self._reader.count_by(query, [ByField(field) for field in fields])
        found = [
            FieldValues(
                field,
                nsmallest(
                    top, counts.of_field(number), key=lambda value: (-value[1], value[0] is None, value[0] or "")
                ),
            )
            for number, field in enumerate(fields)
        ]
        return Values(found, counts.complete, counts.scanned)
