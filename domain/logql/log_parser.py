"""Parses selectors and stages, the part of a query that selects logs."""

from typing import cast

from domain.logql.errors import UnsupportedLogQL
from domain.logql.expressions import (
    All,
    Any,
    Comparison,
    ComparisonOperator,
    Condition,
    Drop,
    LabelFilter,
    LineFilter,
    LineFormat,
    LineOperator,
    LogExpression,
    Matcher,
    MatchOperator,
    Parse,
    Stage,
    Unit,
)
from domain.logql.quantities import byte_count, nanoseconds
from domain.logql.token_reader import TokenReader

_MATCHING = ("=", "!=", "=~", "!~")
_COMPARING = ("==", "=", "!=", ">", ">=", "<", "<=")
_FILTERING = ("|=", "!=", "|~", "!~")
_OTHER_STAGES = frozenset(("decolorize", "distinct", "keep", "label_format", "pattern", "regexp", "unpack", "unwrap"))


class LogParser(TokenReader):
    """Reads `{…} |= "x" | json | level="error"`."""

    def parse_selector(self) -> tuple[Matcher, ...]:
        """Parse a query that is only a selector."""
        self._expect("{")
        matchers = [] if self._is("}") else self._listed(self._matcher)
        self._expect("}")
        if self._token.kind != "end":
            raise self._unexpected()
        return tuple(matchers)

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
        # Like Loki, read `| json = "x"` as a parser followed by an error, not as a filter on a label named json.
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

    def _condition(self) -> Condition:
        """`and` binds more strongly than `or`. A comma means `and`."""
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
