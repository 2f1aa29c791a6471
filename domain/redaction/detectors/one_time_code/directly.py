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
_POSTAL = frozenset(spoken.WORDS["postal-pins"])
# Only a blank, a colon or an opening sign is between noun and code. `{code: 493027` and `"code": 493027` are fields.
_ADJACENT = Pattern(r"(?:[^\W\d_]+\d?(?:,|\s-)?\s|(?:^|[^\s{,(&?;|\"']\s|['\"=])[^\W\d_]+\s?:\s?)[\"'(\[]?$")
# `CPV code 493027`: the code of a classification.
_ACRONYM = Pattern(r"[A-Z]{2,5}\s[A-Za-z]?[a-z]+\s[\"'(\[]?$")
_LONGEST_NOUN = 40
_THINGS = spoken.AGAINST - spoken.PERSONS - frozenset(spoken.WORDS["owners"])
_TANS = frozenset(("tan", "tac"))
_TAN = Pattern(r"\d{6}")
_RESULTS = frozenset(spoken.WORDS["results"])
_HARDWARE = frozenset((*spoken.WORDS["hardware"], *spoken.WORDS["pin-states"]))
_FAULTS = frozenset(spoken.WORDS["faults"])
_AGAINST = spoken.AGAINST | spoken.ENDED | frozenset(spoken.WORDS["payments"]) | {"pin"}


def is_directly_behind(before: str, code: str, behind: str, words: Sequence[str]) -> bool:
    """Return whether the last word before a code is a noun that needs nothing else. The nearest word is first."""
    following = spoken.phrase(behind) if behind[1:2].isalpha() else ()
    # `the code is 493027`
    linked = next((at for at, word in enumerate(words) if word not in spoken.COPULAS or word in spoken.NOUNS), 0)
    words = words[linked:]
    # `code 493027: unable to verify …`
    if not words or spoken.is_plural(words[0]) or spoken.is_counted(following) or behind.startswith(": "):
        return False
    if not _ADJACENT.search(before, max(0, len(before) - _LONGEST_NOUN)):
        return False
    # In `the customer read back the code`, an article parts the noun from the words before it.
    noun, owners = words[0], [] if words[1:2] and words[1] in spoken.ARTICLES else words[1:4]
    if noun == "verification":
        return before.endswith(": ") and is_usual(code)
    # `atm_pin 4711`
    *parts, last = noun.split("_")
    noun, owners = (last, [*reversed(parts), *owners]) if last in spoken.PINS else (noun, owners)
    if noun in spoken.PINS or (noun in spoken.NOUNS and owners[:1] == ["pin"]):
        return _is_pin(noun, code, owners, following)
    is_classified = _ACRONYM.search(before) is not None and owners[:1] != [] and not spoken.says_more(owners[0])
    return noun in spoken.NOUNS and not is_classified and _is_named(noun, code, owners, following)


def is_usual(code: str) -> bool:
    """Return whether a code has the usual length."""
    return _USUAL.fullmatch(code) is not None


def _is_named(noun: str, code: str, owners: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether digits of the usual length are a code, because no word near says what else they are."""
    if not (_TAN if noun in _TANS else _USUAL).fullmatch(code):
        return False
    if noun in spoken.SECRETS:
        return not spoken.POSSESSIVES.isdisjoint(owners)
    # `código 493027 no válido para producto`
    is_of_thing = spoken.BEHIND.isdisjoint(following[:2]) and not _THINGS.isdisjoint(following[:5])
    # `voerde code 493027 in`
    is_other = is_of_thing or (is_result(following) and list(following) != ["in"])
    others = (*owners[:1], *(word for word in owners if word not in spoken.PERSONS))
    return noun in _TANS or (not is_other and _AGAINST.isdisjoint(others))


def is_result(following: Sequence[str]) -> bool:
    """Return whether the words behind a code say what a program does with codes of errors, or its place in a text."""
    said = following[1:2] if following[:1] == ["is"] else following[:1]
    return not _RESULTS.isdisjoint(said)


def speaks_of_fault(words: Sequence[str]) -> bool:
    """Return whether one of the words before a code makes it the code of an error."""
    return not _FAULTS.isdisjoint(words)


def _is_pin(noun: str, code: str, owners: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether the digits are a personal number, not the pin of a chip or a postal code."""
    # `pin 4711 set high`, but `PIN 4711 set for …`
    following = following[int(list(following[:1]) == ["set"]) :]
    if not _USUAL_PIN.fullmatch(code) or not _HARDWARE.isdisjoint((*owners, *following[:1])):
        return False
    if len(code) == _POSTAL_DIGITS and not _POSTAL.isdisjoint(owners[:1]):
        return False
    return len(code) != _POSTAL_DIGITS or (noun in spoken.PINS and bool(owners) and owners[0].isascii())
