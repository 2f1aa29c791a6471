"""Digits directly behind a noun, with nothing that says more: `code 493027`, `pin 4711`.

In ordinary logs, six digits behind *code* and four to eight behind *PIN* are rare unless they are a code of this kind.
Four or five digits behind *code* are usually the code of an error.
"""

from collections.abc import Sequence

from domain.redaction.detectors.one_time_code import spoken
from domain.redaction.pattern import Pattern

# The usual length of a code, but not a date.
_USUAL = Pattern(r"\d{6}|\d{3}[ -]\d{3}|(?!19|20)\d{7,8}")
_USUAL_PIN = Pattern(r"\d{4,8}")
# In India, six digits are a postal code.
_POSTAL_DIGITS = 6
# Only a blank, a colon or an opening sign is between noun and code. `{code: 493027` and `"code": 493027` are fields.
_ADJACENT = Pattern(r"(?:[^\W\d_]+\d?\s|(?:^|[^\s{,(&?;|\"']\s|['\"])[^\W\d_]+\s?:\s?)[\"'(\[]?$")
_CAPITALS = Pattern(r"(?<![A-Za-z])(?:TAN|TAC)\s$")
_TAN = Pattern(r"\d{6}")
_RESULTS = frozenset(spoken.WORDS["results"])
_HARDWARE = frozenset((*spoken.WORDS["hardware"], *spoken.WORDS["pin-states"]))
_FAULTS = frozenset(spoken.WORDS["faults"])
_AGAINST = spoken.AGAINST | spoken.ENDED | {"pin", "invalid", "bad"}


def is_directly_behind(before: str, code: str, words: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether the last word before a code is a noun that needs nothing else. The nearest word is first."""
    if not words or not _ADJACENT.search(before) or spoken.is_counted(following):
        return False
    if _CAPITALS.search(before):
        return _TAN.fullmatch(code) is not None
    noun, owners = words[0], [word for word in words[1:6] if word not in spoken.ARTICLES][:3]
    if noun in spoken.PINS or (noun in spoken.NOUNS and owners[:1] == ["pin"]):
        return _is_pin(noun, code, owners, following)
    if noun not in spoken.NOUNS or not _USUAL.fullmatch(code):
        return False
    if noun in spoken.SECRETS:
        return not spoken.POSSESSIVES.isdisjoint(owners)
    return _AGAINST.isdisjoint(owners) and _FAULTS.isdisjoint(words) and _RESULTS.isdisjoint(following[:1])


def _is_pin(noun: str, code: str, owners: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether the digits are a personal number, not the pin of a chip or a postal code."""
    if not _USUAL_PIN.fullmatch(code) or not _HARDWARE.isdisjoint((*owners, *following[:1])):
        return False
    return len(code) != _POSTAL_DIGITS or (noun in spoken.PINS and bool(owners) and owners[0].isascii())
