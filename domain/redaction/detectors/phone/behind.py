"""Names after a phone number: `4155552671 is calling`, `0664 474538 (mobil)`, `090-1281-6895へSMSを送信`."""

import string

from domain.redaction.pattern import Pattern
from domain.redaction.text import one_of
from domain.redaction.words import plain_letters, plain_words

_NOTE = Pattern(r"\s?[(\[]([^\W\d_]{2,20})[)\]]")
_PHONE_WORDS = plain_words("phone")
# Words after a number that say that somebody calls, without accents: `4155552671 is calling`.
_IS, _CALLING = one_of(_PHONE_WORDS["auxiliaries"]), one_of(_PHONE_WORDS["phrases-of-calls"])
_CALL_BEHIND = Pattern(rf"(?i)[\"']?\s(?:(?:{_IS})\s)?(?:{_CALLING})(?![\w=:])")
_LONGEST_CALL = 32
# The text between a number and the words that name it, or the beginning of these words.
BEFORE_NAME_BEHIND = frozenset(string.whitespace + "([\"'" + "".join(map(chr, range(0x80, 0x100))))
# Languages in which verbs and their objects follow the number.
_FIRST_OF_EAST_ASIA, _LONGEST_PHRASE = "\u2e80", 8


def note_behind(text: str, end: int) -> str:
    """Return a note directly after a number that names it: `0664 474538 (mobil)`, `090-1281-6895へSMSを送信`."""
    at = end + text.startswith(" ", end)
    if text[at : at + 1] >= _FIRST_OF_EAST_ASIA:
        return text[at : at + _LONGEST_PHRASE]
    note = _NOTE.match(text, end)
    return note[1] if note else ""


def is_call_behind(text: str, end: int) -> bool:
    """Return whether the text after a number says that somebody calls."""
    return _CALL_BEHIND.match(plain_letters(text[end : end + _LONGEST_CALL])) is not None
