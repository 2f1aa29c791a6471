"""Where a phone number may begin and end, and its extension."""

import re
from collections.abc import Iterator

from domain.redaction.pattern import Pattern

SEPARATOR = r"[ ().\-/]"
# What a shape does not begin behind, looked at from behind its first character: a word, a number or a path. A letter
# that only ends an escape (`\n`) is no word.
FREE = r"(?:(?<![\w.+)/-].)|(?<=\\[nrt].)|(?<=[a-z]://.))"
# The same for RE2.
START = r"(?:^|[^0-9a-z.+)/_-]|\\[nrt]|[a-z]://)"
# Groups of digits that may belong together: dots part all of them or none, for a dot among spaces is a decimal point.
DIGIT_GROUPS = r"(?: (?:\.\d++){1,9} | \)?(?:[ ()\-/]{1,3}+\d++){0,9} )"
# The next of several numbers: `030 901820 / 0171 1234567`.
NEXT_RUN = Pattern(rf"[ ]?[/|&][ ]?(?P<run>\(?\d+ {DIGIT_GROUPS})", re.VERBOSE | re.ASCII)
# Digits of which the first may be those of one number and the others those of the next.
LEAST_OF_TWO = 7
_GROUP = Pattern(r"\d++\)?")
_EXTENSION = Pattern(
    r"(?i)(?:;ext=|,? ?(?:ext|extension|extn|x|#|poste|ramal|durchwahl|dw|int\.)[.:]{0,2} ?)(\d{1,6})(?!\w)"
)


def ends(folded: str, start: int, longest: int) -> Iterator[int]:
    """Where a number may end between the two, the furthest first."""
    written = folded[start:longest]
    groups = [longest] if written.isdigit() else [group.end() for group in _GROUP.finditer(folded, start, longest + 1)]
    for end in reversed(groups):
        if folded[end - 1] == ")" and "(" not in folded[start:end]:
            end -= 1  # noqa: PLW2901 - the bracket is not the number's
        after = folded[end : end + 1]
        # `262-01-17831-92782825` does not end in its middle.
        goes_on = after in "-./" and folded[end + 1 : end + 2].isdigit() if after else False
        # But behind a slash may stand the next number.
        if goes_on and after == "/" and end == longest and end - start >= LEAST_OF_TWO:
            goes_on = NEXT_RUN.match(folded, end) is None
        if not goes_on and (not after.isalnum() or not after.isascii() or _EXTENSION.match(folded, end)):
            yield end


def with_extension(folded: str, end: int) -> int:
    """Where the number's extension ends; `end` if it has none."""
    extension = _EXTENSION.match(folded, end)
    return extension.end() if extension else end
