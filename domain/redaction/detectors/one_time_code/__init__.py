"""Codes that are valid for one login or payment: one-time codes, PINs, card verification values.

These codes are only a few digits, so a key, a sentence, a call or a command must name them: `otp=493027`.
The words are in `words/one_time_code.txt`.
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
