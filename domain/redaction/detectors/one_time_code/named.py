"""Codes that a key or a column names: `otp=…`, `"verificationCode": "…"`, `<cvv>…</cvv>`.

`names.py` decides which keys name codes.
"""

from collections.abc import Sequence

from domain.redaction.detectors.one_time_code import keywords, names
from domain.redaction.named import NamedValue, NamedValues, Promise
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text.columns import COLUMNS

_BACKUPS = frozenset(("backup", "recovery"))
_PLACE = Pattern(r"(?i)(?<![a-z])(?:city|district|street|locality|landmark|postal)")
# The authorization code in the answer of a payment is not secret.
_OF_PAYMENTS = frozenset(("auth", "authorization", "autorization"))
_PAYMENT = Pattern(
    r"(?i)(?:amount|approv|card|txn|trans|merchant|terminal|acquirer|issuer|currency|captur|settle|payment|charge)"
)
_ASSIGNMENTS = ("=", ":", ">", "=>", "->")
# Digits, perhaps in two groups, or letters of one case and digits, but not a word and its number: `sha256`.
# Google's begin with `G-`.
_CODE = Pattern(
    r"\d{2,4}[ -]\d{2,4}|\d\d \d\d \d\d|G-\d{6}|(?=[A-Z]*\d)[0-9A-Z]{4,10}"
    r"|(?=[A-Z-]*\d)[0-9A-Z]{3,4}(?:-[0-9A-Z]{3,4}){1,3}"
    r"|(?![a-z]{3,}\d+$)(?=[a-z]*\d)[0-9a-z]{6,10}"
)
# In quotes, a value may be mistyped: `44a1`. It is no date, and no duration such as `30s`.
_MISTYPED = Pattern(r"(?=(?:[^\d]*\d){2})(?!\d{4}-)\d[0-9A-Za-z-]{2,9}(?<!\ds)(?<!\dms)(?<!\dm)(?<!\dh)(?<!\dd)")
_BACKUP = Pattern(r"(?=.*\d)(?:[0-9A-Za-z]{4,10}(?:[- ][0-9A-Za-z]{4,10}){1,3}|[0-9a-z]{8,12})")
_NUMBER = Pattern(r"\d{4,8}")
_USUAL = Pattern(r"\d{6}")
_CARD_VALUE = Pattern(r"\d{3,4}")
# Of smart homes and Bluetooth.
_PAIRING = frozenset(("pairing", "setup"))
_PAIRING_CODE = Pattern(r"\d{3}-?\d{2}-?\d{3}|\d{4}-?\d{3}-?\d{4}")
# Codes that a person types on another device to connect it (RFC 8628, section 6.1).
_USER_CODE = Pattern(r"[A-Z]{4}-[A-Z]{4}")
_POSTAL_DIGITS = 6
_CITY_BEHIND = Pattern(r",\s[A-Z][a-z]{3,}")
_COMMAND = Pattern(
    r"(?i)(?:\bkey[=:]\s?|\b(?:p?setex|set|setnx|getset|get|del|exists|expire|ttl|incr|unlink)[\"']?\s)[\"']?[\w:.{}-]*$"
)
_VALUE_BEHIND = Pattern(r"\s(?:->|value=|(?:deleted|removed|exists|not\sfound))")
_COMPOUND = Pattern(r"[a-z][A-Z]|\w_\w")


def is_code(named: NamedValue) -> bool:
    """Return whether the value under a name for codes has the form of the code that the name promises."""
    value, words = named.value, names.words_of(named)
    # `Pin:1143.68W` is a power.
    if named.behind[:1] == "." and named.behind[1:2].isdigit():
        return False
    if names.is_card_value(words) and _CARD_VALUE.fullmatch(value):
        return True
    if words[0] in names.CARD_VALUES or _is_something_else(named, words):
        return False
    return any(form.fullmatch(value) for form in _forms_of(words)) or (
        named.quoted and _MISTYPED.fullmatch(value) is not None
    )


def _forms_of(words: Sequence[str]) -> Sequence[Pattern]:
    """Return the forms of the codes that a name promises, whose last word is first."""
    if words[0] in names.CODE_WORDS and not names.DIGIT_OWNERS.isdisjoint(words[1:2]):
        return (_NUMBER,)
    if words[0] in names.CODE_WORDS and not names.CHECKED_OWNERS.isdisjoint(words[1:2]):
        return (_USUAL,)
    if words[:2] == ["code", "user"]:
        return (_USER_CODE,)
    if not _PAIRING.isdisjoint(words):
        return (_CODE, _PAIRING_CODE)
    return (_CODE,) if _BACKUPS.isdisjoint(words) else (_CODE, _BACKUP)


def _is_something_else(named: NamedValue, words: Sequence[str]) -> bool:
    """Return whether the text around the name, or between it and the value, gives the name another meaning."""
    around = named.before + named.behind
    # In `GET otp:17`, the value is the end of a store's key.
    if (
        named.separator == ":"
        and not (named.gap or named.quoted)
        and (_COMMAND.search(named.before) or _VALUE_BEHIND.match(named.behind))
    ):
        return True
    is_keyword = named.quoted and named.before.endswith(":")
    if named.separator == " " and not (named.key.startswith("-") or is_keyword):
        # Without a sign it is a sentence (`sentences.py`), unless quotes, a compound or the form show a pair.
        is_quoted = named.quoted and named.promise is Promise.ANYTHING
        # `checking emailCode 493027`
        is_compound = named.promise is Promise.ANYTHING and _COMPOUND.search(named.key) is not None
        return not (
            is_quoted
            or is_compound
            or names.is_card_value(words)
            or (not _BACKUPS.isdisjoint(words) and "-" in named.value)
        )
    # `pin 13 set high` is not a secret.
    if named.promise is Promise.CHOSEN and not named.quoted and named.separator not in _ASSIGNMENTS:
        return True
    # In India a PIN code is a postal code.
    is_postal = words[0] == "pincode" or (tuple(words) == ("pin",) and _CITY_BEHIND.match(named.behind) is not None)
    if (is_postal and len(named.value) == _POSTAL_DIGITS) or (words[:2] == ["code", "pin"] and _PLACE.search(around)):
        return True
    return not _OF_PAYMENTS.isdisjoint(words[1:2]) and _PAYMENT.search(around) is not None


_BARE = Pattern(r"(?:\d\d \d\d \d\d|\d\d \d\d|\d{3} \d{3}|\d{4} \d{4})(?![\w.:])|[0-9A-Za-z-]+")
_VALUES = NamedValues("one-time-code", names.NAMES, is_code, bare=_BARE, shape=keywords.NAME_AND_CODE)

RULES = (
    Rule(
        name="named-code-column",
        pattern=_VALUES.in_columns,
        keywords=keywords.NAMES,
        values=COLUMNS,
        takes=(
            r"id,otp,name\n7,⟦493027⟧,ada",
            "| id | otp |\n|----|-----|\n| 7 | ⟦493027⟧ |",
            "INSERT INTO otps (user_id, code) VALUES (17, '⟦493027⟧')",
            "INSERT INTO otp_codes (user_id, code) VALUES (17, '⟦493027⟧')",
        ),
        leaves=(
            r"id,status_code,name\n7,493027,ada",
            r"id,verification_code,name\n7,EXPIRED,ada",
            "INSERT INTO errors (code) VALUES (4930)",
        ),
    ),
    Rule(
        name="named-code",
        pattern=_VALUES.find,
        keywords=keywords.NAMES,
        takes=(
            "otp: ⟦493027⟧",
            '{"otp":"⟦493027⟧"}',
            "verification_code=⟦493027⟧",
            '"cvv":⟦123⟧,"exp":"12/27"',
            "pin=⟦4711⟧",
            "smsTAN=⟦493027⟧",
            "<customerTan>⟦52896416⟧</customerTan>",
            '"securityCode":"⟦1234⟧"',
            "Verification Code: ⟦493027⟧",
            "codigo_de_verificacion=⟦493027⟧",
            "验证码: ⟦493027⟧",
            "backup_code=⟦a1b2-c3d4⟧",
            "mfaCode=⟦493027⟧&next=/",
            "passcode=⟦493027⟧",
            "one_time_password=⟦493027⟧",
            "otp_input=⟦493027⟧",
            "otp: ⟦493 027⟧",
            "otp: ⟦4930⟧ 27s left",
            "otp=⟦493-027⟧",
            "verification_code=⟦G-493027⟧",
            "activation_code=⟦A7K2P9⟧",
            "activationCode: ⟦A7K9-Q2PL⟧",
            "otp\n  Input should be a valid integer [type=int_parsing, input_value='⟦77a12⟧', input_type=str]",
            '"pin" with value "⟦44a1⟧" fails to match the required pattern',
            'verifyCode: "⟦7H2K⟧"',
            "sign-in code: ⟦90 81 77⟧",
            "digicode=⟦47A12⟧, v_code: ⟦771060⟧",
            "activation_code='⟦m94e0aco⟧'",
            "verification_code=⟦4a9m3k⟧",
            "recovery_code=⟦a1b2c3d4e5f6⟧",
            "recovery_code=⟦h1fqtcmnko-v6fqg1uf1k⟧",
            "HomeKit setup code: ⟦493-02-718⟧",
            "Matter manual pairing code: ⟦29698889528⟧",
            '{"challengeResponse":"⟦475201⟧"}',
            "codeEntered=⟦482913⟧, code_sent=⟦482913⟧",
            "transfer_code=⟦482913⟧",
            "entered_code=⟦482913⟧",
            "cardSecCode=⟦0912⟧",
            "codice di sicurezza: ⟦283⟧",
            "cryptogramme visuel : ⟦618⟧",
            "codigo_de_seguranca_do_cartao=⟦430⟧",
            "recovery_code=⟦a1b2c3d4e5⟧",
            "capacity=5 pincode=⟦4711⟧",
            "auth_code=⟦493027⟧ for login of ada",
            "cvvCode=⟦123⟧",
            '["otp"]=>\n  string(6) "⟦493027⟧"',
            "<key>otp</key><string>⟦493027⟧</string>",
            '{"otp":{"S":"⟦493027⟧"}}',
            "{b'otp': b'⟦493027⟧'}",
            "on field 'otp': rejected value [⟦493027⟧]; codes [Size]",
            'User(otp: Optional("⟦493027⟧"))',
            '{:name "ada", :verification-code "⟦493027⟧"}',
            "VerificationCode '⟦493027⟧' is invalid",
            "card verification value ⟦123⟧ mismatch",
            "card verification code ⟦123⟧ mismatch",
            "cvv entered: ⟦677⟧",
            "código de seguridad: ⟦275⟧",
            "beveiligingscode=⟦275⟧",
            "セキュリティコード=⟦275⟧",
            "recovery code ⟦8f2k-91mz⟧ used",
            "user_code=⟦WDJB-MJHT⟧",
            "checking emailCode ⟦493027⟧",
            "checking email_code ⟦493027⟧",
            "budget otp:⟦4930⟧",
            "monkey=otp:⟦4930⟧",
            "otp_attempt=⟦493027⟧",
            "2fa token=⟦493027⟧",
            "token SMS: ⟦493027⟧",
            "cvNumber=⟦123⟧",
            "card_verification_code=⟦123⟧",
            "código_de_seguridad=⟦123⟧",
            "checkCode=⟦493027⟧",
            "pinNumber=⟦4930⟧",
            "codeSms=⟦493027⟧",
            "second_factor=⟦493027⟧",
            "sourcecvc=⟦123⟧",
            "sourcecardverificationvalue=⟦123⟧",
            "card-cvv = ⟦123⟧ 70.199.173.189",
            "card-cvv = ⟦123⟧ 05 Jan",
            "otp: ⟦49 30⟧",
            "otp: ⟦4930 2718⟧",
            "otp: ⟦4930⟧ 2718ms left",
            "billingsecuritycode=⟦123⟧",
            "enteredemailcode=⟦493027⟧",
            "two_factor_token=⟦493027⟧",
            "twofactortoken=⟦493027⟧",
            "mobilepin=⟦4930⟧",
            "latestatmpin=⟦4930⟧",
            "cid_code=⟦123⟧",
            "customercvvnumber=⟦123⟧",
            "clave_temporal=⟦493027⟧",
            "mã_xác_nhận=⟦493027⟧",
            "card_verification_number=⟦123⟧",
            "mobileTAN: ⟦493027⟧",
            "kryptogramm=⟦123⟧",
            "puk1=⟦12345678⟧",
            "2FA: ⟦493027⟧",
            '"tfa":"⟦493027⟧"',
            '{"capacity":5,"pin_code":"⟦431184⟧"}',
        ),
        leaves=(
            "pin=13 mode=out",
            "otp_release=27",
            "GET /err?code=404",
            "status_code=493027",
            "error code: 4930",
            "otp_length=6",
            "verification_code_ttl=3600",
            "zip_code=94107",
            "cvv_result=M",
            "cvv=12345",
            "pin 4711 set high",
            '{"city":"Pune","pincode":"431184"}',
            '{"pincode":"431184","district":"Pune"}',
            "when pin is 4711",
            "pin code 431184 for delivery",
            "tan(4711)",
            "recovery_code=used-once",
            "expected_code=4829, code_sent=4829",
            "verification_code=sha256",
            "activation_code=NONE-SETS",
            "otp='2026-01-02'",
            "otp=77a12",
            "verification_code=29698889528",
            "verification_code=expired at4567",
            "verification_code=a1b2c",
            "auth_code=493027 amount=12.50",
            '{"card_type":"VISA","authorizationCode":"A7K2P9"}',
            "otp: expired",
            "user_code=493027",
            "Pin:1143.68W Vin:236.07V",
            "GET otp:7712",
            "delivery_code=DHL24",
            "type_code=493027",
            "gpio_pin=4930",
            "PIN: 560001, Karnataka",
            ";; MSG SIZE  rcvd: 357",
            '"DEL" "otp:7712"',
            "key=otp:7712 ttl=3",
            "otp:7712 -> x",
            "otp:7712 value=x",
            "otp:7712 deleted",
            "checking email code 493027",
            "pincode=560001",
            '{"city":"Pune","pin_code":"431184"}',
            "code 4930-2718 used",
            "Duplicate entry '493027' for key 'users.otp_count'",
            "cs1Label=otp cs12=493027",
        ),
    ),
)
