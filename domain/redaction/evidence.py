"""How much speaks for a candidate: one account of points, the same for every kind.

A candidate is a value that a rule has found by its pattern. It is taken if its points reach `ENOUGH`:

    what                                             points
    its shape says so                                what the rule says, see `Shape`
    its check digits are right                       CHECK_DIGITS
    the rule is for one of the tenant's regions      REGION
    a key, column, word or list names the kind       Support.STRONG, SOME or HINT
    a name says that it is something else            Support.AGAINST or IDENTIFIER

So a word before a number counts as much as check digits do: a card number needs one of them, not both.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from domain.redaction.context import context_before, enclosing_name, enclosing_object, list_start
from domain.redaction.text import Text
from domain.redaction.vocabulary import Support, Vocabulary, names_identifier

ENOUGH = 4
CHECK_DIGITS = 2
REGION = 1
_IN_FRONT = "name in front"
# What opens a value in some notation.
_OPENERS = frozenset("\"'>|[{:=,;\t*~(")


class Shape(IntEnum):
    """How much the written form of a value says by itself, in points."""

    # Many things look like this: only a word of the kind in the key or right before it is enough.
    ANY = 0
    # A word of the kind somewhere before it is enough.
    WEAK = 1
    # Check digits are enough, or a word that many things have.
    POSSIBLE = 2
    # Enough, unless a name says that it is a quantity or an identifier.
    LIKELY = 4
    # Enough, unless a name says that it is an identifier.
    CLEAR = 5
    # Enough whatever names it. Names are not read.
    CERTAIN = 7


class Entry(NamedTuple):
    """A line of the account."""

    points: int
    because: str


class Named(NamedTuple):
    """What names a value: how much that supports the kind, and where the name stands."""

    support: Support
    where: str


def named(text: Text, start: int, words: Vocabulary, *, identifiers: bool = True) -> Named:
    """What names the value that begins at `start`: its column, its key, the words before it, or its list.

    Without `identifiers` a name that only says that the value is an identifier counts as none: it costs time to see,
    and does not matter where the value is only taken if something names its kind.
    """
    found = _named(text, start, words)
    first = list_start(text, start) if found.support is Support.NONE else start
    if first != start:
        # Of a list the first element's name names them all.
        found = Named(_named(text, first, words).support, "list")
    # What stands in front may be another value of the same object.
    unnamed = found.support is Support.NONE or (found.support < Support.NONE and found.where == _IN_FRONT)
    if unnamed and (name := enclosing_object(text, start)):
        found = Named(words.evidence_of_object(name), "object")
    if not identifiers or found.support > Support.NONE:
        return found
    if any(names_identifier(context_before(text, at)) for at in {start, first}):
        found = Named(Support.IDENTIFIER, "name of an identifier")
    return found


def _named(text: Text, start: int, words: Vocabulary) -> Named:
    support = words.evidence_at(text, start)
    if support is Support.NONE and text.folded[start - 1 : start] in _OPENERS:
        return Named(words.evidence_of_name(enclosing_name(text, start)), _IN_FRONT)
    return Named(support, "name")


def total(account: Sequence[Entry]) -> int:
    """The points of an account."""
    return sum(entry.points for entry in account)
