"""From a query's words to its tree.

The grammar is Loki's (https://github.com/grafana/loki/blob/main/pkg/logql/syntax/syntax.y), without what no logs here
could answer: that is refused by name, not taken for something else.
"""

from domain.logql.expressions import Expression, Matcher
from domain.logql.sample_parser import SampleParser


def parse(query: str) -> Expression:
    """Raises InvalidLogQL, and UnsupportedLogQL for LogQL that is not answered here."""
    return _Parser(query).parse()


def parse_selector(selector: str) -> tuple[Matcher, ...]:
    """The matchers of `{…}` alone, where `{}` selects everything. Raises InvalidLogQL."""
    return _Parser(selector).parse_selector()


class _Parser(SampleParser):
    """Reads a whole query, of either kind."""

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
