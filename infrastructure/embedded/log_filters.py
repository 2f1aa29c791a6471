"""A query's filters as SQL conditions."""

from dataclasses import dataclass, field, replace

from domain.query.folding import fold
from domain.query.log_query import Conflicts, LogQuery
from domain.query.matching import ContentTest, content_test
from domain.query.values import json_fragment


@dataclass
class Filters:
    """Conditions on a row of `logs`, with their values. The wide index has all columns that `are_indexed` ones name.

    `test` is asked about what passes them, as the SQL function `passes`; None where the conditions decide alone.
    """

    conditions: list[str] = field(default_factory=list)
    values: list[str | int] = field(default_factory=list)
    are_indexed: bool = True
    test: ContentTest | None = None

    def add(self, condition: str, *values: str | int) -> None:
        """Add a condition."""
        self.conditions.append(condition)
        self.values += values


def filters_of(query: LogQuery) -> Filters:
    """Return all filters of the query except tenant and time."""
    filters = Filters()
    for column, wanted in (("level", query.levels), ("service", query.services)):
        if wanted is not None:
            filters.add(f"{column} IN ({', '.join('?' for _ in wanted)})", *wanted)
    indexed = len(filters.conditions)
    if query.trace_id is not None:
        filters.add("trace_id = ?", query.trace_id)
    if query.conflicts is not None:
        filters.add(f"conflicts_with IS {'NOT ' if query.conflicts is Conflicts.ONLY else ''}NULL")
    _add_content(filters, query)
    filters.are_indexed = len(filters.conditions) == indexed
    return filters


def _add_content(filters: Filters, query: LogQuery) -> None:
    for placeholder in query.placeholders:
        filters.add("(instr(text, ?) > 0 OR instr(attributes, ?) > 0)", placeholder, placeholder)
    of_ascii = all(phrase.isascii() for phrase in (*query.phrases, *query.excluded_phrases))
    if of_ascii:
        # For ASCII phrases, SQLite's `lower` finds the same texts as `fold` (domain.query.folding).
        for phrases, found in ((query.phrases, "> 0"), (query.excluded_phrases, "= 0")):
            for phrase in phrases:
                filters.add(f"instr(lower(text), ?) {found}", fold(phrase))
    for test in query.attributes:
        if not test.excluded:
            # This lets more logs pass than the test, because the value may be at another path.
            filters.add("instr(attributes, ?) > 0", json_fragment(test.value))
    decided = replace(query, placeholders=())
    filters.test = content_test(replace(decided, phrases=(), excluded_phrases=()) if of_ascii else decided)
    if filters.test is not None:
        # Last, because it is the most expensive. Columns that it does not need are not passed.
        text = "text" if filters.test.text else "''"
        attributes = "attributes" if filters.test.attributes else "'{}'"
        filters.add(f"passes({text}, {attributes})")
