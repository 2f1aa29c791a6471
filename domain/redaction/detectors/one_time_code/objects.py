"""Codes in objects that are named after them: `AuthCode(code='…')`, `"otp": {"code": "…"}`, `TOTP verify token=…`."""

from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule

_OBJECT = r"(?:otp|2fa|mfa|passcode|verification|auth_?code|one_?time_?(?:code|password))(?:_?(?:codes?|tokens?))?"
_OPENS = rf"{_OBJECT}[\"']?\s?(?:=>|[:=])?\s?[({{\[]"
# The fields before the field with the code.
_FIELDS = r"\s?[\"']?(?:[^(){}\[\]\n]{0,60}[,\s][\"']?)?"
_KEY = r"(?:code|token|value|pin)[\"']?\s?(?:=>|[:=])\s?[\"']?"
_VALUE = r"(?P<value>\d{4,8}|\d{3}[ -]\d{3})(?![\w.-])"
# `TOTP verify user=ada token=…`.
_EVENT = r"\b(?:t?otp|2fa|mfa|authy):?(?:/\S{1,40})?(?:\s[\w-]{1,16}){0,2}(?:\s\w{1,16}=\S{1,40}){0,2}\s(?:token|code)="
# `{"phone":"…","code":"493027"}`, but not the code of an error: six digits, and no word about a result.
_SIBLING = r"\b(?:phone|mobile|msisdn|phone_?number|email|to)[\"']?\s?[:=]\s?[\"']?[^\s\"',{}&]{0,24}[\"']?"
# `{"action":"verify_otp","code":493027}`
_SCENE = (
    r"\b(?:action|event|type|purpose|template|scene)[\"']?\s?[:=]\s?"
    r"[\"']?[\w.-]{0,24}(?:otp|verif|2fa|mfa|login)[\w.-]{0,24}[\"']?"
)
# `verifyCode(493027)`, `sendOtp(mobile, 493027)`
_CALL = (
    r"\b(?:verify|check|validate|send|confirm)_?(?:otp|code|pin|totp|mfa|2fa|sms)\w{0,12}\((?:[^()\n]{0,40},\s?)?[\"']?"
)
# `GET /login/verify?code=493027`
_URL = r"/[\w-]{0,24}(?:otp|verif|2fa|mfa|confirm|login|sign-?in|activat)[\w/.-]{0,48}\?(?:[^\s?]{1,120}&)?code="
# `pyotp: verify('493027')`, `speakeasy.totp.verify({ token: '493027' })`
_LIBRARY = r"otp(?:\.|:\s)(?:verify|check|validate)\w{0,12}\([{\s]{0,2}(?:token\s?[:=]\s?)?[\"']?"
_BETWEEN = r"[,&|\s]{1,3}(?:(?:purpose|type|scene|lang|action)[\"']?\s?[:=]\s?[\"']?\w{1,16}[\"']?[,&\s]{1,2})?"
_NO_ERROR = r"(?=\d{6}\b)(?![^{}\n]{0,80}(?i:messag|error|reason|status))"

RULE = Rule(
    name="code-in-object",
    pattern=Pattern(
        rf"(?i)(?:{_OPENS}{_FIELDS}{_KEY}|{_EVENT}|{_CALL}|{_LIBRARY}|{_URL}|(?:{_SIBLING}|{_SCENE}){_BETWEEN}[\"']?code[\"']?\s?[:=]\s?[\"']?{_NO_ERROR}){_VALUE}"
    ),
    keywords=(
        "otp",
        "2fa",
        "mfa",
        "authy",
        "(?:verify|check|validate|send|confirm)_?(?:code|pin|sms)",
        "passcode",
        "verification",
        "auth_?code",
        "one_?time",
        "code[\"']?[:=] ?[\"']?[0-9][0-9][0-9][0-9]",
    ),
    precheck=AnyMatch(
        rf"{_OPENS}|otp(?:\.|: )[a-z]+\(|[?&]code=[0-9]|(?:otp|2fa|mfa|authy)[ /:].*(?:token|code)=[0-9]"
        r"|(?:phone|mobile|msisdn|number|email|to|action|event|type|purpose|template|scene)[\"']?\s?[:=].*code[\"']?\s?[:=]\s?[\"']?[0-9]{6}"
        r"|(?:verify|check|validate|send|confirm)_?(?:otp|code|pin|totp|mfa|2fa|sms)[a-z]*\("
    ),
    takes=(
        "AuthCode(code='⟦493027⟧', used=False)",
        '{"otp":{"sentTo":"ada","code":"⟦493027⟧"}}',
        '{"2fa": {"token": ⟦493027⟧}}',
        "verification => { value => '⟦493 027⟧' }",
        "mfa_token: {code: ⟦4930⟧}",
        "OneTimePassword[value=⟦493027⟧]",
        "passcode{pin=⟦4930⟧}",
        "TOTP verify user=ada token=⟦493027⟧ window=1",
        "2fa code=⟦493027⟧",
        "authy: token=⟦4930271⟧ via=sms",
        "[x] SMS OTP verify - user=ada code=⟦493027⟧",
        "one_time_code: {value: ⟦4930⟧}",
        "vault write totp/code/ada code=⟦493027⟧",
        '{"phone":"+1x","code":"⟦493027⟧"}',
        "GET /login/verify?code=⟦4930⟧ HTTP/1.1",
        "POST /api/confirm-email?lang=en&code=⟦493027⟧",
        "&{Mobile:x Code:⟦493027⟧ Purpose:login}",
        "To: ada@example.org | Code: ⟦493027⟧ | Time: 10:11",
        '{"action":"verify_otp","code":⟦629907⟧,"result":"ok"}',
        "verifyCode(⟦629907⟧)",
        "pyotp: verify('⟦804349⟧') returned True",
        "speakeasy.totp.verify({ token: '⟦720958⟧' })",
        "sendOtp(mobile, ⟦629907⟧)",
        "mobile=x&code=⟦493027⟧",
        "phone_number=x&lang=en&code=⟦493027⟧",
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
        '{"phone":"+1x","code":493027,"message":"Unreachable"}',
        '{"phone":"+1x","code":"49302"}',
        '{"action":"sync","code":629907}',
        "reverifyCode(629907)",
        "GET /errors?code=4930",
        "transaction=verify_otp&code=629907",
        '{"cellphone":"+1x","code":"493027"}',
        '{"phone":"+1x","code":"4930271"}',
        '{"phone":"+1x","country_code":"493027"}',
        '{"phone":"+1x","status":"failed","code":493027}',
    ),
)
