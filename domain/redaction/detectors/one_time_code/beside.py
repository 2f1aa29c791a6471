"""Codes that a field or a path beside them names: `{"phone":"…","code":"493027"}`, `/login/verify?code=493027`.

Most fields named `code` have the code of an error, so these codes have six digits, and no word about a result follows.
"""

from domain.redaction.detectors.one_time_code import keywords, spoken
from domain.redaction.detectors.signs import ASSIGNS_VALUE
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch

_ASSIGNED = ASSIGNS_VALUE
_RECIPIENT = r"(?:phone|mobile|msisdn|phone_?number|email|to)"
_SENT_TO = rf"\b{_RECIPIENT}{_ASSIGNED}[^\s\"',{{}}&]{{0,24}}\\*[\"']?"
# A field that says what the code is for: `{"action":"verify_otp","code":493027}`.
_PURPOSE = r"(?:action|event|type|purpose|template(?:_?id)?|scene)"
_ACTION = rf"\b{_PURPOSE}{_ASSIGNED}[\w.-]{{0,24}}(?:{keywords.SUBJECT}|verif|login)[\w.-]{{0,24}}\\*[\"']?"
# A field with the purpose, and the name of the object that holds the code: `variables: {"code": "…"}`.
_BETWEEN = (
    rf"[,&|\s]{{1,3}}(?:(?:purpose|type|scene|lang|action){_ASSIGNED}\w{{1,16}}\\*[\"']?[,&\s]{{1,2}})?"
    rf"(?:\\*[\"']?(?:vars|variables|params|parameters|data){_ASSIGNED}\{{\s?)?"
)
_NOT_OF_ERROR = r"(?=\d{6}\b)(?![^{}\n]{0,80}(?i:messag|error|reason|status))"
# `code=493027&phone=…`
_BEFORE = (
    rf"(?:^|[\s'\"&?{{,])code{_ASSIGNED}(?=\d{{6}}\\*[\"']?[,&]\s?\\*[\"']?{_RECIPIENT}(?:_verified)?\\*[\"']?[:=])"
)
_STEP = rf"(?:{keywords.SUBJECT}|verif|confirm|login|sign-?in|activat)"
_PATH = rf"/[\w-]{{0,24}}{_STEP}[\w/.-]{{0,48}}\?(?:[^\s?]{{1,120}}&)?code="
# `second password 493027 (token)`
_BRACKETED = r"\b(?:password|passcode|code):?\s(?=\d{6,8}\s\((?:t?otp|token|2fa|mfa|sms)\))"
# `locker 12 code=4711`
_PLACE = rf"\b(?:{'|'.join(spoken.WRITTEN['opened'])})[ _#-]{{0,2}}\w{{0,8}}[,:]?\s(?:access\s|entry\s)?code[=:]\s?"
# The parameters of a message's template: `TemplateParam={"code":"493027"}`.
_TEMPLATE = r"template_?params?\\*[\"']?\s?[=:]\s?\\*[\"']?\{\s?\\*[\"']?code\\*[\"']?\s?:\s?\\*[\"']?"
_VALUE = r"(?P<value>\d{4,8})(?![\w.-])"

RULE = Rule(
    name="code-beside",
    pattern=Pattern(
        rf"(?i)(?:(?:{_SENT_TO}|{_ACTION}){_BETWEEN}\\*[\"']?code{_ASSIGNED}{_NOT_OF_ERROR}|{_BEFORE}|{_PATH}"
        rf"|{_BRACKETED}|{_PLACE}|{_TEMPLATE}){_VALUE}"
    ),
    keywords=(
        r"code\\*[\"']?[:=] ?\\*[\"']?[0-9][0-9][0-9][0-9]",
        r"(?:password|passcode|code):? [0-9]+ \((?:t?otp|token|2fa|mfa|sms)\)",
    ),
    precheck=AnyMatch(
        rf"(?:{_RECIPIENT}|{_PURPOSE})\\*[\"']?\s?[:=].*code\\*[\"']?\s?[:=]\s?\\*[\"']?[0-9]{{6}}"
        r"|code\\*[\"']?[:=][ \"']*[0-9]{6}\\*[\"']?[,&]|[?&]code=[0-9]"
        r"|(?:password|passcode|code):? [0-9]+ \(|param|code[=:] ?[0-9]{4}"
    ),
    takes=(
        '{"phone":"+1x","code":"⟦493027⟧"}',
        "GET /login/verify?code=⟦4930⟧ HTTP/1.1",
        "POST /api/confirm-email?lang=en&code=⟦493027⟧",
        "&{Mobile:x Code:⟦493027⟧ Purpose:login}",
        "To: ada@example.org | Code: ⟦493027⟧ | Time: 10:11",
        '{"action":"verify_otp","code":⟦629907⟧,"result":"ok"}',
        "curl -d 'code=⟦482913⟧&phone=x' https://a.example/verify",
        "code=⟦482913⟧&email=x",
        'template_id: verify_phone, variables: {"code": "⟦813498⟧"}',
        'template=login_code vars="{code:⟦813498⟧, brand:Acme}"',
        "code=⟦417605⟧&phone_verified=0",
        "mobile=x&code=⟦493027⟧",
        "code: ⟦730369⟧ (sms)",
        "locker 12 code=⟦4471⟧, door #5, access code: ⟦4472⟧, room 204 entry code: ⟦4473⟧",
        'SendSms TemplateParam={"code":"⟦771829⟧"}',
        r'{"message":"{\"phone\":\"x\",\"code\":\"⟦771829⟧\"}"}',
        "vpn: second password ⟦493027⟧ (token)",
        "phone_number=x&lang=en&code=⟦493027⟧",
    ),
    leaves=(
        '{"phone":"+1x","code":493027,"message":"Unreachable"}',
        '{"phone":"+1x","code":"49302"}',
        '{"phone":"+1x","code":"4930271"}',
        '{"phone":"+1x","country_code":"493027"}',
        '{"phone":"+1x","status":"failed","code":493027}',
        '{"cellphone":"+1x","code":"493027"}',
        '{"action":"sync","code":629907}',
        "transaction=verify_otp&code=629907",
        "GET /login/callback?code=4930x7",
        "GET /errors?code=4930",
        "barcode=482913&phone=x",
        "password 493027 (tokens)",
        "blocker 12 code=4471",
        "door opened by code: 4471",
        'TemplateParam={"barcode":"771829"}',
        "zipcode 493027 (token)",
        "code 49302 (token)",
        "code=482913&page=x",
        "code=4829134&phone=x",
    ),
)
