"""The stages of a LogQL query, which filter a log and compute the line and labels to show.

They work as in Loki (https://grafana.com/docs/loki/latest/query/log_queries/#log-pipeline): stages run one after
another. A line that a parser cannot read or a filter cannot compare gets the label `__error__` and passes.
"""

import json
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import assert_never

from domain.logql import quantities
from domain.logql.errors import UnsupportedLogQL
from domain.logql.expressions import (
    All,
    Any,
    Comparison,
    Condition,
    Drop,
    LabelFilter,
    LineFilter,
    LineFormat,
    LogExpression,
    Matcher,
    Parse,
    Stage,
    Unit,
)
from domain.logql.labels import label_name, label_values, metadata, stream_labels
from domain.processed_log import ProcessedLog

ERROR = "__error__"
ERROR_DETAILS = "__error_details__"

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_READ: Mapping[Unit, Callable[[str], float | None]] = {
    "number": quantities.number,
    "nanoseconds": quantities.nanoseconds,
    "bytes": quantities.byte_count,
}
_PAIR = re.compile(r"""([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))""")
_ESCAPED = re.compile(r"\\(.)")
# The actions of a Go template (https://pkg.go.dev/text/template). The first group is set if an action inserts a label.
_INSERTED = re.compile(r"\{\{-?\s*(?:\.([A-Za-z_][A-Za-z0-9_]*)|([^}]*?))\s*-?\}\}")


@dataclass
class Line:
    """A log while the stages run. Labels are searched for in `parsed`, then in `metadata`, then in `stream`."""

    text: str
    stream: dict[str, str]
    metadata: dict[str, str]
    parsed: dict[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Return the label's value, or "" if the line has none: LogQL does not distinguish the two."""
        for labels in (self.parsed, self.metadata, self.stream):
            if (value := labels.get(name)) is not None:
                return value
        return ""

    def extract(self, labels: Mapping[str, str]) -> None:
        """Add the labels that a parser has found. A label that the log already has is kept, and the new one renamed."""
        for name, value in labels.items():
            taken = name in self.stream or name in self.metadata
            self.parsed[f"{name}_extracted" if taken else name] = value

    def drop(self, name: str) -> None:
        """Remove the label."""
        for labels in (self.parsed, self.metadata, self.stream):
            labels.pop(name, None)

    def fail(self, error: str, details: str) -> None:
        """Set the error labels because a stage failed. The first error is kept."""
        if ERROR not in self.parsed:
            self.parsed |= {ERROR: error, ERROR_DETAILS: details}


Step = Callable[[Line], bool]
Test = Callable[[str], bool]


@lru_cache(maxsize=64)
def pipeline(expression: LogExpression) -> Callable[[ProcessedLog], Line | None]:
    """Return a function that turns a log into its line, or returns None if the log does not match the query.

    Raises UnsupportedLogQL for a template that does more than insert labels, and InvalidSearch (domain.query.phrases)
    for an expression that RE2 refuses.
    """
    # Unlike in Loki, a selector `{…}` may also name structured metadata.
    steps = [*map(_label_step, expression.matchers), *map(_step, expression.stages)]

    def run(log: ProcessedLog) -> Line | None:
        line = Line(log.text, stream_labels(log), metadata(log))
        return line if all(step(line) for step in steps) else None

    return run


def _step(stage: Stage) -> Step:
    match stage:
        case LineFilter():
            return _line_step(stage)
        case LabelFilter(condition):
            return _label_step(condition)
        case Parse(form):
            return _read_json if form == "json" else _read_logfmt
        case Drop():
            return _drop_step(stage)
        case LineFormat(template):
            return _format_step(template)
        case _:
            assert_never(stage)


def _line_step(stage: LineFilter) -> Step:
    make = _matching if stage.operator in ("|~", "!~") else _containing
    tests = [make(value) for value in stage.values]
    wanted = stage.operator.startswith("|")
    return lambda line: any(test(line.text) for test in tests) is wanted


def _containing(value: str) -> Test:
    return lambda text: value in text


def _matching(expression: str) -> Test:
    # Imported here because only queries with an expression need RE2.
    from domain.query.expression import expression_test  # noqa: PLC0415

    return expression_test(expression)


def _label_step(condition: Condition) -> Step:
    match condition:
        case Matcher():
            return _matcher_step(condition)
        case Comparison():
            return _comparison_step(condition)
        case All(conditions):
            steps = list(map(_label_step, conditions))
            return lambda line: all(step(line) for step in steps)
        case Any(conditions):
            steps = list(map(_label_step, conditions))
            return lambda line: any(step(line) for step in steps)
        case _:
            assert_never(condition)


def _matcher_step(matcher: Matcher) -> Step:
    test = _value_test(matcher)
    return lambda line: test(line.label(matcher.name))


def _value_test(matcher: Matcher) -> Test:
    value = matcher.value
    match matcher.operator:
        case "=":
            return lambda found: found == value
        case "!=":
            return lambda found: found != value
        case "=~":
            return _matching(f"^(?s:{value})$")
        case "!~":
            matches = _matching(f"^(?s:{value})$")
            return lambda found: not matches(found)


def _comparison_step(comparison: Comparison) -> Step:
    compare = _COMPARE[comparison.operator]
    read = _READ[comparison.unit]

    def step(line: Line) -> bool:
        value = line.label(comparison.name)
        if not value:
            return False
        if (amount := read(value)) is None:
            line.fail("LabelFilterErr", f"The value of {comparison.name} has no number that can be compared")
            return True
        return bool(compare(amount, comparison.value))

    return step


def _read_json(line: Line) -> bool:
    if (labels := labels_in_json(line.text)) is None:
        line.fail("JSONParserErr", "The line is not a JSON object")
    else:
        line.extract(labels)
    return True


def _read_logfmt(line: Line) -> bool:
    line.extract(labels_in_logfmt(line.text))
    return True


def labels_in_json(text: str) -> dict[str, str] | None:
    """Return the labels that `| json` finds in a line, or None if the line is not a JSON object."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return label_values(fields) if isinstance(fields, dict) else None


def labels_in_logfmt(text: str) -> dict[str, str]:
    """Return the labels that `| logfmt` finds in a line."""
    found: dict[str, str] = {}
    for name, quoted, plain in _PAIR.findall(text):
        # The first of several equal names counts, as in Loki.
        found.setdefault(label_name(name), _ESCAPED.sub(r"\1", quoted) if quoted else plain)
    return found


def _drop_step(stage: Drop) -> Step:
    tests = [
        (label.name, _value_test(label)) if isinstance(label, Matcher) else (label, None) for label in stage.labels
    ]

    def step(line: Line) -> bool:
        for name, test in tests:
            if test is None or test(line.label(name)):
                line.drop(name)
        return True

    return step


def _format_step(template: str) -> Step:
    for inserted in _INSERTED.finditer(template):
        if inserted[1] is None:
            raise UnsupportedLogQL("line_format with more than labels")
    if "{{" in _INSERTED.sub("", template):
        raise UnsupportedLogQL("line_format with more than labels")

    def step(line: Line) -> bool:
        line.text = _INSERTED.sub(lambda inserted: line.label(inserted[1]), template)
        return True

    return step
