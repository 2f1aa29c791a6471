"""Phone numbers of North America, recognised by their notation: `(415) 555-2671`, `555-0199`."""

from collections.abc import Iterator

from domain.redaction.context import context_before
from domain.redaction.detectors.phone.extent import FREE, START, with_extension
from domain.redaction.detectors.phone.words import is_identifier
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

# Each notation looks back at the first character of the number, `[1-9(]`, which Python finds fastest. It is `1`, the
# opening bracket, or the first digit of the area code.
_AREA_IN_BRACKETS = r"(?:(?<=1)[-. ]?\(|(?<=\())[1-9]\d\d\)"
_AREA_AND_SIGN = r"(?:(?<=1)[-. ][1-9]|(?<=\d))\d\d(?P<by>[-.])"
_US_NOTATIONS = (
    # `(555) 123-4567`, `1 (555)123.4567`
    rf"{_AREA_IN_BRACKETS}[ -]?\d{{3}}[-. ]?\d{{4}}",
    # `555-123-4567`, `1.555.123.4567`
    rf"{_AREA_AND_SIGN}\d{{3}}(?P=by)\d{{4}}",
    # `555 123-4567`, `555/123-4567`
    r"(?<=[2-9])\d\d[ /]\d{3}-\d{4}",
)
# An extension may follow (`x89`), but no other letter and no further digits.
_US_SHAPE = Pattern(rf"[1-9(](?:{FREE}|(?<=[0-9A-Za-z]\())(?:{'|'.join(_US_NOTATIONS)})(?![\dA-WYZa-wyz_]|[-.]\d)")
# `555-0199`, but not `555-0199 ms`.
_QUANTITY = r"\s?(?i:ms|bytes|kb|mb|rows)(?![\w=])"
_LOCAL_SHAPE = Pattern(rf"[2-9]{FREE}\d\d-\d{{4}}(?![\w/]|[-.:]\d|{_QUANTITY})")
_US_PREFILTER = (
    rf"(?:{START}(?:[0-9][-. ]?)?|[0-9a-z])"
    rf"(?:\([0-9]{{3}}\)[ -]?[0-9]{{3}}[-. ]?|[0-9]{{3}}[-/ ][0-9]{{3}}-|[0-9]{{3}}\.[0-9]{{3}}\.)[0-9]{{4}}"
)
_LOCAL_PREFILTER = rf"{START}[0-9]{{3}}-[0-9]{{4}}(?:[^0-9a-z_/-]|$)"
# Neighbours in a list that have another form than numbers: `450-1815,5462-6826`.
_RANGE = r"(?:\d{4,6}-\d{3,6}|\d{3}-\d{3}|\d{3}-\d{5,6}|\d{1,2}-\d{1,4})"
_RANGE_BEHIND, _RANGE_BEFORE = Pattern(rf",{_RANGE}(?!\d)"), Pattern(rf"(?<!\d){_RANGE},$")
_RANGES = frozenset(read_words("phone")["ranges"])


def _us_shape(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _US_SHAPE.finditer(folded, position):
        start, end = match.start(), with_extension(folded, match.end())
        if end == match.end() and folded[end : end + 1] in ("x", "X"):
            continue
        if "(" in match[0] or not _is_something_else(text, start):
            yield start, end


def _local_shape(text: Text, position: int) -> Iterator[Span]:
    for match in _LOCAL_SHAPE.finditer(text.folded, position):
        if not _is_range(text.folded, *match.span()) and not _is_something_else(text, match.start()):
            yield match.span()


def _is_range(folded: str, start: int, end: int) -> bool:
    """Return whether the candidate is in a list of ranges: `450-1815,5462-6826`."""
    return bool(_RANGE_BEHIND.match(folded, end) or _RANGE_BEFORE.search(folded[max(0, start - 16) : start]))


def _is_something_else(text: Text, start: int) -> bool:
    """Return whether the digits are named as an identifier, or as the ends of a range."""
    context = context_before(text, start)
    nearest = context.name.lower() or next(iter(context.words), "").lower()
    return nearest in _RANGES or is_identifier(text, start)


RULES = (
    Rule(
        name="us-shape",
        pattern=_us_shape,
        shapes=(_US_PREFILTER,),
        precheck=FirstMatch(_US_PREFILTER),
        source="The forms in which numbers of the North American Numbering Plan are written; no area begins with 0.",
        takes=(
            "⟦(415) 555-2671⟧, ⟦(415)555-2671⟧",
            "⟦1 (415) 555-2671⟧ and ⟦1(415)555-2671⟧",
            "attempt 7 ⟦(415) 555-2671⟧",
            "abc⟦(415)555-2671⟧ def",
            "⟦415-555-2671⟧ and ⟦415.555.2671⟧",
            "⟦1-800-555-0199⟧",
            "⟦415/555-2671⟧",
            "see ⟦415 555-2671⟧ then",
            "⟦415-555-2671 x89⟧",
            r"one\n⟦415-555-2671⟧",
            "tel://⟦415-555-2671⟧",
        ),
        leaves=(
            "015-555-2671",
            "415-555.2671",
            "415-555-26711",
            "415-555-2671_a",
            "415-555-2671-9",
            "v.415-555-2671",
            "2-415-555-2671",
            "(15-555-2671)",
            "step 120 555-2671",
            "(as in 4120 and 4155) 555-2671",
            "order 415-555-2671",
            "range 100-200-3000",
            "415-555-2671x",
        ),
    ),
    Rule(
        name="local-shape",
        pattern=_local_shape,
        shapes=(_LOCAL_PREFILTER,),
        precheck=FirstMatch(_LOCAL_PREFILTER),
        source="Seven digits, as people write them who live in the same area.",
        takes=(
            "User ⟦555-0199⟧ called",
            "replyTo=⟦555-0199⟧ ms=222",
            "⟦555-0199⟧ msgs",
            r"call\n⟦555-0199⟧",
            "tel://⟦555-0199⟧",
            "⟦555-0199⟧,⟦555-0142⟧",
        ),
        leaves=(
            "155-0199",
            "555-01999",
            "555-0199 ms",
            "555-0199-1",
            "lines 555-0199",
            "a/555-0199",
            "555-0199/a",
            "order 555-0199",
            '"Slots": "450-1815,5462-6826,6900-7815"',
            "5462-6826,690-7815",
            "vlan 1-99,201-4094",
            "vlan 201-4094,1-99",
            "5462-682,690-7815",
            "690-7815,546-682",
            "690-7815,546-68278",
        ),
    ),
)
