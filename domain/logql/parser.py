"""From a query's words to its tree.

The grammar is Loki's (https://github.com/grafana/loki/blob/main/pkg/logql/syntax/syntax.y), without what no logs here
could answer: that is refused by name, not taken for something else.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from domain.logql.errors import InvalidLogQL, UnsupportedLogQL
from domain.logql.expressions import (
    All,
    Any,
    Comparison,
    ComparisonOperator,
    Condition,
    Drop,
    Expression,
    LabelFilter,
    LineFilter,
    LineFormat,
    LineOperator,
    LogExpression,
    Matcher,
    MatchOperator,
    Parse,
    RangeAggregation,
    SampleExpression,
    Stage,
    Unit,
    Vector,
    VectorAggregation,
)
from domain.logql.quantities import byte_count, nanoseconds
from domain.logql.tokens import Token, tokens

T = TypeVar("T")

_MATCHING = ("=", "!=", "=~", "!~")
_COMPARING = ("==", "=", "!=", ">", ">=", "<", "<=")
_FILTERING = ("|=", "!=", "|~", "!~")
_CALCULATING = ("+", "-", "*", "/", "%", "^", "==", "!=", ">", ">=", "<", "<=")
_CALCULATING_NAMES = ("and", "or", "unless")
_RANGE_FUNCTIONS = ("count_over_time", "rate", "bytes_over_time", "bytes_rate")
_VECTOR_FUNCTIONS = ("sum", "count", "topk")
# What Loki has besides.
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
_OTHER_STAGES = frozenset(("decolorize", "distinct", "keep", "label_format", "pattern", "regexp", "unpack", "unwrap"))
# Nobody writes deeper queries, and they would exhaust the stack.
_DEEPEST = 50


def parse(query: str) -> Expression:
    """Raises InvalidLogQL, and UnsupportedLogQL for LogQL that is not answered here."""
    return _Parser(query).parse()


def parse_selector(selector: str) -> tuple[Matcher, ...]:
    """The matchers of `{…}` alone, where `{}` selects everything. Raises InvalidLogQL."""
    return _Parser(selector).parse_selector()


class _Parser:
    def __init__(self, query: str) -> None:
        self._tokens = list(tokens(query))
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        expression: Expression
        # `({…} |= "x")` is one as well, and what is behind the brackets tells it from `(rate(…))`.
        brackets = 0
        while self._tokens[brackets].text == "(" and self._tokens[brackets].kind == "symbol":
            brackets += 1
        if self._tokens[brackets].text == "{" and self._tokens[brackets].kind == "symbol":
            expression = self._logs()
        else:
            expression = self._samples()
        if self._token.kind != "end":
            raise self._unexpected()
        return expression

    def parse_selector(self) -> tuple[Matcher, ...]:
        self._expect("{")
        matchers = [] if self._is("}") else self._listed(self._matcher)
        self._expect("}")
        if self._token.kind != "end":
            raise self._unexpected()
        return tuple(matchers)

    # Words

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _is(self, *symbols: str) -> bool:
        return self._token.kind == "symbol" and self._token.text in symbols

    def _is_word(self, *names: str) -> bool:
        return self._token.kind == "name" and self._token.text.lower() in names

    def _take(self, *symbols: str) -> bool:
        if self._is(*symbols):
            self._at += 1
            return True
        return False

    def _take_word(self, *names: str) -> bool:
        if self._is_word(*names):
            self._at += 1
            return True
        return False

    def _expect(self, symbol: str) -> None:
        if not self._take(symbol):
            raise self._unexpected(symbol)

    def _unexpected(self, *expected: str) -> InvalidLogQL:
        what = f"unexpected {self._token}"
        return InvalidLogQL(what + (f", expected {' or '.join(expected)}" if expected else ""), self._token.place)

    def _text_of(self, kind: str) -> str:
        if self._token.kind != kind:
            raise self._unexpected(kind)
        return self._next().text

    def _deeper(self, read: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InvalidLogQL("too deeply nested", self._token.place)
        result = read()
        self._depth -= 1
        return result

    # Logs

    def _logs(self) -> LogExpression:
        if self._take("("):
            inner = self._deeper(self._logs)
            self._expect(")")
            return inner
        return LogExpression(self._selector(), tuple(self._stages()))

    def _selector(self) -> tuple[Matcher, ...]:
        self._expect("{")
        matchers = self._listed(self._matcher)
        self._expect("}")
        return tuple(matchers)

    def _matcher(self) -> Matcher:
        name = self._text_of("name")
        if not self._is(*_MATCHING):
            raise self._unexpected(*_MATCHING)
        operator = cast("MatchOperator", self._next().text)
        return Matcher(name, operator, self._text_of("string"))

    def _stages(self) -> list[Stage]:
        stages: list[Stage] = []
        while True:
            if self._is(*_FILTERING):
                stages.append(self._line_filter())
            elif self._is("|>", "!>"):
                raise UnsupportedLogQL(f"{self._token.text} (a pattern)")
            elif self._take("|"):
                stages.append(self._stage())
            else:
                return stages

    def _line_filter(self) -> LineFilter:
        operator = cast("LineOperator", self._next().text)
        values = [self._line()]
        while self._take_word("or"):
            values.append(self._line())
        return LineFilter(operator, tuple(values))

    def _line(self) -> str:
        if self._is_word("ip"):
            raise UnsupportedLogQL("ip()")
        return self._text_of("string")

    def _stage(self) -> Stage:
        word = self._token.text.lower() if self._token.kind == "name" else ""
        # `| json = "x"` would be a filter of a label with that name, which Loki does not take either.
        if word in ("json", "logfmt"):
            self._next()
            return self._parsing(word)
        if word == "drop":
            self._next()
            return Drop(tuple(self._listed(self._dropped)))
        if word == "line_format":
            self._next()
            return LineFormat(self._text_of("string"))
        if word in _OTHER_STAGES:
            raise UnsupportedLogQL(word)
        return LabelFilter(self._condition())

    def _parsing(self, form: str) -> Parse:
        if self._token.kind in ("name", "flag"):
            raise UnsupportedLogQL(f"{form} with {'flags' if self._token.kind == 'flag' else 'expressions'}")
        return Parse("json" if form == "json" else "logfmt")

    def _dropped(self) -> str | Matcher:
        behind = self._tokens[self._at + 1]
        if behind.kind == "symbol" and behind.text in _MATCHING:
            return self._matcher()
        return self._text_of("name")

    def _listed(self, read: Callable[[], T]) -> list[T]:
        found = [read()]
        while self._take(","):
            found.append(read())
        return found

    def _condition(self) -> Condition:
        """`or` binds less than `and`, and a comma means `and`."""
        found = [self._conditions_together()]
        while self._take_word("or"):
            found.append(self._conditions_together())
        return found[0] if len(found) == 1 else Any(tuple(found))

    def _conditions_together(self) -> Condition:
        found = [self._single_condition()]
        while self._take_word("and") or self._take(","):
            found.append(self._single_condition())
        return found[0] if len(found) == 1 else All(tuple(found))

    def _single_condition(self) -> Condition:
        if self._take("("):
            inner = self._deeper(self._condition)
            self._expect(")")
            return inner
        value = self._tokens[min(self._at + 2, len(self._tokens) - 1)]
        if value.kind == "string":
            return self._matcher()
        if value.kind == "name" and value.text == "ip":
            raise UnsupportedLogQL("ip()")
        name = self._text_of("name")
        if not self._is(*_COMPARING):
            raise self._unexpected(*_MATCHING, *_COMPARING[2:])
        operator = cast("ComparisonOperator", {"=": "=="}.get(self._token.text, self._token.text))
        self._next()
        return Comparison(name, operator, *self._quantity())

    def _quantity(self) -> tuple[float, Unit]:
        sign = -1 if self._take("-") else 1
        token = self._token
        if token.kind == "number":
            self._next()
            return sign * float(token.text), "number"
        if token.kind == "duration" and (duration := nanoseconds(token.text)) is not None:
            self._next()
            return float(sign * duration), "nanoseconds"
        if token.kind == "bytes" and sign == 1 and (size := byte_count(token.text)) is not None:
            self._next()
            return size, "bytes"
        raise self._unexpected("string", "number", "duration", "bytes")

    # Samples

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
        """`{…} | json [5m]`, or the range right behind the selector, as in `{…}[5m] | json`."""
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
        """Whether the bracket that was just opened holds the range as well, as in `(({…} |= "x")[5m])`."""
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
