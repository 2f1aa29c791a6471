"""Phone numbers: international ones behind a `+`, and US ones by their written shape.

Sources: ITU-T E.164 (a `+`, at most 15 digits), libphonenumber's metadata for which lengths a country uses, and the
North American Numbering Plan for the US shapes. Those count whether assigned or not: `555-0199` is what people write in
examples, and no library calls it valid.
"""

import re
from collections.abc import Iterator

import phonenumbers

from domain.redaction.detectors.detector import Detector
from domain.redaction.finding import Finding

# Horizontal space, dashes and dots, in the forms that people and word processors write.
_SPACE = r"[ \u00a0\u2009\u202f]"
_DASH = r"[-\u2010-\u2013\u2212]"
_SEPARATOR = rf"(?:{_SPACE}|{_DASH}|[./])"
# A group of digits, perhaps in brackets; a separator or two may stand before it.
_GROUP = rf"{_SEPARATOR}{{0,2}}(?:\(\d{{1,5}}\)|\d{{1,15}})"
_INTERNATIONAL = re.compile(rf"(?<![\w+])\+{_SPACE}?(?:\(\d{{1,4}}\)|[1-9]\d{{0,14}})(?:{_GROUP}){{0,8}}")
_GROUP_END = re.compile(r"(?<=[\d)])(?![\d)])")

_US = re.compile(
    rf"""
    (?<![\w+.)-]) (?: 1 [-. ] )?
    (?:
        \( [2-9]\d\d \) {_SPACE}? \d{{3}} [-. ] \d{{4}}       # (555) 123-4567
      | [2-9]\d\d (?P<by>[-.]) \d{{3}} (?P=by) \d{{4}}        # 555-123-4567, 555.123.4567
      | [2-9]\d\d - \d{{4}}                                   # 555-0199
    )
    (?! [-.]?\d | \w )
    """,
    re.VERBOSE | re.ASCII,
)


def _find(text: str) -> Iterator[Finding]:
    if "+" in text:
        yield from _find_international(text)
    for match in _US.finditer(text):
        yield Finding("PHONE", match.start(), match.end(), "us-shape")


def _find_international(text: str) -> Iterator[Finding]:
    position = 0
    while match := _INTERNATIONAL.search(text, position):
        end = _number_end(text, match)
        position = end or match.end()
        if end:
            yield Finding("PHONE", match.start(), end, "e164")


def _number_end(text: str, match: re.Match[str]) -> int | None:
    """Where the number ends, which may be before the last of its groups: a date or a count may follow it."""
    ends = [found.end() for found in _GROUP_END.finditer(text, match.start(), match.end())]
    possible: int | None = None
    for end in reversed(ends):
        if text[end : end + 1].isalnum():
            continue
        try:
            number = phonenumbers.parse(text[match.start() : end])
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return end
        if possible is None and phonenumbers.is_possible_number(number):
            possible = end
    # Not assigned, but of a length that the country uses: numbers made up for examples are like that.
    return possible


DETECTOR = Detector(kind="PHONE", example="Call +44 20 7946 0958 or 555-0199.", find=_find)
