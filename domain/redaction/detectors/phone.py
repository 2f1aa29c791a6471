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
_CANDIDATE = re.compile(
    rf"""
    (?P<international>
        (?: \(\+\d{{1,3}}\) | \+{_SPACE}?(?:\(\d{{1,4}}\)|[1-9]\d{{0,14}}) ) (?:{_GROUP}){{0,8}}
    )
    |
    (?:
        (?: 1 [-. ] )? \( [2-9]\d\d \) {_SPACE}? \d{{3}} [-. ] \d{{4}}      # (555) 123-4567
      | (?: 1 [-. ] )? [2-9]\d\d (?P<by>[-.]) \d{{3}} (?P=by) \d{{4}}       # 555-123-4567, 555.123.4567
      | [2-9]\d\d - \d{{4}}                                               # 555-0199
    )
    (?! [-.]?\d | \w )
    """,
    re.VERBOSE,
)
_GROUP_END = re.compile(r"(?<=[\d)])(?![\d)])")
# What a number cannot stand behind: another digit of the same run, or what makes it part of something else.
_BEFORE_INTERNATIONAL = re.compile(r"[\d+]")
_BEFORE_US = re.compile(r"[\w+.)-]")
# The shortest numbers that can be dialled from abroad have seven digits with their country code.
_MIN_DIGITS = 7


def _find(text: str) -> Iterator[Finding]:
    position = found_until = 0
    while match := _CANDIDATE.search(text, position):
        start = match.start()
        international = match["international"] is not None
        before = _BEFORE_INTERNATIONAL if international else _BEFORE_US
        end: int | None = None
        # Right behind a finding is as good as at the beginning: a bracket will stand there.
        if start == found_until or not before.match(text, start - 1):
            end = _international_end(text, match) if international else match.end()
        if end is None:
            position = start + 1
        else:
            yield Finding("PHONE", start, end, "e164" if international else "us-shape")
            position = found_until = end


def _international_end(text: str, match: re.Match[str]) -> int | None:
    """Where the number ends, which may be before the last of its groups: a date or a count may follow it."""
    ends = [found.end() for found in _GROUP_END.finditer(text, match.start(), match.end())]
    possible: int | None = None
    for end in reversed(ends):
        if text[end : end + 1].isalnum():
            continue
        candidate = text[match.start() : end]
        if sum(character.isdecimal() for character in candidate) < _MIN_DIGITS:
            continue
        try:
            number = phonenumbers.parse(candidate)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return end
        if possible is None and phonenumbers.is_possible_number(number):
            possible = end
    # Not assigned, but of a length that the country uses: numbers made up for examples are like that.
    return possible


DETECTOR = Detector(kind="PHONE", example="Call +44 20 7946 0958 or 555-0199.", find=_find)
