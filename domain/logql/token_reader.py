"""Reads the tokens of a query one after another."""

from collections.abc import Callable
from typing import TypeVar

from domain.logql.errors import InvalidLogQL
from domain.logql.tokens import Token, tokens

T = TypeVar("T")

# A limit on nesting, because the parser is recursive and very deep queries would exhaust the stack.
_DEEPEST = 50


class TokenReader:
    """The tokens of a query and the current position among them."""

    def __init__(self, query: str) -> None:
        self._tokens = list(tokens(query))
        self._at = 0
        self._depth = 0

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

    def _listed(self, read: Callable[[], T]) -> list[T]:
        found = [read()]
        while self._take(","):
            found.append(read())
        return found
