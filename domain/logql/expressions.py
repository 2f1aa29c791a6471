"""What a LogQL query says, as a tree."""

from dataclasses import dataclass
from typing import Literal

MatchOperator = Literal["=", "!=", "=~", "!~"]
LineOperator = Literal["|=", "!=", "|~", "!~"]
ComparisonOperator = Literal["==", "!=", ">", ">=", "<", "<="]
Unit = Literal["number", "nanoseconds", "bytes"]


@dataclass(frozen=True)
class Matcher:
    """`name="value"`; with `=~` and `!~` the value is an expression of RE2 that must match a label's whole value."""

    name: str
    operator: MatchOperator
    value: str


@dataclass(frozen=True)
class Comparison:
    """`status >= 400`, `duration > 5s` or `size < 10KB`; the value in the unit."""

    name: str
    operator: ComparisonOperator
    value: float
    unit: Unit


@dataclass(frozen=True)
class All:
    """Several conditions that must hold together."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Any:
    """Several conditions of which one must hold."""

    conditions: "tuple[Condition, ...]"


Condition = Matcher | Comparison | All | Any


@dataclass(frozen=True)
class LineFilter:
    """`|= "a" or "b"`: the line holds (or, with `!=` and `!~`, does not hold) any of these texts or expressions."""

    operator: LineOperator
    values: tuple[str, ...]


@dataclass(frozen=True)
class LabelFilter:
    """`| level="error" and status >= 500`."""

    condition: Condition


@dataclass(frozen=True)
class Parse:
    """`| json` or `| logfmt`: what stands in the line becomes labels."""

    form: Literal["json", "logfmt"]


@dataclass(frozen=True)
class Drop:
    """`| drop a, b="c"`: labels that the answer leaves out, those with a matcher only where it matches."""

    labels: "tuple[str | Matcher, ...]"


@dataclass(frozen=True)
class LineFormat:
    """`| line_format "{{.message}}"`: what the answer shows in place of the line."""

    template: str


Stage = LineFilter | LabelFilter | Parse | Drop | LineFormat


@dataclass(frozen=True)
class LogExpression:
    """`{service_name="api"} |= "timeout" | json`: which logs."""

    matchers: tuple[Matcher, ...]
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True)
class RangeAggregation:
    """`rate({…}[5m])`: one value for a series at a time, from the logs of the range before it."""

    function: Literal["count_over_time", "rate", "bytes_over_time", "bytes_rate"]
    logs: LogExpression
    range_nanoseconds: int


@dataclass(frozen=True)
class VectorAggregation:
    """`sum by (level) (…)`: several series become those of a few labels; `count` is for `topk` alone."""

    function: Literal["sum", "count", "topk"]
    samples: "SampleExpression"
    by: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True)
class Vector:
    """`vector(1)+vector(1)`, by which Grafana looks whether anybody answers: one sample that needs no log."""

    value: float


SampleExpression = RangeAggregation | VectorAggregation | Vector
Expression = LogExpression | SampleExpression
