"""Moving filters of a LogQL query into the store's query.

The pipeline (domain.logql.pipeline) still runs on every log that the store returns. So the store may return too many
logs, which only costs time. It must never exclude a log that matches the LogQL query.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from domain.level import Level
from domain.logql.expressions import All, Condition, LabelFilter, LineFilter, LineFormat, LogExpression, Matcher
from domain.logql.labels import UNKNOWN_SERVICE
from domain.query.log_query import LogQuery

# An expression that is only alternatives of words, such as `a|b`, is a list of values.
_WORDS = re.compile(r"[A-Za-z0-9_ -]+(?:\|[A-Za-z0-9_ -]+)*")
_LEVEL_LABELS = ("level", "detected_level")


def narrowed(query: LogQuery, expression: LogExpression) -> LogQuery:
    """Return the query with as many of the expression's filters as a store can apply."""
    for matcher in _matchers(expression):
        query = _with_matcher(query, matcher)
    return replace(query, phrases=tuple(_phrases(expression)))


def _matchers(expression: LogExpression) -> Iterator[Matcher]:
    """Yield the matchers before any parser or `drop`: those stages can change a label's value."""
    yield from expression.matchers
    for stage in expression.stages:
        if isinstance(stage, LabelFilter):
            yield from _together(stage.condition)
        elif not isinstance(stage, LineFilter):
            return


def _together(condition: Condition) -> Iterator[Matcher]:
    if isinstance(condition, Matcher):
        yield condition
    elif isinstance(condition, All):
        for each in condition.conditions:
            yield from _together(each)


def _with_matcher(query: LogQuery, matcher: Matcher) -> LogQuery:
    values = _values(matcher)
    if values is None:
        return query
    if matcher.name in _LEVEL_LABELS and values <= set(Level):
        levels = values if query.levels is None else values & set(query.levels)
        return replace(query, levels=tuple(level for level in Level if level in levels))
    if matcher.name == "service_name" and not values & {"", UNKNOWN_SERVICE}:
        services = values if query.services is None else values & set(query.services)
        return replace(query, services=tuple(sorted(services)))
    return query


def _values(matcher: Matcher) -> set[str] | None:
    """Return the values of which the label must have one, or None if the matcher is not such a list."""
    if matcher.operator == "=":
        return {matcher.value}
    if matcher.operator == "=~" and _WORDS.fullmatch(matcher.value):
        return set(matcher.value.split("|"))
    return None


def _phrases(expression: LogExpression) -> Iterator[str]:
    for stage in expression.stages:
        if isinstance(stage, LineFormat):
            # The following filters apply to the new line, not to the stored text.
            return
        if isinstance(stage, LineFilter) and stage.operator == "|=" and len(stage.values) == 1 and stage.values[0]:
            yield stage.values[0]
