"""Codes as arguments and results of calls: `verifyCode(493027)`, `cache.set("otp:17", "493027")`."""

from domain.redaction.detectors.one_time_code import keywords
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch

# `verifyCode(493027)`, `send_verification_code(mobile, 493027)`
_VERB = "(?:verify|check|validate|send|confirm|enter|submit)"
_FUNCTION = (
    rf"\b{_VERB}(?:_?(?:sms|email|verification|phone|and_consume))?_?(?:{keywords.SUBJECT}|code|pin|sms)\w{{0,12}}!?"
    r"\((?:[^()\n]{0,40},\s?)?(?:\w{1,16}\s?[=:]\s?)?\\*[\"']?"
)
# `/otp/verify/493027`
_PATH = rf"/(?:(?:{keywords.SUBJECT})/{_VERB}|{_VERB}[-_/](?:{keywords.SUBJECT})|auth/(?:verify|confirm))/"
# `cache.set("otp:17", "493027")`, `sendKeys(otpField, "493027")`: the argument before it names the code.
_NOT_A_CODE = r"(?![\w-]*(?:size|len|count|ttl|hint|provider|expir|time|attempt|limit))"
_ARGUMENT = (
    rf"\([\"'#.]{{0,2}}\w{{0,16}}(?:{keywords.SUBJECT}){_NOT_A_CODE}[\w:-]{{0,24}}"
    r"(?:\\*[\"'],\s?\\*[\"']?|,\s?\\*[\"'])(?=\d{4,8}\\*[\"']|\d{6}\b)"
)
_OF_CLASS = r"\w{0,16}(?:otp|mfa|totp|2fa|passcode)\w{0,16}[.#:]{1,2}\w{1,24}(?:\(|\sargs:\s)\[?"
_OTHERS = (
    # Asterisk: `VMAuthenticate(4930)`
    r"(?<!\w)(?:vm)?authenticate\(",
    r"otp\w{0,12}(?:exception|error):\s",
    # `generateOtp() returned 493027`, `oathtool --totp … -> 493027`
    r"otp\w{0,16}(?:\.\w{1,24})?\([^()\n]{0,40}\)\s?(?:returned|returns|->|=>?|:)\s?",
    # `OtpService.verify(7, 493027)`, `OtpMailer#code args: [7, "493027"]`, `otps[7] = 493027`
    rf"{_OF_CLASS}(?:[^()\n]{{0,40}},\s?)?\\*[\"']?(?=\d{{6}}\b)",
    r"otps\[\w{1,16}\]\s=\s",
    r"--totp\s[^\n]{0,80}\s(?:->|\xb7)\s",
)
_OTHER = "|".join(_OTHERS)
_VALUE = r"(?P<value>\d{4,8})(?![\w.-])"

RULE = Rule(
    name="code-in-call",
    pattern=Pattern(rf"(?i)(?:{_FUNCTION}|{_PATH}|{_ARGUMENT}|{_OTHER}){_VALUE}"),
    keywords=(
        *keywords.SUBJECTS,
        rf"{_VERB}_?(?:(?:email|phone)?_?code|pin|sms)",
        r"authenticate\([0-9]",
        "auth/(?:verify|confirm)/[0-9]",
    ),
    precheck=AnyMatch(
        rf"\([^\s(),]*(?:{keywords.SUBJECT})[^\s(),]*, ?\\*[\"']?[0-9]|otp[a-z_]*(?:\.[a-z_]+)?\(|--totp "
        rf"|{_VERB}[a-z_]*(?:{keywords.SUBJECT}|code|pin|sms)[a-z]*!?\(|authenticate\(|otp[a-z]*: |/[0-9]{{4}}|otps\["
        r"|(?:otp|mfa|passcode|2fa)[a-z]*[.#:]+[a-z]+(?:\(| args)"
    ),
    takes=(
        "verifyCode(⟦629907⟧)",
        "enter_pin(⟦4930⟧)",
        "submitCode(⟦629907⟧)",
        "send_verification_code('x', '⟦482913⟧')",
        "sendEmailCode(⟦629907⟧)",
        "sendOtp(mobile, ⟦629907⟧)",
        'cache.set("otp:x", "⟦482913⟧", 300)',
        "Cache::put('otp_17', ⟦482913⟧, 300)",
        'sendKeys(otpField, "⟦4829⟧")',
        "fill('passcode', '⟦4829⟧')",
        "generateOtp() returned ⟦502193⟧",
        "otp_service.generate() = ⟦502193⟧",
        "oathtool --totp -b x \u2192 ⟦218979⟧",
        "oathtool --totp -b x -> ⟦218979⟧",
        "OtpError: ⟦482913⟧",
        "InvalidOtpException: ⟦482913⟧",
        "GET /otp/verify/⟦482913⟧",
        "POST /auth/confirm/⟦448291⟧, /auth/verify/⟦448291⟧",
        "POST /api/verify-otp/⟦482913⟧",
        "check_code(user=4, code=⟦989140⟧)",
        "validate_and_consume_otp!('⟦210934⟧')",
        "Authenticate(⟦4829⟧)",
        "totp.now() = ⟦346824⟧",
        "Invoked OtpService.verify(7, ⟦448291⟧)",
        "-> MfaController.check([7, ⟦559102⟧])",
        "deliver OtpMailer#code args: [7, '⟦448291⟧']",
        "otps[7] = ⟦559102⟧",
        "verify_otp(8812, '⟦448291⟧')",
        "totp(seed) -> ⟦502193⟧",
        "fill('#verification-code', '⟦4829⟧')",
        "hotp(counter=4)=⟦502193⟧",
        "check2FACode(⟦629907⟧)",
        'redis.set("2fa:x", "⟦482913⟧")',
    ),
    leaves=(
        "GET /otp/list/482913",
        "GET /orders/confirm/482913",
        "reauthenticate(4829)",
        "OtpException: 12ms",
        "reverifyCode(629907)",
        "OtpService.verify(7, 4482)",
        "OtpService.verify(7, 4482911)",
        "retry(otpTimeout, 300000)",
        "put('otp-size', '9259')",
        "put('otp_17', 4829)",
        "put('otp_17', 4829130)",
        "verifyCode(6299.07)",
        "otp() failed 502193",
    ),
)
