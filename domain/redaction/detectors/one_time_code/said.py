"""Codes in what is said of a named value: `otp: expected 493027, got 493028`, `smsCode must match … (was 493027)`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.one_time_code import keywords, names
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

_SAYINGS = (
    # `otp (value: 493027)`, `otp must match … (was 493027)`
    r"\s(?:must\s[^\n()]{1,40}\s)?\((?:value|was|got)[:=]?\s",
    # `otp: expected 493027, got 493028`
    r":?\sexpected:?\s",
    # `otp already exists: 493027`
    r"\s(?:already\sexists|rejected|refused|invalid|mismatch):\s",
    # `getOtp() returned '493027'`, `otp eq '493027'`
    r"\s(?:eq|returned|equals)\s",
)
_KEY = r"(?P<key>[A-Za-z][\w-]{1,40}+)(?:\(\))?[\"'`]?"
_CODE = r"\\*[\"'`]?(?P<value>\d{4,8}|(?=[A-Z]*\d)[0-9A-Z]{6,8})(?![\w.-])"
_SAID = Pattern(rf"{_KEY}(?:{'|'.join(_SAYINGS)}){_CODE}")
_NEXT = Pattern(rf"\\*[\"'`]?,?\s(?:but\s)?(?:got|received|actual|was):?\s{_CODE}")


def _find(text: Text, position: int) -> Iterator[Span]:
    for said in _SAID.finditer(text.folded, position):
        # The name begins after the verb in `getOtp() returned …`.
        if names.NAMES.of_key(text.decoded[said.start("key") : said.end("key")]) is None:
            continue
        code: re.Match[str] | None = said
        while code:
            yield code.span("value")
            code = _NEXT.match(text.folded, code.end("value"))


RULE = Rule(
    name="code-said",
    pattern=_find,
    keywords=keywords.NAMES,
    precheck=AnyMatch(
        r"\((?:value|was|got)|expected|already exists|rejected|refused|invalid|mismatch|eq |returned|equals"
    ),
    takes=(
        "smsCode: expected ⟦482913⟧, got ⟦192837⟧",
        "loginCode: expected ⟦A7K9Q2⟧ but got ⟦A7K9Q3⟧",
        "smsCode: expected ⟦482913⟧, got 192837.5",
        "smsCode: expected ⟦482913⟧, got NOTHING",
        "mfa_code must match [0-9]+ (was ⟦482913⟧)",
        "pin (value: ⟦4829⟧), pin: expected ⟦4829⟧, got ⟦1928⟧",
        "otp already exists: ⟦482913⟧",
        "getOtp() returned '⟦482913⟧'",
        "loginCode eq '⟦A7K9Q2⟧'",
    ),
    leaves=(
        "status_code: expected 4829, got 4830",
        "otp: expected one of 482913 rows",
        "otp (value: 482913.5)",
        "otp_length: expected 4829",
        "loginCode eq 'ACCEPTED'",
    ),
)
