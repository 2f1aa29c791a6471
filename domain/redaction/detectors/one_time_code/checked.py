"""Codes in a line about their check: `TOTP failed: got 493027, expected 493028`, `code=493027 … two-factor`.

A word labels the digits: as one of two codes that are compared (*got*, *expected*), or with a noun that names many
other codes too (*code*, *token*). So the line must also say that it is about one-time codes. In such a line, six digits
are a code after any word that names nothing else.
"""

import re
from collections.abc import Iterator

from domain.redaction.context import Context
from domain.redaction.context.identifiers import names_identifier
from domain.redaction.detectors.one_time_code import keywords, spoken
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text
from domain.redaction.words.shared import MEASURES, NEUTRAL

_COMPARED = (
    r"\b(?:expect(?:ed|ing)(?: one of)?|got|given|want(?:ed)?|valid|compared?|received|entered|typed|provided"
    r"|submitted|supplied|stored|input|actual|generated|computed|current|previous|now|prev|next|old|new"
    r"|(?:answered|responded|replied|verified|confirmed) with)"
)
# These also name codes of errors and ids of tokens, so the digits have the length of one-time codes.
_NAMED = (
    r"(?<![a-z_-])(?:code|token|(?:challenge)?response|answer|value|factor|body|text|content)(?:\ssent)?"
    r"(?=\\*[\"']?\s?[=:]?\s?\\*[\"'(\[]?\d{3} ?\d{3})"
)
# Any other word, which must not name something else.
_AFTER_WORD = r"(?<![a-z_-])(?P<word>[a-z]{3,16}+)(?=:?\s[\"'(\[]{0,2}(?:\d{6}|\d{3} \d{3})(?!\d))"
_OTHERS = frozenset((*MEASURES, *NEUTRAL, *spoken.PERSONS, *spoken.AGAINST, *spoken.FOR, *spoken.WORDS["others"]))
# The parameters of a template: `["Ada","493027"]`.
_ELEMENT = r"\\*[\"'],\s?(?=\\*[\"']\d{6}\\*[\"'])"
# `two-factor: 493027`
_AFTER_SUBJECT = rf"(?P<subject>{keywords.SUBJECT})(?=\s?[=:]\s?\d{{6}})"
_CALLED = r"\b(?:verify|validate|check)\w{0,8}(?=\(\\*[\"']?\d{6})"
_CODE = r"\\*[\"']?\s?[=:]?\s?\\*[\"'(\[]{0,2}(?P<value>\d{4,8}|\d{3}[ -]\d{3})(?![\w%-]|[.:/,]\d)"
_INSTEAD = "|".join(spoken.WRITTEN["instead"])
# No noun must follow, which the digits would count: `expected 4829 rows`. These words may follow.
_BEHIND_CODE = (
    "in|but|and|for|against|status|from|vs|got|want|expected|received|instead|previous|current|at|by|on|user|window|with"
    "|is|was|has|does|ok|otp|mfa|already|accepted|rejected|invalid|valid|failed|used|new|old|to|via|of|returned"
)
_NOT_COUNTED = rf"(?!\s(?!(?:{_BEHIND_CODE}|{_INSTEAD})\b)(?-i:[a-z]+|[kMGT]i?B)(?![\w=:]))"
_LABEL = rf"(?:(?P<compared>{_COMPARED})|{_NAMED}|{_CALLED}|{_AFTER_SUBJECT}|{_AFTER_WORD}|{_ELEMENT})"
_LABELLED = Pattern(rf"(?i){_LABEL}{_CODE}\\*[\"']?{_NOT_COUNTED}")
_OTHER_CODE = Pattern(r"(?i)(?:error|status|exit|return|returned|http|zip|postal|country|result|reason|session)[\s_-]$")
_SUBJECT = rf"(?:{keywords.SUBJECT})"
_PURPOSE = "(?:login|sms|verif|sign-?up|register|reset|email|voice)"
# A field that says what the code is for: `{Code:543752 Method:sms}`.
_FIELD = (
    r"(?:purpose|scene|action|type|method|channel|via|factor|challenge|challengename)\\*[\"']? ?[:=]>? ?[\"':]?[\"':]?"
    f"{_PURPOSE}"
)
# A function that checks a code, and the title of a message with one.
_CALL = r"(?:check|verify|validate)_?code[:(]"
_TITLE = (
    r"(?:title|subject)\\*[\"']?\s?[:=]\s?\\*[\"'](?:[^\"'\n]{0,40}\s)?"
    r"(?:(?:your|login|sign-?in|verification|security|access|confirmation)\scode|otp|passcode|pin)\b"
)
# A subject as a word, also in camel case (`verifyOtp`). Services are named after what they do, too: `otp-service`.
_SUBJECT_ALONE = (
    rf"(?:(?<![a-z])|(?-i:(?=[A-Z]))){_SUBJECT}(?:lib)?"
    r"(?![a-z]|[_-](?!challenge|verif|check|login)|\s?(?:length|count|ttl|attempts?)\b)"
)
# What a line says before a code of one-time codes.
_BEFORE = Pattern(
    rf"(?i){_SUBJECT_ALONE}[^\n]*$"
    r"|sms\sto\s(?![^\n]*(?:fail|error|reject|status))[^\n]*$"
    rf"|(?<![a-z])pin\s(?:change|reset)[^\n]*$|(?<![a-z]){_FIELD}[^\n]*$"
    rf"|{_CALL}[^\n]*$|{_TITLE}[^\n]*$|(?<![a-z_-])code\smismatch[^\n]*$"
)
_BEFORE_NAMED = Pattern(r"(?i)verify:\s(?:check\s)?[^\n]*$")
# `got 493027 in totp check`, `actual=493027 otp mismatch`, `expected=493027 (login code)`
_SAID_BEHIND = (
    rf"(?:in|but|with|via|against|[!=]=)\s{_SUBJECT}(?:\s|$)",
    rf"{_SUBJECT}\s(?:mismatch|wrong|failed|invalid|check)",
    rf"\((?:\w+\scode|code\s\w+|{_SUBJECT})\)",
)
_BEHIND = Pattern(rf"(?i)[^\n.]{{0,48}}\s(?:{'|'.join(_SAID_BEHIND)})")
_BEHIND_NAMED = Pattern(
    r"(?i)(?![^{}\n]{0,80}(?:messag|error|reason|status))"
    rf"[^\n]{{0,80}}(?<![a-z])(?:{_SUBJECT}(?![a-z])|{_FIELD})"
)
# `expected one of [493027, 493028]`
_NEXT = Pattern(
    rf"\\*[\"']?(?:, ?|\s(?:vs\.?|[!=]=|{_INSTEAD})\s)\\*[\"']?"
    r"(?P<value>\d{6,8}|(?<=[s=.]\s)\d{4,5})(?![\w-]|[.:/]\d)"
)
_NEAR = 96


def _find(text: Text, position: int) -> Iterator[Span]:
    for labelled in _LABELLED.finditer(text.folded, position):
        before = text.before(labelled.start(), _NEAR, blanked=True)
        behind = (_BEHIND,) if labelled["compared"] else (_BEHIND, _BEHIND_NAMED)
        if not labelled["compared"] and _OTHER_CODE.search(before):
            continue
        if labelled["word"] and _names_other(labelled["word"].lower()):
            continue
        is_named = not labelled["compared"] and not labelled["word"]
        if (
            labelled["subject"]
            or _BEFORE.search(before)
            or (is_named and _BEFORE_NAMED.search(before))
            or any(each.match(text.folded, labelled.end()) for each in behind)
        ):
            code: re.Match[str] | None = labelled
            while code:
                yield code.span("value")
                code = _NEXT.match(text.decoded, code.end("value"))
        else:
            text.leave(*labelled.span("value"), "the line does not say that it is about one-time codes")


def _names_other(word: str) -> bool:
    """Return whether a word before six digits says that they are something else: `user 482913`, `after 482913`."""
    return word in _OTHERS or word.endswith("code") or spoken.is_plural(word) or names_identifier(Context(word, ""))


RULE = Rule(
    name="code-checked",
    pattern=_find,
    keywords=(
        *keywords.SUBJECTS,
        "pin (?:change|reset)",
        "sms to ",
        _CALL,
        "verify: ",
        "code mismatch",
        r"(?:title|subject)\\*[\"']? ?[:=] ?\\*[\"'][^\"']*(?:code|otp|pin)",
        _FIELD,
        *(r"[a-z] code\)", r"\(code [a-z]"),
    ),
    precheck=AnyMatch(rf"(?:{_COMPARED}|\\*[\"'],|[a-z]{{3}}[ =:\"'(\[])\\*[\"']?\s?[=:]?\s?[\"'(\[]*[0-9]{{3}}"),
    takes=(
        "user 55 verified with ⟦482913⟧ via totp",
        "bank atm: pin changed old ⟦4829⟧ new ⟦9284⟧",
        "expected=⟦299136⟧ actual=⟦993479⟧ otp mismatch",
        "user entered ⟦509247⟧, otp wrong",
        "entered=⟦402257⟧ expected=⟦433247⟧ (login code)",
        '{"msg":"otp verify","given":"⟦361784⟧","want":"⟦492015⟧"}',
        '{"challengeName":"SMS_MFA","answer":"⟦772810⟧"}',
        "{Code:⟦543752⟧ Method:sms}",
        "msg=ok code=⟦493364⟧ purpose=login",
        "auth factor=sms value=⟦740779⟧",
        "code ⟦482913⟧ does not match for mfa challenge",
        "static challenge response ⟦552018⟧ for ada",
        "TOTP now=⟦371516⟧ prev=⟦958966⟧ next=⟦689037⟧",
        "hotp counter=41 value=⟦240420⟧",
        "otp compare ⟦470374⟧ vs ⟦628288⟧",
        "ada entered ⟦962848⟧ but otp was wrong",
        "got ⟦417835⟧ in totp now",
        "otp compare ⟦4703⟧ != ⟦6282⟧",
        "mfa: expected one of [⟦282844⟧, 7975]",
        '{"challenge":"sms","response":"⟦482913⟧"}',
        "input ⟦482913⟧ != otp 192837",
        "compare ⟦482913⟧ with otp",
        "otp.verify input=⟦452690⟧ stored=⟦868527⟧ match=false",
        "Sending SMS to x with token: ⟦482913⟧",
        "photoTAN challenge answered with ⟦5512039⟧",
        "code sent ⟦482913⟧ for 2FA email",
        "Twilio verify check: to=x code=⟦881203⟧ ok",
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
        "verifyOtp: comparing ⟦482913⟧ to stored ⟦193044⟧",
        "Expected: ⟦482913⟧, got: ⟦482914⟧ (totp)",
        "saisi ⟦482913⟧ au lieu de ⟦482914⟧ (code SMS)",
        '{"templateId":"otp-login","params":["Ada","⟦482913⟧"]}',
        "otp mismatch: expecting ⟦4178⟧, want ⟦4179⟧",
        "totp comparing ⟦417 835⟧",
        "check_code: user=ann code=⟦552018⟧ expected=⟦552081⟧",
        "two-factor: ⟦771829⟧",
        "verifying ⟦465056⟧ against totp",
        "code mismatch: entered=⟦559102⟧ stored=⟦559103⟧",
        r'{"log":"otp matched: got \"⟦559102⟧\""}',
        r'{"m":"challenge sms: response \"⟦559102⟧\""}',
        "otplib verify token=⟦882910⟧ delta=null",
        "TwilioVerify: check code ⟦882716⟧ status pending",
        'title="Login code" body="⟦449012⟧"',
        'subject="Your code" text="⟦449012⟧"',
        'title="The pin" content="⟦449012⟧"',
        "sudo: OATH token ⟦482913⟧ for root",
        "challenge sms answered: ⟦482913⟧",
        "passcode wrong, typed '⟦4178⟧'",
        "one-time-code: got ⟦417835⟧",
        "got ⟦417835⟧ in 2fa check",
        "verification code: expecting ⟦417835⟧, received ⟦417836⟧",
        "totp mismatch: got ⟦417835⟧ want ⟦417836⟧ drift=1",
        "TOTP mismatch: given ⟦623137⟧, valid ⟦468594⟧",
        "pin reset: old=⟦1157⟧",
        "card pin change old=⟦1157⟧ new=⟦4070⟧",
        "pam_google_authenticator: entered ⟦417835⟧ code=invalid",
        "Verifying token ⟦417835⟧ for factor totp-aa",
        'POST /two-factor-challenge {"code":"⟦417835⟧"}',
        '{"code":"⟦417835⟧","recovery_code":null} POST /two-factor-challenge',
        'authenticator.validate("⟦417835⟧", secret)',
        "pyotp.TOTP(secret).verify('⟦417835⟧') = True",
        "freeotp: token ⟦417835⟧ already used",
        "TOTP verify user=ada token=⟦493027⟧ window=1",
        "2fa code=⟦493027⟧",
        "2fa ok code:⟦284204⟧ ip:off",
        "authy: token=⟦4930271⟧ via=sms",
        "[x] SMS OTP verify - user=ada code=⟦493027⟧",
        "vault write totp/code/ada code=⟦493027⟧",
        "code=⟦493027⟧ PUT /v1/2fa",
        "validate(token=⟦712381⟧, window=1) -> False // totp",
        "check(user, code: '⟦712381⟧') of two-factor login",
        "pyotp: verify('⟦804349⟧') returned True",
        "speakeasy.totp.verify({ token: '⟦720958⟧' })",
    ),
    leaves=(
        "expected=299136 actual=993479 dotp mismatch",
        "expected=299136 (login codes)",
        "msg=ok code=493364 purpose=sync",
        "msg=ok code=493364 repurpose=login",
        "repurpose=login code=493364",
        "otp service: expected 4829 rows",
        "copy failed: expected 417835 got 417836",
        "otp: got 4829ms",
        "otp: got 4829.5",
        "otp length: expected 417835",
        "otp-service: got 417835",
        "otp for user 482913",
        "otp cache current 5984 kB",
        "mfa fault_code=417835",
        "otp user_seen 482913",
        "otp abcd 48291300",
        "otp: forgot 4829",
        'title="Error code" body="449012"',
        'title="Pink" body="449012"',
        "verify: ann 449012",
        "status_code mismatch: entered=559102",
        "otp verification failed for msg 482913",
        "otp worker build 482913",
        "otp queues 482913 done",
        "otp table orderId 482913",
        "totp clock 0x200fffe000001",
        '{"templateId":"login","params":["Ada","482913"]}',
        '{"templateId":"otp-login","params":["Ada","48291"]}',
        "otp: forgot 417835",
        "got 417835. Now in totp check",
        "otp: got 123456789",
        "got 417835 in otpx check",
        "photp: got 417835",
        "otpx: got 417835",
        "otp: got 4829 inserts",
        "pins changed old=1157 new=4070",
        "spin change old=1157 new=4070",
        '{"name":"VERIFICATION_CODE_PROVIDER","value":"428469"}',
        "SMS to x failed, code 482913",
        "mfa error code 417835",
        "mfa token 41783",
        '{"code":500121,"message":"mfa required"}',
        "mfa errorcode=417835",
        "2fa token 417835 bytes",
        "validate(token=71238, window=1) // totp",
        "validate(token=712381, window=1) // totpx",
        "validate(token=712381, window=1) // shotp",
        "validate(id=712381, window=1) // totp",
        "code=417835 x\ntotp",
        '{"error-code":"493027"} POST /two-factor-challenge',
        "revalidate(712381) // totp",
        "verify(71238) // totp",
        "totp verify(4178) ok",
    ),
)
