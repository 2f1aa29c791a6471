"""Codes in objects that are named after them: `AuthCode(code='…')`, `"otp": {"code": "…"}`."""

from domain.redaction.detectors.one_time_code import keywords
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch

_VALUE = r"(?P<value>\d{4,8}|\d{3}[ -]\d{3})(?![\w.-])"
_OBJECT = rf"(?:{keywords.SUBJECT}|verification|auth_?code)(?:_?(?:codes?|tokens?))?"
# `VerifyCodeRequest{UserId:12, Code:"493027"}`
_REQUEST = r"(?:verify|confirm|validate)(?:code|sms|otp|pin|phone)\w{0,16}"
# Also Ruby's `#<Otp id: 1, code: "…">`.
_BRACKET = r"\\*[\"']?\s?(?:=>|[:=])?\s?[({\[]"
_OPENS = rf"(?:{_OBJECT}(?:\.\w{{1,16}})?{_BRACKET}|#<\w{{0,16}}otp\w{{0,16}}\s|{_REQUEST}[({{]{{1,2}})"
# The fields before the field with the code.
_FIELDS = r"\s?\\*[\"']?(?:[^(){}\[\]\n]{0,60}[,\s]\\*[\"']?)?"
# `<sms><code>493027</code></sms>`, `<code type="otp">493027</code>`
_ELEMENT = (
    rf"<(?:sms|verification|{_REQUEST}|{keywords.SUBJECT})>\s?<(?:code|token|value|pin)>"
    rf"|<code\s[^<>]{{0,40}}(?:sms|{keywords.SUBJECT})[^<>]{{0,16}}>"
)
_KEY = r"(?:code|token|value|pin)\\*[\"']?\s?(?:=>|[:=])\s?\\*[\"']?"

RULE = Rule(
    name="code-in-object",
    pattern=Pattern(rf"(?i)(?:{_OPENS}{_FIELDS}{_KEY}|{_ELEMENT}){_VALUE}"),
    keywords=(*keywords.SUBJECTS, "verification", "auth_?code", _REQUEST, "<sms>", "<code [^<>]*sms"),
    precheck=AnyMatch(f"{_OPENS}|{_ELEMENT}"),
    takes=(
        "AuthCode(code='⟦493027⟧', used=False)",
        '{"otp":{"sentTo":"ada","code":"⟦493027⟧"}}',
        '{"2fa": {"token": ⟦493027⟧}}',
        "verification => { value => '⟦493 027⟧' }",
        "mfa_token: {code: ⟦4930⟧}",
        "OneTimePassword[value=⟦493027⟧]",
        "mfa.verify(user=17, code='⟦482913⟧')",
        "passcode{pin=⟦4930⟧}",
        "one_time_code: {value: ⟦4930⟧}",
        '#<Otp id: 1, code: "⟦482913⟧", used: false>',
        "<sms><code>⟦482913⟧</code></sms>",
        '<code type="otp">⟦482913⟧</code>',
        '<code type="sms">⟦482913⟧</code>',
        'VerifyCodeRequest{UserId:12, Code:"⟦771290⟧"}',
        "<ValidatePhone><code>⟦771290⟧</code></ValidatePhone>",
        "ConfirmSmsCommand(code=⟦771290⟧)",
        "verifyPin({pin: ⟦4930⟧})",
        "otp_code{value=⟦4930⟧}",
    ),
    leaves=(
        "VerificationError(code=4001)",
        "verification(status_code=4001)",
        "otp(code=4930272839)",
        "otp(code=4930.5)",
        "<error><code>482913</code></error>",
        '<code type="error">482913</code>',
        "otp(code=493)",
        "otp [done] (code=4930)",
        "AuthCode(length=4930)",
    ),
)
