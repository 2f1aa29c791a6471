"""Parses functions over logs, the part of a query that computes samples."""

from domain.logql.errors import UnsupportedLogQL
from domain.logql.expressions import LogExpression, RangeAggregation, SampleExpression, Vector, VectorAggregation
from domain.logql.log_parser import LogParser
from domain.logql.quantities import nanoseconds

_CALCULATING = ("+", "-", "*", "/", "%", "^", "==", "!=", ">", ">=", "<", "<=")
_CALCULATING_NAMES = ("and", "or", "unless")
_RANGE_FUNCTIONS = ("count_over_time", "rate", "bytes_over_time", "bytes_rate")
_VECTOR_FUNCTIONS = ("sum", "count", "topk")
# Functions that Loki has and this server does not support.
_OTHER_VECTOR_FUNCTIONS = ("approx_topk", "avg", "bottomk", "max", "min", "sort", "sort_desc", "stddev", "stdvar")
_OTHER_FUNCTIONS = frozenset(
    (
        *_OTHER_VECTOR_FUNCTIONS,
        *(f"{name}_over_time" for name in ("absent", "first", "last", "quantile", "sum")),
        *(f"{name}_over_time" for name in ("avg", "max", "min", "stddev", "stdvar")),
        "label_replace",
        "rate_counter",
        "variants",
    )
)


class SampleParser(LogParser):
    """Parses `sum by (level) (count_over_time({…}[5m]))`."""

    def _samples(self) -> SampleExpression:
        samples = self._deeper(self._single_sample)
        if self._is(*_CALCULATING) or self._is_word(*_CALCULATING_NAMES):
            operator = self._next().text
            if operator == "+" and isinstance(samples, Vector):
                other = self._deeper(self._samples)
                if isinstance(other, Vector):
                    return Vector(samples.value + other.value)
            raise UnsupportedLogQL(f"{operator} between samples")
        return samples

    def _single_sample(self) -> SampleExpression:
        if self._take("("):
            inner = self._samples()
            self._expect(")")
            return inner
        if self._token.kind == "number":
            raise UnsupportedLogQL("a number by itself")
        if self._token.kind != "name":
            raise self._unexpected("{", "a function")
        function = self._next().text
        lowered = function.lower()
        if lowered in _RANGE_FUNCTIONS:
            return self._range_aggregation(lowered)
        if lowered in _VECTOR_FUNCTIONS:
            return self._vector_aggregation(lowered)
        if lowered == "vector":
            self._expect("(")
            value = float(self._text_of("number"))
            self._expect(")")
            return Vector(value)
        if lowered in _OTHER_FUNCTIONS:
            raise UnsupportedLogQL(lowered)
        self._at -= 1
        raise self._unexpected("{", "a function")

    def _range_aggregation(self, function: str) -> SampleExpression:
        self._expect("(")
        logs, span = self._range()
        self._expect(")")
        if self._is_word("by", "without"):
            raise UnsupportedLogQL(f"{self._token.text} behind {function}")
        return RangeAggregation(function, logs, span)  # type: ignore[arg-type]  # one of _RANGE_FUNCTIONS

    def _range(self) -> tuple[LogExpression, int]:
        """Parse `{…} | json [5m]`, or `{…}[5m] | json` with the range directly after the selector."""
        if self._take("("):
            found = self._deeper(self._range) if self._range_is_inside() else None
            if found is None:
                logs = self._deeper(self._logs)
                self._expect(")")
                return logs, self._span()
            self._expect(")")
            return found
        matchers = self._selector()
        if self._is("["):
            span = self._span()
            return LogExpression(matchers, tuple(self._stages())), span
        logs = LogExpression(matchers, tuple(self._stages()))
        return logs, self._span()

    def _range_is_inside(self) -> bool:
        """Return whether the bracket that was just opened contains the range too, as in `(({…} |= "x")[5m])`."""
        depth = 1
        for token in self._tokens[self._at :]:
            if token.kind == "symbol":
                depth += (token.text == "(") - (token.text == ")")
                if token.text == "[" and depth >= 1:
                    return True
            if depth == 0:
                return False
        return False

    def _span(self) -> int:
        self._expect("[")
        span = nanoseconds(self._text_of("duration")) or 0
        self._expect("]")
        if self._is_word("offset"):
            raise UnsupportedLogQL("offset")
        return span

    def _vector_aggregation(self, function: str) -> SampleExpression:
        by = self._grouping()
        self._expect("(")
        count = None
        if function == "topk":
            count = int(float(self._text_of("number")))
            self._expect(",")
        samples = self._samples()
        self._expect(")")
        if by is None:
            by = self._grouping()
        return VectorAggregation(function, samples, by or (), count)  # type: ignore[arg-type]  # one of _VECTOR_FUNCTIONS

    def _grouping(self) -> tuple[str, ...] | None:
        if self._is_word("without"):
            raise UnsupportedLogQL("without")
        if not self._take_word("by"):
            return None
        self._expect("(")
        names = [] if self._is(")") else self._listed(lambda: self._text_of("name"))
        self._expect(")")
        return tuple(names)
