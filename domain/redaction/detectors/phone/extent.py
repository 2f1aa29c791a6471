"""The possible beginnings and ends of a phone number, and its extension."""

import re
from collections.abc import Iterator

from domain.redaction.pattern import Pattern
from domain.redaction.words import read_words

SEPARATOR = r"[ ().\-/]"
# A number does not begin inside a word, a number or a path. The letter of an escape (`\n`) is not a word. The pattern
# continues after the first character of a number.
FREE = r"(?:(?<![\w.+)/-].)|(?<=\\[nrt].)|(?<=[a-z]://.))"
# The same in RE2's syntax, before the first character.
START = r"(?:^|[^0-9a-z.+)/_-]|\\[nrt]|[a-z]://)"
# Groups of digits that may be one number. Dots separate all groups or none, because a dot among spaces is a decimal
# point.
DIGIT_GROUPS = r"(?: (?:\.\d++){1,9} | \)?(?:[ ()\-/]{1,3}+\d++){0,9} )"
# A second number after a separator: `030 901820 / 0171 1234567`.
NEXT_RUN = Pattern(rf"[ ]?[/|&][ ]?(?P<run>\(?\d+ {DIGIT_GROUPS})", re.VERBOSE | re.ASCII)
# The least number of digits of the first of two numbers.
LEAST_OF_TWO = 7
_GROUP = Pattern(r"\d++\)?")
# Text after a dot that is not a new sentence: `1.e637`.
_GOES_ON = Pattern(r"\.[a-z]?\d")
_EXTENSION_WORDS = "|".join(map(re.escape, read_words("phone")["extensions"]))
_EXTENSION = Pattern(
    # `x: 1` is the next key.
    rf"(?i)(?:;ext=|,? ?(?:(?:{_EXTENSION_WORDS}|\#)[.:]{{0,2}}|x\.?) ?)(\d{{1,6}})(?!\w)"
)


def ends(folded: str, start: int, longest: int) -> Iterator[int]:
    """Yield where a number that begins at `start` may end, from `longest` down."""
    written = folded[start:longest]
    groups = [longest] if written.isdigit() else [group.end() for group in _GROUP.finditer(folded, start, longest + 1)]
    for end in reversed(groups):
        if folded[end - 1] == ")" and "(" not in folded[start:end]:
            end -= 1  # noqa: PLW2901 - the bracket is not part of the number
        after = folded[end : end + 1]
        # A number does not end in the middle of `262-01-17831-92782825`.
        goes_on = bool(after) and after in "-./" and folded[end + 1 : end + 2].isdigit()
        goes_on = goes_on or _GOES_ON.match(folded, end) is not None
        # But a slash may precede a second number.
        if goes_on and after == "/" and end == longest and end - start >= LEAST_OF_TWO:
            goes_on = NEXT_RUN.match(folded, end) is None
        if not goes_on and (not after.isalnum() or not after.isascii() or _EXTENSION.match(folded, end)):
            yield end


def with_extension(folded: str, end: int) -> int:
    """Return where the number's extension ends, or `end` if it has none."""
    extension = _EXTENSION.match(folded, end)
    return extension.end() if extension else end
