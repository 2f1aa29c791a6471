"""Placeholders, which replace findings in a redacted text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from domain.redaction.policy import Action, RedactionPolicy

_TAG_DIGITS = 12
_SHOWN = 4
# The last four digits of a shorter number would reveal too much of it.
_LEAST_DIGITS = 10
# Used if the usual placeholders would make an item too large for the store.
SHORTEST = "[x]"


def masked(kind: str) -> str:
    """Return `[PHONE]`."""
    return f"[{kind}]"


def pseudonym(kind: str, normalised: str, key: bytes) -> str:
    """Return `[PHONE:7f3a9c21d0e4]`, with an HMAC of the normalised value."""
    import hmac  # noqa: PLC0415 - takes 5 ms, and only pseudonyms need it

    digest = hmac.digest(key, f"{kind}\0{normalised}".encode("utf-8", "surrogatepass"), "sha256").hex()
    # Use the first twelve digits that are not all decimal, so that a tag never looks like a number.
    tags = (digest[at : at + _TAG_DIGITS] for at in range(len(digest) - _TAG_DIGITS + 1))
    return f"[{kind}:{next((tag for tag in tags if not tag.isdecimal()), 'f' * _TAG_DIGITS)}]"


def partial(kind: str, value: str) -> str:
    """Return `[PHONE:*2671]` with the last four digits, or `[PHONE]` if the value has fewer than ten digits."""
    digits = "".join(character for character in value if character.isascii() and character.isdecimal())
    return f"[{kind}:*{digits[-_SHOWN:]}]" if len(digits) >= _LEAST_DIGITS else masked(kind)


def pattern_of(policy: RedactionPolicy, *, shortest: bool) -> re.Pattern[str]:
    """Return a pattern that matches exactly the placeholders that the policy can create."""
    forms = [SHORTEST[1:-1]] if shortest else []
    for kind, action in policy.actions.items():
        inside = {
            Action.PSEUDONYM: rf"(?::(?=[0-9]{{0,11}}[a-f])[0-9a-f]{{{_TAG_DIGITS}}})?",
            Action.PARTIAL: rf"(?::\*[0-9A-Za-z]{{{_SHOWN}}})?",
        }.get(action, "")
        forms.append(f"{kind}{inside}")
    return re.compile(rf"\[(?:{'|'.join(forms)})\]" if forms else r"(?!)")


def places(placeholders: re.Pattern[str], text: str) -> Sequence[tuple[int, int]]:
    """Return the spans of the placeholders in a text."""
    return [match.span() for match in placeholders.finditer(text)]


def widened(placeholders: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int, int]:
    """Widen a span to the whole placeholders that it overlaps.

    Returns the new start and end, and how many characters of the given span belong to placeholders.
    """
    covered, low, high = 0, start, end
    at = bisect_right(placeholders, start, key=itemgetter(1))
    while at < len(placeholders) and placeholders[at][0] < end:
        first, last = placeholders[at]
        covered += min(last, end) - max(first, start)
        low, high = min(low, first), max(high, last)
        at += 1
    return low, high, covered
