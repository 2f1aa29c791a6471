"""Testing whether a log matches a query.

This module defines each filter. A store may be faster, but must find the same logs.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.json_value import JsonValue
from domain.processed_log import ProcessedLog
from domain.query.folding import fold
from domain.query.log_query import Conflicts, LogQuery
from domain.query.values import values_at


@dataclass(frozen=True)
class ContentTest:
    """The filters on text and attributes, which a store cannot evaluate by itself.

    `text` and `attributes` are None if the query does not filter by them.
    """

    text: Callable[[str], bool] | None
    attributes: Callable[[Mapping[str, JsonValue]], bool] | None
    placeholders: tuple[str, ...]

    def passes(self, text: str, attributes_json: str) -> bool:
        """Return whether a log passes. `attributes_json` must be written with `ensure_ascii=False`."""
        return (
            (self.text is None or self.text(text))
            and all(each in text or each in attributes_json for each in self.placeholders)
            and (self.attributes is None or self.attributes(json.loads(attributes_json)))
        )


def matches(query: LogQuery, log: ProcessedLog) -> bool:
    """Return whether the log passes every filter of the query."""
    content = content_test(query)
    return has_fields(query, log) and (
        content is None or content.passes(log.text, json.dumps(log.attributes, ensure_ascii=False))
    )


def has_fields(query: LogQuery, log: ProcessedLog) -> bool:
    """Return whether the log passes all filters except those of `content_test`."""
    return (
        log.tenant_id == query.tenant_id
        and (query.since is None or query.since <= log.time)
        and (query.until is None or log.time < query.until)
        and (query.levels is None or log.level in query.levels)
        and (query.services is None or log.service in query.services)
        and (query.trace_id is None or log.trace_id == query.trace_id)
        and (query.conflicts is None or (query.conflicts is Conflicts.ONLY) == (log.conflicts_with is not None))
    )


def content_test(query: LogQuery) -> ContentTest | None:
    """Return the query's filters on text and attributes, or None if it has none."""
    test = ContentTest(_text_test(query), _attributes_test(query), query.placeholders)
    return None if test == ContentTest(None, None, ()) else test


def _text_test(query: LogQuery) -> Callable[[str], bool] | None:
    wanted = [fold(phrase) for phrase in query.phrases]
    excluded = [fold(phrase) for phrase in query.excluded_phrases]
    expression = _expression_test(query.expression)
    if not (wanted or excluded or expression):
        return None

    def test(text: str) -> bool:
        if wanted or excluded:
            folded = fold(text)
            if not all(each in folded for each in wanted) or any(each in folded for each in excluded):
                return False
        return expression is None or expression(text)

    return test


def _expression_test(expression: str | None) -> Callable[[str], bool] | None:
    if expression is None:
        return None
    # Imported here because only queries with an expression need RE2.
    from domain.query.expression import expression_test  # noqa: PLC0415

    return expression_test(expression)


def _attributes_test(query: LogQuery) -> Callable[[Mapping[str, JsonValue]], bool] | None:
    tests = query.attributes
    if not tests:
        return None
    return lambda attributes: all((test.value in values_at(attributes, test.path)) != test.excluded for test in tests)
