"""Codes as arguments and results of calls: `verifyCode(493027)`, `cache.set("otp:17", "493027")`."""

from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule

# `verifyCode(493027)`, `send_verification_code(mobile, 493027)`
_FUNCTION = (
    r"\b(?:verify|check|validate|send|confirm)(?:_?(?:sms|email|verification|phone))?"
    r"_?(?:otp|code|pin|totp|mfa|2fa|sms)\w{0,12}\((?:[^()\n]{0,40},\s?)?[\"']?"
)
# `pyotp: verify('493027')`, `speakeasy.totp.verify({ token: '493027' })`
_LIBRARY = r"otp(?:\.|:\s)(?:verify|check|validate)\w{0,12}\([{\s]{0,2}(?:token\s?[:=]\s?)?[\"']?"
# `validate(token=493027, window=1) -> False // totp`: the text behind the call names the code.
_NAMED_BEHIND = (
    r"\b(?:verify|validate|check)\((?:[^()\n]{0,40},\s?)?(?:token|code)\s?[:=]\s?[\"']?"
    r"(?=\d{6,8}[^\n]{0,80}\b(?:t?otp|2fa|mfa|two-factor)\b)"
)
# `cache.set("otp:17", "493027")`, `sendKeys(otpField, "493027")`: the argument before it names the code.
_ARGUMENT = (
    r"\([\"'#.]{0,2}\w{0,16}(?:otp|verification[-_]?code|passcode)[\w:-]{0,24}"
    r"(?:[\"'],\s?[\"']?|,\s?[\"'])(?=\d{4,8}[\"']|\d{6}\b)"
)
# `generateOtp() returned 493027`
_RESULT = r"otp\([^()\n]{0,40}\)\s?(?:returned|returns|->|=>?|:)\s?|--totp\s[^\n]{0,80}\s(?:->|\xb7)\s"
_VALUE = r"(?P<value>\d{4,8})(?![\w.-])"

RULE = Rule(
    name="code-in-call",
    pattern=Pattern(rf"(?i)(?:{_FUNCTION}|{_LIBRARY}|{_NAMED_BEHIND}|{_ARGUMENT}|{_RESULT}){_VALUE}"),
    keywords=(
        "otp",
        "2fa",
        "mfa",
        "passcode",
        "verification",
        "two-factor",
        "(?:verify|check|validate|send|confirm)_?(?:code|pin|sms)",
    ),
    precheck=AnyMatch(
        r"\([^\s(),]*(?:otp|verification[-_]?code|passcode)[^\s(),]*, ?[\"']?[0-9]|otp\(|--totp |otp(?:\.|: )[a-z]+\("
        r"|(?:verify|check|validate|send|confirm)[a-z_]*(?:otp|code|pin|totp|mfa|2fa|sms)[a-z]*\("
        r"|(?:verify|validate|check)\(.*(?:token|code) ?[:=]"
    ),
    takes=(
        "verifyCode(⟦629907⟧)",
        "send_verification_code('x', '⟦482913⟧')",
        "sendOtp(mobile, ⟦629907⟧)",
        'cache.set("otp:x", "⟦482913⟧", 300)',
        "Cache::put('otp_17', ⟦482913⟧, 300)",
        'sendKeys(otpField, "⟦4829⟧")',
        "fill('passcode', '⟦4829⟧')",
        "generateOtp() returned ⟦502193⟧",
        "oathtool --totp -b x \u2192 ⟦218979⟧",
        "oathtool --totp -b x -> ⟦218979⟧",
        "totp(seed) -> ⟦502193⟧",
        "fill('#verification-code', '⟦4829⟧')",
        "hotp(counter=4)=⟦502193⟧",
        "pyotp: verify('⟦804349⟧') returned True",
        "validate(token=⟦712381⟧, window=1) -> False // totp",
        "check(user, code: '⟦712381⟧') of two-factor login",
        "speakeasy.totp.verify({ token: '⟦720958⟧' })",
    ),
    leaves=(
        "reverifyCode(629907)",
        "retry(otpTimeout, 300000)",
        "put('otp_17', 4829)",
        "put('otp_17', 4829130)",
        "verifyCode(6299.07)",
        "otp() failed 502193",
        "validate(token=71238, window=1) // totp",
        "validate(token=712381, window=1) // totpx",
        "validate(token=712381, window=1) // shotp",
        "revalidate(token=712381, window=1) // totp",
        "validate(id=712381, window=1) // totp",
    ),
)
