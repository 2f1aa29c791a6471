"""The account of a candidate: points for and against it. The points are the same for every kind.

A candidate is a value that a rule's pattern has found. It is taken if its points reach `ENOUGH`:

    evidence                                         points
    its shape                                        as the rule says, see `Shape`
    valid check digits                               CHECK_DIGITS
    the rule is for one of the tenant's regions      REGION
    a key, column, word or list names the kind       Support.STRONG, SOME or HINT
    a name says that it is something else            Support.AGAINST or IDENTIFIER

A word before a number thus counts as much as check digits: a card number needs one of them, not both.
"""

from collections.abc import Iterable
from enum import IntEnum

from domain.redaction.context import context_before, enclosing_name, enclosing_object, list_start, type_beside
from domain.redaction.context.identifiers import names_identifier
from domain.redaction.context.vocabulary import Support, Vocabulary
from domain.redaction.text import Text

ENOUGH = 4
CHECK_DIGITS = 2
REGION = 1
_IN_FRONT = "name in front"
# The characters before a value in some notations.
_OPENERS = frozenset("\"'>|[{:=,;\t*~(")


class Shape(IntEnum):
    """How specific the written form of a value is, in points."""

    # Many other things look like this. Only a word of the kind in the key or immediately before it is enough.
    ANY = 0
    # A word of the kind somewhere before it is enough.
    WEAK = 1
    # Valid check digits or a hint are enough.
    POSSIBLE = 2
    # Enough, unless a name says that it is a quantity or an identifier.
    LIKELY = 4
    # Enough, unless a name says that it is an identifier.
    CLEAR = 5
    # Enough, whatever its name. Names are not read.
    CERTAIN = 7


# One entry of the account: its points, and the reason.
Entry = tuple[int, str]
# How much a value's name supports the kind, and where the name was found.
Named = tuple[Support, str]


def named(text: Text, start: int, words: Vocabulary, *, identifiers: bool = True) -> Named:
    """Judge the name of the value at `start`: its column, its key, the words before it, or the name of its list.

    Without `identifiers`, names of identifiers are not recognised, which saves time. This is enough for a candidate
    that needs a name of its kind anyway.
    """
    support, where = _named(text, start, words)
    first = start
    if support is Support.NONE and (first := list_start(text, start)) != start:
        # The name of a list's first element applies to all elements.
        support, where = _named(text, first, words)[0], "list"
    # The name in front may belong to another value of the same object.
    unnamed = support is Support.NONE or (support < Support.NONE and where == _IN_FRONT)
    # `idValue` is against a number, unless its type says more.
    if support <= Support.NONE and (name := type_beside(text, start)):
        support, where = words.evidence_of_object(name), "type"
        unnamed = support is Support.NONE
    if unnamed and (name := enclosing_object(text, start)):
        support, where = words.evidence_of_object(name), "object"
    if identifiers and support <= Support.NONE:
        places = (start,) if first == start else (start, first)
        if any(names_identifier(context_before(text, place)) for place in places):
            return Support.IDENTIFIER, "name of an identifier"
    return support, where


def _named(text: Text, start: int, words: Vocabulary) -> Named:
    support = words.evidence_at(text, start)
    if support is Support.NONE and text.folded[start - 1 : start] in _OPENERS:
        return words.evidence_of_name(enclosing_name(text, start)), _IN_FRONT
    return support, "name"


def total(account: Iterable[Entry]) -> int:
    """Return the points of an account."""
    points = 0
    for entry, _ in account:
        points += entry
    return points
