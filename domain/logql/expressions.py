"""The syntax tree of a LogQL query."""

from dataclasses import dataclass
from typing import Literal

MatchOperator = Literal["=", "!=", "=~", "!~"]
LineOperator = Literal["|=", "!=", "|~", "!~"]
ComparisonOperator = Literal["==", "!=", ">", ">=", "<", "<="]
Unit = Literal["number", "nanoseconds", "bytes"]


@dataclass(frozen=True)
class Matcher:
    """`name="value"`. With `=~` and `!~` the value is an RE2 expression that must match the label's whole value."""

    name: str
    operator: MatchOperator
    value: str


@dataclass(frozen=True)
class Comparison:
    """`status >= 400`, `duration > 5s` or `size < 10KB`. `value` is in `unit`."""

    name: str
    operator: ComparisonOperator
    value: float
    unit: Unit


@dataclass(frozen=True)
class All:
    """Several conditions, all of which must hold."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Any:
    """Several conditions, at least one of which must hold."""

    conditions: "tuple[Condition, ...]"


Condition = Matcher | Comparison | All | Any


@dataclass(frozen=True)
class LineFilter:
    """`|= "a" or "b"`: the line contains any of these texts or expressions; with `!=` and `!~`, none of them."""

    operator: LineOperator
    values: tuple[str, ...]


@dataclass(frozen=True)
class LabelFilter:
    """`| level="error" and status >= 500`."""

    condition: Condition


@dataclass(frozen=True)
class Parse:
    """`| json` or `| logfmt`: the fields in the line become labels."""

    form: Literal["json", "logfmt"]


@dataclass(frozen=True)
class Drop:
    """`| drop a, b="c"`: labels to remove. A label with a matcher is removed only if the matcher matches."""

    labels: "tuple[str | Matcher, ...]"


@dataclass(frozen=True)
class LineFormat:
    """`| line_format "{{.message}}"`: a template for a text that replaces the line."""

    template: str


Stage = LineFilter | LabelFilter | Parse | Drop | LineFormat


@dataclass(frozen=True)
class LogExpression:
    """`{service_name="api"} |= "timeout" | json`: a query for logs."""

    matchers: tuple[Matcher, ...]
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True)
class RangeAggregation:
    """`rate({…}[5m])`: each sample is computed from the logs of the range that ends at its time."""

    function: Literal["count_over_time", "rate", "bytes_over_time", "bytes_rate"]
    logs: LogExpression
    range_nanoseconds: int


@dataclass(frozen=True)
class VectorAggregation:
    """`sum by (level) (…)`: series are combined by the labels `by`. Only `topk` has a `count`."""

    function: Literal["sum", "count", "topk"]
    samples: "SampleExpression"
    by: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True)
class Vector:
    """`vector(1)+vector(1)`, Grafana's health check: a constant sample that needs no logs."""

    value: float


SampleExpression = RangeAggregation | VectorAggregation | Vector
Expression = LogExpression | SampleExpression
