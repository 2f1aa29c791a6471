"""Parses a LogQL query into its syntax tree.

The grammar is Loki's (https://github.com/grafana/loki/blob/main/pkg/logql/syntax/syntax.y). Features that this server
cannot answer are refused by their names.
"""

from domain.logql.expressions import Expression, Matcher
from domain.logql.sample_parser import SampleParser


def parse(query: str) -> Expression:
    """Parse a query. Raises InvalidLogQL, or UnsupportedLogQL for a feature that this server does not support."""
    return _Parser(query).parse()


def parse_selector(selector: str) -> tuple[Matcher, ...]:
    """Parse a selector such as `{level="error"}`; `{}` selects all logs. Raises InvalidLogQL."""
    return _Parser(selector).parse_selector()


class _Parser(SampleParser):
    """Parses a query for logs or for samples."""

    def parse(self) -> Expression:
        expression: Expression
        # The token after the brackets decides: `({…} |= "x")` is a query for logs, `(rate(…))` one for samples.
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
