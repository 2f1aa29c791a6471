"""Codes in commands: `SET otp:17 493027 EX 300`, `INSERT INTO otps VALUES (17, '493027')`, `AT+CLCK="SC",1,"4711"`."""

from domain.redaction.detectors.one_time_code import keywords
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch

_NAME = rf"(?:{keywords.SUBJECT}|sms|verif(?:y|ications?)|one_?time|login)"
_DIGITS = r"(?P<value>\d{4,8})"
_END = r"(?![\w.-])"
_PART = r"[\w:.@{}+-]{0,48}"
# A key in which a colon follows the name: `otp:17`, `sms:code:17`, `verify_code:17`.
_KEY = rf"(?:{_PART}[:._-])?{_NAME}(?:[:._-]?codes?)?:(?![^\s\"']{{0,24}}(?:count|attempt|limit)){_PART}"
# Memcached: `set sms_code_17 0 300 6 493027`
_STORED = r"set\s\w{0,24}(?:sms|otp)(?:_codes?)?_\d{1,10}\s"
# `SET otp:17 `, `otp:17 -> `, `otp:17 value=`, `HSET verify:7 code `: a command or its report, up to the value.
_SET = rf"(?:p?setex|setnx|getset|set|put)[\"']?\s{{1,2}}[\"']?{_KEY}[\"']?\s{{1,2}}"
_REPORTED = r"[\"']?(?:\s(?:[=-]>|=)\s|\svalue=)"
_HSET = rf"hset[\"']?\s[\"']?{_KEY}[\"']?\s[\"']?\w{{1,16}}[\"']?\s"
_LIFETIME = r"(?:[\"']?\d{1,7}[\"']?\s{1,2}){0,3}"
# A table in a statement of SQL: `otps`, `app.email_verifications`.
_TABLE = rf"[\"'`]?(?:[\w.]{{0,32}}[._])?{_NAME}s?(?:_\w{{0,16}})?[\"'`]?"
_DEVICE_CODE = r"(?:[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9A-Z]{8,9})"
# The verification value of a card in a sentence, and what may be said of it before the digits.
_CARD_VALUE = (
    r"(?<![a-z])(?:cvv2?|cvc2?|cvn|csc|c[o\xe9]digo de segur[a-z\xe9]{3,4}|codice di sicurezza|code de s.curit."
    r"|(?:[34]|three)[ -]digit (?:security code|code on the back)"
    r"|(?:security code|sicherheitscode|pr.f(?:ziffer|nummer))\s(?:on|der)\s(?:the\s)?(?:card|karte)"
    r"|(?:card\s|\d\d/\d\d,?\s)code on the back)"
)
_SAID_OF_IT = (
    r"(?:\)|\s(?:de la tarjeta|do cart\xe9o|della carta|de la carte))?"
    r"(?:\s(?:mismatch|incorrect|invalid|wrong|entered|changed|provided|received|code|number|is|was|to|from)){0,3}"
    r"(?:\s(?:by|of|from)\s(?:the\s)?[a-z]{2,12}(?=:))?"
)
_NOT_COUNTED = r"(?![\w%-]|[.:/]\d|\s(?:requests|checks|attempts|times|cards))"

RULES = (
    Rule(
        name="code-in-redis",
        pattern=Pattern(rf"(?i)\b(?:{_SET}|{_STORED}|{_KEY}{_REPORTED}|{_HSET}){_LIFETIME}[\"']?{_DIGITS}{_END}"),
        keywords=(
            rf"(?:{keywords.SUBJECT}|sms|verify|verifications?|one_?time|login|codes?):[0-9a-z@+{{]",
            "code_[0-9]+ [0-9]+ [0-9]",
        ),
        precheck=AnyMatch(
            rf"hset|set(?:ex|nx)?[\"']?\s+[\"']?[^\s\"']*{_NAME}[^\s\"']*[\"']?\s+[\"']?[0-9]"
            rf"|put [^ ]*{_NAME}[^ ]* [0-9]|{_NAME}[^\s\"']*[\"']?(?: [=-]> | = | value=)[\"']?[0-9]"
        ),
        takes=(
            "SET otp:17 ⟦493027⟧ EX 300",
            "SETEX verify_code:ada 300 ⟦4930⟧",
            'set "sms:code:17" "⟦493027⟧" "EX" "300"',
            "SET verification:17 ⟦493027⟧",
            "SET verifications:17 ⟦493027⟧",
            "SET verify:17 ⟦493027⟧",
            "otp:7712 -> ⟦870073⟧",
            "key=otp:7712 value=⟦870073⟧",
            "verify:1 -> ⟦870073⟧",
            "PUT sms:code:login:311 ⟦482910⟧ EX 300",
            'cache put "2fa:311" = ⟦559102⟧ ttl 300',
            "otp:7712 => '⟦870073⟧'",
            "memcached set sms_code_311 0 300 6 ⟦448291⟧, set user_otp_code_311 0 300 6 ⟦448291⟧",
            "verification:1 -> ⟦870073⟧",
            "verifications:1 value=⟦870073⟧",
            "HSET verify:7 code ⟦870073⟧",
            "HSET verification:7 code ⟦870073⟧",
            "HSET otp:7 code ⟦870073⟧",
            "psetex app:login:+15551234 300000 ⟦493027⟧",
        ),
        leaves=(
            "SET otp:17 493027.5",
            "SET otp:count:17 493027",
            "HSET otp:count:7 code 870073",
            "otp:7:attempts -> 4930",
            "SET order:17 493027 EX 300",
            "RESET otp:17 493027",
            "SET otpx:17 493027",
            "INCR otp:count:7 => 448291",
            "set otp_timeout 300000",
            "SET otp:17 ABC123",
        ),
    ),
    Rule(
        name="code-in-insert",
        pattern=Pattern(rf"(?i)\binto\s{_TABLE}\s{{1,4}}values\s?\([^()]{{0,80}}?['\"]{_DIGITS}['\"]"),
        keywords=(*keywords.SUBJECTS, "verif", "sms"),
        values=(r"values\s?\(",),
        takes=(
            "INSERT INTO otp_codes VALUES (3, '⟦524452⟧')",
            "INSERT INTO verify_codes VALUES ('⟦524452⟧')",
            "insert into app.email_verifications values(7,'⟦4930⟧')",
        ),
        leaves=(
            "INSERT INTO orders VALUES (3, '524452')",
            "INSERT INTO otp_codes VALUES (3, 'x524452')",
            "INSERT INTO otp_codes VALUES (3, now('1'), '524452')",
            "copied into otp_codes 524452",
            "xinto otp_codes values (3, '524452')",
        ),
    ),
    Rule(
        name="code-in-query",
        pattern=Pattern(
            rf"(?i)\b(?:from|update)\s{_TABLE}\s"
            rf"[^;\n]{{0,96}}?\bcode[\"'`]?\s?=\s?['\"]{_DIGITS}['\"]"
        ),
        keywords=(*keywords.SUBJECTS, "verif", "sms", "login"),
        values=(r"code[\"'`]?\s?=\s?['\"][0-9]",),
        takes=(
            "SELECT * FROM otps WHERE code = '⟦592817⟧' AND user_id = 17",
            "update app.email_verifications set used = 1 where user_id = 17 and `code`='⟦592817⟧'",
            "DELETE FROM login_codes WHERE code='⟦592817⟧'",
            "select 1 from verify_codes where code='⟦592817⟧'",
        ),
        leaves=(
            "SELECT * FROM orders WHERE code = '592817'",
            "SELECT * FROM otps WHERE barcode = '592817'",
            "SELECT * FROM otps; SELECT 1 FROM x WHERE code = '592817'",
            "SELECT * xfrom otps WHERE code = '592817'",
        ),
    ),
    Rule(
        name="code-for-device",
        pattern=Pattern(
            rf"(?:[Ee]nter\s(?:the\s)?code\s(?={_DEVICE_CODE}\sat\shttp)"
            rf"|https?://\S{{1,64}}\s[^\n:.]{{0,24}}enter\s(?:the\s)?code:?\s)(?P<value>{_DEVICE_CODE})(?![\w-])"
        ),
        keywords=("enter (?:the )?code:? ",),
        source="RFC 8628, section 3.3, as command-line tools of cloud vendors write it.",
        takes=(
            "To sign in, open https://a.example/device and enter the code ⟦FHILABWFQ⟧ to authenticate.",
            "enter the code ⟦FHILABWF⟧ at http://a.example/device",
            "Enter code ⟦FHIL-ABWF⟧ at https://a.example/device",
            "go to https://a.example/device and enter code ⟦SHZF-SQEX⟧",
            "visit https://a.example/device and enter the code: ⟦SHZF-SQEX⟧",
        ),
        leaves=(
            "Enter code READ-ONLY at once",
            "enter the code FHILABW to authenticate",
            "go to https://a.example/x and enter code READ-ONLY2",
            "enter code fhil-abwf at https://a",
        ),
    ),
    Rule(
        name="value-behind-card",
        # The number of a card, its expiry, and its verification value: `4…|12|27|123`, `4… 12/27 123`.
        pattern=Pattern(
            r"[3-6](?<![\w.-].)\d{3}(?:-?\d{4}){2}-?\d{3,4}(?P<sign>[|:;, ])(?:0[1-9]|1[0-2])[|/:;]?(?:20)?\d\d"
            r"(?P=sign)(?P<value>\d{3,4})(?![\w.-])"
        ),
        shapes=(r"[0-9]{3}[|:;, ][01][0-9][|/:;]?[0-9]{2,4}[|:;, ][0-9]{3}",),
        takes=(
            "4693272897564174|12|27|⟦123⟧",
            "cc 4705-1438-9296-3727 12/2027 ⟦123⟧ ok",
            "378282246310005:0927:⟦1234⟧",
        ),
        leaves=(
            "4693272897564174|13|27|123",
            "4693272897564174|12|27|12345",
            "4693272897564174|12|27|123.5",
            "4693272897564174|12|27,123",
            "x4693272897564174|12|27|123",
            "9693272897564174|12|27|123",
            "6465 7465 7374 0174 0174 0161 0c3f",
        ),
    ),
    Rule(
        name="code-of-yubikey",
        pattern=Pattern(r"c(?<![\w-].)c{3}(?!c+\b)[cbdefghijklnrtuv]{28,44}(?![\w-])"),
        shapes=("cccc[cbdefghijklnrtuv]{12}",),
        source="Yubico OTP: up to 16 letters of an identifier, which begins with `cccc`, and 32, all of modhex.",
        takes=("otp ⟦ccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugded⟧ replayed",),
        leaves=(
            "cccccccccccccccccccccccccccccccccccccccc",
            "otp ccccccbcgujhingjrdejhgfnuetrgig",
            "otp ccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugdedccccc",
            "otp cccaccbcgujhingjrdejhgfnuetrgigvejhhgbkugded",
            "otp xccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugded",
            "otp ccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugdea",
        ),
    ),
    Rule(
        name="code-for-domain",
        # `493027 is your code. @www.example.com #493027`
        pattern=Pattern(
            r"(?im)(?:\bcode\b[^\n]{0,96}\s|^)@[\w-]+(?:\.[\w-]+)+\s#"
            r"(?P<value>\d[0-9A-Z]{3,9})(?![\w-])",
        ),
        keywords=("[a-z][a-z] #[0-9]",),
        precheck=AnyMatch(r"(?:code.* |^|\n)@[a-z0-9.-]+ #"),
        source="WICG: origin-bound one-time codes delivered via SMS.",
        takes=("482913 is your code. @www.example.com #⟦482913⟧", "hello\n@example.com #⟦339102⟧\n"),
        leaves=(
            "thanks @www.example.com #482913",
            "@example.com #abc12345",
            "codec @www.example.com #482913",
            "barcode @www.example.com #482913",
            "code @www.example.com #482913-1",
            "code @www.example.com #482",
            "code @www #482913",
        ),
    ),
    Rule(
        name="value-of-card-in-sentence",
        pattern=Pattern(rf"(?i){_CARD_VALUE}{_SAID_OF_IT}\s?[:=]?\s?[\"'(\[]?(?P<value>\d{{3,4}}){_NOT_COUNTED}"),
        keywords=(
            "cvv",
            "cvc",
            "cvn",
            "(?:^|[^a-z])csc",
            "digo de segur",
            "codice di sic",
            "code de s.curit",
            "(?:[34]|three)[ -]digit ",
            "security code on",
            "code der karte",
            "(?:ziffer|nummer) der karte",
            "code on the back",
        ),
        precheck=AnyMatch(
            r"(?:cvv|cvc|cvn|csc|segur|sicurezza|s.curit|digit|on (?:the )?card|karte|the back)[^\n]*[ (\[:=][0-9]{3}"
        ),
        takes=(
            "cvv mismatch: ⟦123⟧",
            "CVV incorrect (⟦446⟧)",
            "cvv changed to ⟦123⟧",
            "Prüfziffer (CVC) ⟦771⟧",
            "cvv entered by the agent: ⟦619⟧",
            "security code on card: ⟦619⟧, security code on the card ⟦619⟧",
            "Sicherheitscode der Karte: ⟦619⟧, Prüfziffer der Karte ⟦619⟧, Prüfnummer der Karte: ⟦619⟧",
            "exp 04/29, code on the back ⟦619⟧, card code on the back: ⟦619⟧",
            "código de seguridad de la tarjeta: ⟦331⟧",
            "código de segurança do cartão: ⟦331⟧",
            "codice di sicurezza della carta: ⟦331⟧, code de sécurité de la carte : ⟦331⟧",
            "cvc [⟦123⟧] and cvn ⟦123⟧",
            "código de seguridad ⟦336⟧",
            "codice di sicurezza ⟦283⟧",
            "three-digit code on the back: ⟦737⟧",
            "3-digit security code: ⟦737⟧",
        ),
        leaves=(
            "cvv length 123",
            "cvv of batch 123",
            "3-digit code 404 returned",
            "cvv check failed (402)",
            "xcvv 123",
            "cvv 12345",
            "cvv 123.5",
            "cvv 100 requests",
        ),
    ),
    Rule(
        name="pin-of-mailbox",
        pattern=Pattern(
            r"(?i)\bpassword\s(?:(?<=mailbox\s\d{4}\sentered\spassword\s)|(?<=mailbox\s\d{4}\spassword\s)"
            rf"|(?=\d+\sfor\smailbox\s\d)){_DIGITS}{_END}"
        ),
        keywords=("mailbox [0-9]",),
        precheck=AnyMatch("password [0-9]{4}"),
        takes=(
            "mailbox 7001 password ⟦8821⟧",
            "mailbox 2001 entered password ⟦4821⟧",
            "VoicemailMain: password ⟦9672⟧ for mailbox 4021",
        ),
        leaves=(
            "mailbox 2001 entered password 4821.5",
            "mailbox 2001: password 4821 days old",
            "mypassword 9672 for mailbox 4021",
            "password 967 for mailbox 1",
        ),
    ),
    Rule(
        name="pin-of-sim",
        pattern=Pattern(
            rf"(?:[A]T\+C(?:PIN=|LCK=\\*\"[A-Z]{{2}}\\*\",\d,)\\*\"?|\"(?<=AT\+CPIN=\"\d{{8}}\"),\"){_DIGITS}{_END}"
        ),
        keywords=(r"at\+c(?:pin|lck)=",),
        source="3GPP TS 27.007: the commands +CPIN and +CLCK of modems.",
        takes=('AT+CLCK="SC",1,"⟦4711⟧"', 'AT+CPIN="⟦4711⟧"', "AT+CPIN=⟦12345678⟧", 'AT+CPIN="⟦12345678⟧","⟦4711⟧"'),
        leaves=("AT+CPIN?", 'AT+CPIN? "","4711"', 'AT+CLCK="SC",2', "AT+CSQ=4711", "AT+CPIN=4711-1"),
    ),
)
