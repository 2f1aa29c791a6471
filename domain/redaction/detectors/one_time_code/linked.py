"""Codes at some distance from the noun that names them: `OTP sent to ada: …`, `Your code for door 4 is …`.

What may be between them: events, purposes, names, and markup. It is left out, and `phrases.py` reads the rest.
"""

import re

from domain.redaction.detectors.one_time_code import phrases
from domain.redaction.detectors.one_time_code.spoken import HAPPENED
from domain.redaction.pattern import Pattern
from domain.redaction.words import read_words

_WORDS = read_words("one_time_code")
# Words before other digits, or before a placeholder, name those and not the code.
_DIGITS_OR_PLACEHOLDER = Pattern(r"(?i)(?<!pin)(?<!puk)(?!3-?d|2fa)[\d\0]+")
# `OTP for a payment of Rs. 551.20 is …`
_AMOUNT = Pattern(r"(?i)(?:rs\.?|inr|usd|eur)\s\d[\d.,]*")
# `iTAN 41: …`, `usercode 3 set to …`: which of several.
_INDEX = Pattern(r"\s\d{1,3}(?=:\s$|\sset\sto\s$)")
_RECIPIENT = r"(?:to|for|by)\s(?:(?:user|account|customer|number|phone)\s)?[^\s:,;]{1,64}"
_OTHER_CODE = r"(?:mismatch:\s)?[\"'(]?[0-9]{4,8}[\"')]?,?\s(?:but\s)?"
_HAPPENED = "|".join((*_WORDS["events"], *_WORDS["behind"]))
# What may be between a noun and its code, up to the code. With a group, it confirms that the noun is a code.
_EVENTS = (
    # `code sent to ada@example.org: …`, `otp for ada: …`
    rf"(?P<happened>{_HAPPENED})?\s?(?:{_RECIPIENT})?(?:\sis)?\s?(?::|[=-]>|=|\()\s?",
    # `expected otp 493027 got …`, `otp mismatch: 493027 vs. …`
    rf"{_OTHER_CODE}(?P<again>got|expected|[!=]=|vs\.?|received|actual|with|does\snot\smatch)\s[\"'(]?",
    # `the code you requested is …`, `the code entered …`
    r"(?P<yours>i\sgot|you\s(?:asked\sfor|requested|entered|need|typed))\s?(?:is|:)\s?",
    r"(?P<typed>entered|submitted|typed|stored|saved|generated|issued|(?<=pin\s)(?:set|verified))\s",
    # `pin for ada changed to …`, `pin changed from 4711 to …`
    r"(?:for\s\S{1,40}\s)?(?P<changed>changed(?:\sfrom|\sto)?|(?:re)?set\sto)\s[\"']?",
    r"changed(?:\sfrom)?\s[\"']?[0-9]{4,8}[\"']?\s(?P<to>to|[=-]>|\u2192)\s[\"']?",
)
_EVENT = Pattern(rf"(?i)\s(?:{'|'.join(_EVENTS)})$")
# The ends of these events. Most texts before digits end otherwise, which this pattern tells sooner.
_EVENT_END = Pattern(
    r"(?i)(?:[:=>(\u2192]|(?:got|expected|vs\.?|received|actual|with|match|is|entered|submitted|typed|stored|saved"
    r"|generated|issued|set|verified|changed|from|to))\s?[\"'(]?$"
)
_LONGEST_END = 16
_SIGNS = " :\"'("
# `Your code for door 4 is …`.
_IS = tuple(f" {word}" for word in _WORDS["is"])
_PURPOSE = Pattern(rf"(?i)\s(?:{'|'.join(_WORDS['for'])}|in|from|on)\s(?:[^.:;!?\n]|\.(?=\S)){{1,48}}$")
# `Seu código de verificação Acme: …`.
_NAME = Pattern(r"\s(?:de\s)?[A-Z][\w.]{1,24}(?:\s(?:is|est|es|ist|[eéè]))?$")
_POSSESSIVES = tuple(f" {word} " for word in _WORDS["possessives"])
# `Your transaction PIN (TPIN) is …`.
_SHORT_FORM = Pattern(r"\s\([A-Za-z]{2,8}\)")
# `OTP? …`
_QUESTION = Pattern(r"\?\s$")
# `Your code: <b>…</b>`, `Your code:\n…`
_TAG = Pattern(r"<[^<>]{1,64}>|\\[nrt]")


def are_named(before: str, code: str, behind: str) -> bool:
    """Return whether the words around digits name a code, even if a purpose or a name is between noun and code."""
    if "<" in before or "\\" in before:
        before = _TAG.sub("", before)
    before = _QUESTION.sub(": ", _AMOUNT.sub("", before) if "." in before else before)
    if phrases.names_code(_without_events(before), code, behind, earlier=before):
        return True
    if not is_linked(before):
        return False
    linked = before.rstrip(_SIGNS)
    purpose = _PURPOSE.search(linked) or _NAME.search(linked)
    if purpose is None:
        return False
    # `The code for your account is …`
    whose = next((word for word in _POSSESSIVES if word in purpose[0].lower()), " ")
    return phrases.names_code(f"{linked[: purpose.start()]}{whose}is ", code, behind)


def is_linked(before: str) -> bool:
    """Return whether a colon or a word such as *is* is directly before a code."""
    linked = before.rstrip(_SIGNS)
    return linked.endswith(_IS) or ":" in before[len(linked) :]


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
