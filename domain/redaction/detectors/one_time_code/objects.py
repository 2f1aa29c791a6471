"""Codes in objects that are named after them: `AuthCode(code='…')`, `"otp": {"code": "…"}`, `TOTP verify token=…`."""

from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule

_VALUE = r"(?P<value>\d{4,8}|\d{3}[ -]\d{3})(?![\w.-])"
_OBJECT = r"(?:otp|2fa|mfa|passcode|verification|auth_?code|one_?time_?(?:code|password))(?:_?(?:codes?|tokens?))?"
# Also Ruby's `#<Otp id: 1, code: "…">`.
_OPENS = rf"(?:{_OBJECT}(?:\.\w{{1,16}})?[\"']?\s?(?:=>|[:=])?\s?[({{\[]|#<\w{{0,16}}otp\w{{0,16}}\s)"
# The fields before the field with the code.
_FIELDS = r"\s?[\"']?(?:[^(){}\[\]\n]{0,60}[,\s][\"']?)?"
_KEY = r"(?:code|token|value|pin)[\"']?\s?(?:=>|[:=])\s?[\"']?"
# `TOTP verify user=ada token=…`.
_EVENT = (
    r"\b(?:t?otp|2fa|mfa|authy):?(?:/\S{1,40})?(?:\s[\w-]{1,16}){0,2}(?:\s\w{1,16}=\S{1,40}){0,2}\s(?:token|code)[=:]"
)

RULE = Rule(
    name="code-in-object",
    pattern=Pattern(rf"(?i)(?:{_OPENS}{_FIELDS}{_KEY}|{_EVENT}){_VALUE}"),
    keywords=("otp", "2fa", "mfa", "authy", "passcode", "verification", "auth_?code", "one_?time"),
    precheck=AnyMatch(rf"{_OPENS}|(?:otp|2fa|mfa|authy)[ /:].*(?:token|code)[=:][0-9]"),
    takes=(
        "AuthCode(code='⟦493027⟧', used=False)",
        '{"otp":{"sentTo":"ada","code":"⟦493027⟧"}}',
        '{"2fa": {"token": ⟦493027⟧}}',
        "verification => { value => '⟦493 027⟧' }",
        "mfa_token: {code: ⟦4930⟧}",
        "OneTimePassword[value=⟦493027⟧]",
        "mfa.verify(user=17, code='⟦482913⟧')",
        "passcode{pin=⟦4930⟧}",
        "TOTP verify user=ada token=⟦493027⟧ window=1",
        "2fa code=⟦493027⟧",
        "2fa ok code:⟦284204⟧",
        "authy: token=⟦4930271⟧ via=sms",
        "[x] SMS OTP verify - user=ada code=⟦493027⟧",
        "one_time_code: {value: ⟦4930⟧}",
        "vault write totp/code/ada code=⟦493027⟧",
        '#<Otp id: 1, code: "⟦482913⟧", used: false>',
        "otp_code{value=⟦4930⟧}",
    ),
    leaves=(
        "VerificationError(code=4001)",
        "verification(status_code=4001)",
        "otp(code=4930272839)",
        "otp(code=4930.5)",
        "otp(code=493)",
        "otp [done] (code=4930)",
        "verification of session token=493027",
        "AuthCode(length=4930)",
        "shotp user token=493027",
    ),
)
