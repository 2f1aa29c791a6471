"""Codes in the report of a check: `TOTP failed: got 493027, expected 493028`, `otp mismatch expected=… got=…`."""

import re
from collections.abc import Iterator

from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_NAME = r"(?:[th]?otp|2fa|mfa|two-factor|passcode|one[- _]time[- _]code|verification code)"
_LABEL = (
    r"(?:expect(?:ed|ing)(?: one of)?|got|want(?:ed)?|received|entered|typed|given|provided|submitted|supplied|input"
    r"|actual|generated|computed|current|previous|(?:answered|responded|replied) with)"
)
# A code that is labelled as one of two. A noun must not follow, which it would count: `expected 4829 rows`.
_COMPARED = Pattern(
    rf"(?i)\b{_LABEL}\s?[=:]?\s?[\"'(\[]?(?P<value>\d{{4,8}}|\d{{3}}[ -]\d{{3}})(?![\w%-]|[.:/,]\d)"
    r"(?!\s(?!(?:in|but|and|for|from|vs|got|expected|received|instead|previous|current|at|by|on|user|window)\b)[a-z])"
)
_BEFORE = Pattern(rf"(?i)\b{_NAME}(?!-|\s?(?:length|count|ttl|attempts?))[^\n]*$")
_BEHIND = Pattern(r"(?i)[^\n.]{0,48}\sin\s(?:t?otp|2fa|mfa)\s")
# `expected one of [493027, 493028]`
_NEXT = Pattern(r"[\"']?, ?[\"']?(?P<value>\d{6,8})(?![\w-]|[.:/]\d)")
_NEAR = 96


def _find(text: Text, position: int) -> Iterator[Span]:
    for compared in _COMPARED.finditer(text.folded, position):
        if _BEFORE.search(text.before(compared.start(), _NEAR, blanked=True)) or _BEHIND.match(
            text.folded, compared.end()
        ):
            code: re.Match[str] | None = compared
            while code:
                yield code.span("value")
                code = _NEXT.match(text.folded, code.end("value"))


RULE = Rule(
    name="code-compared",
    pattern=_find,
    keywords=("otp", "2fa", "mfa", "two-factor", "passcode", "one[- _]time", "verification code"),
    precheck=AnyMatch(rf"{_LABEL}\s?[=:]?\s?[\"'(\[]?[0-9]{{3}}"),
    takes=(
        "totp verification failed for user ada: got ⟦417835⟧ expected ⟦763377⟧",
        "got ⟦417835⟧ expected ⟦763377⟧ in totp check",
        "otp mismatch expected=⟦417835⟧ got=⟦763377⟧",
        "OTP invalid (entered ⟦417835⟧)",
        "MFA challenge answered with ⟦417835⟧",
        "2FA failed: provided: ⟦417 835⟧",
        "otp mismatch: got ⟦417835⟧, want ⟦417836⟧",
        "otp matched: input=⟦502193⟧ expected=⟦502193⟧",
        "totp current=⟦481346⟧ previous=⟦866039⟧",
        "mfa: expected one of [⟦282844⟧, ⟦797596⟧] got ⟦750633⟧",
        "mfa: expected one of [⟦282844⟧, 797596x]",
        "mfa: expected one of [⟦282844⟧, 797596.5]",
        "passcode wrong, typed '⟦4178⟧'",
        "one-time-code: got ⟦417835⟧",
        "got ⟦417835⟧ in 2fa check",
        "verification code: expecting ⟦417835⟧, received ⟦417836⟧",
    ),
    leaves=(
        "otp service: expected 4829 rows",
        "copy failed: expected 417835 got 417836",
        "otp: got 4829ms",
        "otp: got 4829.5",
        "otp length: expected 417835",
        "otp-service: got 417835",
        "otp: forgot 417835",
        "got 417835. Now in totp check",
        "otp: got 123456789",
        "got 417835 in otpx check",
        "photp: got 417835",
        "otp: forgot 417835",
        "otp: got 4829 inserts",
    ),
)
