"""Codes that are valid for one login or payment: one-time codes, PINs, card verification values.

Such a code has no recognisable form, so it must be under its name or in a sentence that names it.
"""

from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.one_time_code import (
    beside,
    calls,
    commands,
    compared,
    lists,
    named,
    objects,
    sentences,
)

DETECTOR = Detector(
    kind="ONE_TIME_CODE",
    since=2,
    example="otp: 493027",
    source="RFC 6238 (TOTP: six to eight digits); ISO/IEC 7813 and the card schemes (three or four digits).",
    rules=(
        *named.RULES,
        objects.RULE,
        calls.RULE,
        beside.RULE,
        lists.RULE,
        compared.RULE,
        *commands.RULES,
        sentences.RULE,
    ),
    normalise=lambda value, _regions: "".join(filter(str.isalnum, value)).upper(),
)
