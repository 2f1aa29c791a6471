"""Dates of birth of which day, month and year are in separate fields."""

import re
from collections.abc import Iterator

from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# Day, month and year in separate fields, and the name in front: of their object, or the beginning of theirs.
_PART = Pattern(
    r"""(?:day|month|year|\([1-3]i\))["'\\\]]{0,3}\s?[:=]\s?["'\\]{0,3}(?P<value>\d{1,4})(?![\w.-])""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_BIRTH = Pattern(
    r"""(?:dob|birth(?:_?date|day)?)(?:[\]_.-]{0,2}\[?|["'\\]{0,3}\s?[:=]\s?\{[^{}]{0,64})$""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAST_PARTS, _BEFORE_PART = 2, 96


def _parts(text: Text, position: int) -> Iterator[Span]:
    """Yield the parts of a date of birth: `dob[day]=6&dob[month]=7`, `{"dob":{"day":6,"month":7,"year":1987}}`."""
    folded = text.folded
    parts = [
        part.span("value")
        for part in _PART.finditer(folded, position)
        if _OF_BIRTH.search(folded[max(0, part.start() - _BEFORE_PART) : part.start()])
    ]
    # A year alone is no date.
    if len(parts) >= _LEAST_PARTS:
        yield from parts


RULE = Rule(
    name="parts",
    pattern=_parts,
    source="Stripe's API, and forms with three fields.",
    keywords=(r"(?:dob|birth)[a-z_]*[\]\[\"'\\:={ ._-]*(?:day|month|year|\([1-3]i)",),
    takes=(
        "user[birth_date(1i)]=⟦1987⟧&user[birth_date(2i)]=⟦7⟧&user[birth_date(3i)]=⟦6⟧",
        "individual[dob][day]=⟦10⟧&individual[dob][month]=⟦2⟧&individual[dob][year]=⟦1973⟧",
        '{"dob":{"day":⟦16⟧,"month":⟦3⟧,"year":⟦2002⟧}}',
        "birth_day=⟦6⟧ birth_month=⟦7⟧",
        "birthDate.year: '⟦1987⟧', birthDate.month: '⟦07⟧'",
        'birthdayYear="⟦1987⟧" birthdayMonth="⟦07⟧"',
    ),
    leaves=(
        "birth_year=1987",
        '{"dob":{"ok":1},"day":16,"month":3}',
        "birth_day=6x birth_month=7-1",
        "subscription[day]=10&subscription[month]=2",
        "birthplace_day=6 birthplace_month=7",
    ),
)
