"""Codes at some distance from the noun that names them: `OTP sent to ada: …`, `Your code for door 4 is …`.

What may be between them: events, purposes, names, and markup. It is left out, and `phrases.py` reads the rest.
"""

import re

from domain.redaction.detectors.one_time_code import directly, keywords, phrases, spoken
from domain.redaction.detectors.one_time_code.spoken import HAPPENED
from domain.redaction.pattern import Pattern
from domain.redaction.words import plain_letters, read_words
from domain.redaction.words.shared import MEASURES

_WORDS = read_words("one_time_code")
# Words before other digits, or before a placeholder, name those and not the code.
_DIGITS_OR_PLACEHOLDER = Pattern(r"(?i)(?<!pin)(?<!puk)(?!2fa)[\d\0]+")
# `OTP for a payment of Rs. 551.20 is …`
_AMOUNT = Pattern(r"(?i)(?:rs\.?|inr|usd|eur)\s\d[\d.,]*")
# `iTAN 41: …`, `usercode 3 set to …`: which of several.
_INDEX = Pattern(r"(?:\snr\.)?\s\d{1,3}(?=\s=\s$)", re.IGNORECASE)
_RECIPIENT = r"(?:to|for|by)\s[^\s:,;]{1,64}"
_OTHER_CODE = r"(?:mismatch:\s)?[\"'(]?[0-9]{4,8}[\"')]?,?\s(?:but\s)?"
_HAPPENED = "|".join((*_WORDS["events"], *_WORDS["behind"]))
# What may be between a noun and its code, up to the code. With a group, it confirms that the noun is a code.
_EVENTS = (
    # `code sent to ada@example.org: …`, `otp for ada: …`
    rf"(?P<happened>{_HAPPENED})?\s?(?:{_RECIPIENT})?(?:\sis)?\s?(?::|=)\s?",
    # `expected otp 493027 got …`, `otp mismatch: 493027 vs. …`
    rf"{_OTHER_CODE}(?P<again>got|expected|[!=]=|vs\.?|received|actual|with|does\snot\smatch)\s[\"'(]?",
    # `the code you requested is …`, `the code entered …`
    r"(?P<yours>i\sgot|you\s(?:asked\sfor|requested|entered|need|typed))(?:\s(?:is|was)|:)?\s[\"'(]?",
    r"(?P<set>(?<=pin\s)set)\s",
    # `pin for ada changed to …`, `pin changed from 4711 to …`
    r"(?:for\s\S{1,40}\s)?(?P<changed>changed(?:\sfrom|\sto)?|(?:re)?set\sto)\s[\"']?",
    r"changed(?:\sfrom)?\s[\"']?[0-9]{4,8}[\"']?\s(?P<to>to|[=-]>|\u2192)\s[\"']?",
)
_EVENT = Pattern(rf"(?i)\s(?:{'|'.join(_EVENTS)})$")
# The ends of these events. Most texts before digits end otherwise, which this pattern tells sooner.
_EVENT_END = Pattern(
    r"(?i)(?:[:=>(\u2192]|(?:got|expected|vs\.?|received|actual|with|match|is|was|entered|submitted|typed|stored|saved"
    r"|generated|issued|set|verified|changed|from|to))\s?[\"'(]?$"
)
_LONGEST_END = 16
_SIGNS = "\n :=->\u2192\u21d2\"'("
_LINK = Pattern(r"(?::|\s=|[=-]>|[\u2192\u21d2])[\s\"'(]*$")
# `PIN of card 1122 set to …`
_SET_TO = Pattern(r"(?i)\s(?:set|reset|changed|updated)\sto\s[\"'(]?$")
# `Your code for door 4 is …`.
_IS = tuple(f" {word}" for word in _WORDS["is"])
_PURPOSE = Pattern(rf"(?i)\s(?:{'|'.join(_WORDS['for'])}|in|from|of|on)\s(?:[^.:;!?=\n]|\.(?=\S)){{1,48}}$")
# `Código de segurança Acme: …`.
_NAME = Pattern(r"\s[A-Z]\w{1,24}$")
_POSSESSIVES = tuple(f" {word} " for word in _WORDS["possessives"])
# Words between a noun and its code that say what else the digits are: `login code attempts for Ada: …`.
_NOT_BETWEEN = (MEASURES | spoken.AGAINST | spoken.ENDED) - spoken.QUALIFIERS
_SENTENCE = Pattern(r"[^=\n]*$")
_MOST_BETWEEN = 7
# `Your transaction PIN (TPIN) is …`.
_SHORT_FORM = Pattern(r"\s\([A-Za-z]{2,8}\)")
# The key of a text: `{"log":"code …`.
_KEY = Pattern(r".*[\"']\s?[:=]\s?\\*[\"'](?=[^\"']*[^\W\d])")
# How long codes are: `code à 6 chiffres …`.
_LENGTH = Pattern(rf"(?i)(?:\s(?:à|de|of))?\s\d[ -](?:{keywords.LENGTHS})")
# `OTP? …`
_QUESTION = Pattern(r"\?\s$")
# `Your code: <b>…</b>`, `Your code:\n…`
_TAG = Pattern(r"<[^<>]{1,64}>|\\[nrt]")


def are_named(before: str, code: str, behind: str) -> bool:
    """Return whether the words around digits name a code, even if a purpose or a name is between noun and code."""
    if "<" in before or "\\" in before:
        before = _TAG.sub("", before)
    if (key := _KEY.match(before)) is not None:
        before = before[key.end() :]
    before = _LENGTH.sub("", before)
    before = _QUESTION.sub(": ", _AMOUNT.sub("", before) if "." in before else before)
    if phrases.names_code(_without_events(before), code, behind, earlier=before):
        return True
    before = _SET_TO.sub(": ", before)
    if not is_linked(before):
        return False
    linked = before.rstrip(_SIGNS)
    purpose = _PURPOSE.search(linked) or _NAME.search(linked)
    if purpose:
        # `The code for your account is …`
        whose = next((word for word in _POSSESSIVES if word in purpose[0].lower()), " ")
        if phrases.names_code(f"{linked[: purpose.start()]}{whose}is ", code, behind):
            return True
    return directly.is_usual(code) and _is_named_before(linked, behind)


def is_linked(before: str) -> bool:
    """Return whether a sign or a word such as *is* is directly before a code."""
    return before.rstrip(_SIGNS).endswith(_IS) or _LINK.search(before) is not None


def _is_named_before(linked: str, behind: str) -> bool:
    """Return whether a noun some words before the sign names a code: `Kod autoryzacyjny do transakcji: 482913`."""
    sentence = _SENTENCE.search(plain_letters(linked))
    words = spoken.phrase(sentence[0] if sentence else "")[::-1]
    words = words[: next((at for at, word in enumerate(words) if word in ".;!?"), None)]
    between = next((at for at, word in enumerate(words[: _MOST_BETWEEN + 1]) if spoken.is_noun(word)), None)
    if between is None or any(word in _NOT_BETWEEN or spoken.is_plural(word) for word in words[:between]):
        return False
    if directly.speaks_of_fault(words):
        return False
    is_qualified = any(word in spoken.QUALIFIERS or word in spoken.POSSESSIVES for word in words[:between])
    return phrases.is_noun_before(words[between:], spoken.phrase(behind), is_qualified=is_qualified)


def _without_events(before: str) -> str:
    """Return the text directly before the code, without events and the names of other digits."""
    if ")" in before:
        before = _SHORT_FORM.sub("", before)
    if _EVENT_END.search(before[-_LONGEST_END:]):
        before = _EVENT.sub(_replaced, _INDEX.sub("", before))
    end = 0
    for match in _DIGITS_OR_PLACEHOLDER.finditer(before):
        end = match.end()
    return before[end:]


def _replaced(event: re.Match[str]) -> str:
    """Return what replaces an event between a noun and its code: a word that confirms the noun, or a space."""
    return f" {HAPPENED} " if any(event.groupdict().values()) else " "
