"""Codes for one login or payment: one-time codes, PINs, card verification values, backup codes."""

import string

from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "ONE_TIME_CODE"
_READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def make(source: Source) -> Value:
    """Return a value that only its key or sentence identifies."""
    return card_value(source) if source.maybe(0.15) else code(source)


def code(source: Source) -> Value:
    """Return a code as people receive or choose it."""
    form = source.pick((*["digits"] * 6, "grouped", "letters"))
    if form == "digits":
        value = source.text(string.digits, source.pick((4, 6, 6, 6, 6, 8)))
    elif form == "grouped":
        value = f"{source.text(string.digits, 3)}{source.pick('- ')}{source.text(string.digits, 3)}"
    else:
        value = source.text(string.ascii_uppercase, 1) + source.digits(2) + source.text(_READABLE, 3)
    return whole(value, LABEL, form, telling=True)


def card_value(source: Source) -> Value:
    """Return the three or four digits on the back of a card."""
    return whole(source.text(string.digits, source.pick((3, 3, 4))), LABEL, "card_value", telling=True)
