"""Codes in sentences, in many languages: `Your code is …`, `Ihr Code lautet …`, `验证码 …`.

A noun such as *code* directly before the digits is not enough. There must be an owner (*your*), the kind of code
(*verification*) or a verb (*sent*), and no word that gives it another meaning (*error*, *zip*).
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.one_time_code import keywords, phrases
from domain.redaction.detectors.one_time_code.linked import are_named
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# A code in a sentence.
_CANDIDATE = Pattern(
    # A colon may touch a code only behind an East Asian word (`認証番号:728491`), and a letter only as an escape.
    r"[0-9A-Z](?:(?<![\w./#$+-].)(?<![ -~]:.)|(?<=\\[nrt].))"
    # Devices also show consonants alone (RFC 8628, section 6.1).
    r"(?:[A-Z]?-\d{5,6}|\d\d[ -]\d{3}|\d{3}-\d{3}-\d{4}|\d\d-\d\d-\d{3}|(?=[A-Z-]*\d)[0-9A-Z]{3}-[0-9A-Z]{4}"
    r"|[B-DF-HJ-NP-TV-Z]{3}-[B-DF-HJ-NP-TV-Z]{4}"
    r"|(?=[A-Z]*\d)[0-9A-Z]{3,7}|(?=\d{0,7}[A-Z])(?=[A-Z]*\d)[0-9A-Z]{8,9})"
    r"(?![\w%-]|[.:/]\d|\s(?:ms|ns|us|bytes|rows|lines|times)\b)"
)
_BEFORE, _BEHIND = 88, 64
_ALPHANUMERIC = Pattern(r"[0-9A-Z]")
# Other groups of the same number, but not a date, a time or another number.
_MORE_DIGITS = Pattern(r"[ -](?!\d\d-\d\d\s|\d{4}-\d\d)\d\d(?:\d{0,2}[ -]\d|\d{1,2}(?!\d))")
_DIGITS_BEFORE = Pattern(r"\d[ -]?\d\d[ -]$")
# Between the codes of a list.
_NEXT = Pattern(r"""\s?["']?(?:,|;|/|\sand|\sor)\s?["']?""")


def _in_sentences(text: Text, _position: int) -> Iterator[Span]:
    last: re.Match[str] | None = None
    for match in _CANDIDATE.finditer(text.folded):
        start, end = match.span()
        if last and _shape(match) == _shape(last) and _NEXT.fullmatch(text.folded, last.end(), start):
            last = match
            yield start, end
            continue
        # `code sent to 415 555 0171`: longer runs of digits are not codes, nor is `4711,5`.
        if text.decoded[end : end + 1] == "," and text.folded[end + 1 : end + 2].isdigit():
            continue
        if _MORE_DIGITS.match(text.folded, end):
            continue
        before = text.before(start, _BEFORE, blanked=True)
        behind = text.decoded[end : min(text.value_at(start).end, end + _BEHIND)]
        if _DIGITS_BEFORE.search(text.folded, max(0, start - 4), start) and not phrases.may_be_first(behind):
            continue
        if phrases.may_name_code(before, behind) and are_named(before, match[0], behind):
            last = match
            yield start, end


def _shape(match: re.Match[str]) -> tuple[int, str]:
    """Return the length of a code and the signs in it, which are the same for all codes of a list."""
    return len(match[0]), _ALPHANUMERIC.sub("", match[0])


RULE = Rule(
    name="code-in-sentence",
    pattern=_in_sentences,
    keywords=keywords.SENTENCES,
    precheck=AnyMatch(keywords.SENTENCE_AND_CODE),
    takes=(
        "Your code is ⟦493027⟧",
        "Your verification code is ⟦493027⟧.",
        "⟦493027⟧ is your login code",
        "⟦G-493027⟧ is your Google verification code",
        "Use ⟦493027⟧ to sign in",
        "alarm disarmed with code ⟦4711⟧",
        "ada entered wrong code ⟦4711⟧",
        "verification code ⟦493027⟧ accepted",
        "one-time password: ⟦493027⟧",
        "OTP ⟦493027⟧ expires in 5 minutes",
        "Ihr Code lautet ⟦493027⟧",
        "您的验证码是⟦493027⟧",
        "認証コードは⟦493027⟧です",
        "인증번호 [⟦493027⟧]",
        "code ⟦493 027⟧ sent by text",
        "OTP ⟦493027⟧ for ada",
        "Your code is ⟦A7K2P9⟧",
        "2FA code ⟦493027⟧ for ada",
        "PIN code ⟦4821⟧ accepted",
        "code sent: ⟦493027⟧",
        "Verification code sent to ada@example.org: ⟦493027⟧",
        "OTP generated: ⟦493027⟧",
        "OTP for ada@example.org: ⟦493027⟧",
        "otp mismatch: ⟦493027⟧ != ⟦493028⟧",
        "expected otp ⟦493027⟧ got ⟦493028⟧",
        "authenticator code ⟦493027⟧",
        "Acme code: ⟦493027⟧. Valid for 5 minutes.",
        "PIN ⟦4930⟧ is incorrect",
        "pin entered: ⟦4930⟧",
        "Wrong PIN ⟦4930⟧ entered",
        "voicemail pin ⟦493027⟧",
        "Your access code for door 4 is ⟦8341⟧",
        "OTP generated => ⟦4930⟧",
        "got OTP value ⟦493027⟧",
        "Your code for shop.example is ⟦8341⟧",
        "security code entered (⟦839201⟧) does not match (⟦839202⟧)",
        "PIN changed from ⟦4930⟧ to ⟦4931⟧",
        "otp changed from '⟦493027⟧' to '⟦493028⟧'",
        "Storing teletan ⟦AZ5GKWMRDB⟧",
        "SIM PUK ⟦12345678⟧",
        "pairing code ⟦491-82-773⟧",
        "activation code ⟦A7K9-Q2M4⟧",
        "code ⟦4930⟧ for login",
        "Il codice OTP per confermare l'operazione è ⟦493027⟧",
        "⟦493027⟧ est votre code de confirmation",
        "⟦493027⟧ is your Login.gov one-time password.",
        "O seu código de acesso é: ⟦493027⟧",
        "Codul tău de verificare este ⟦493027⟧",
        "Vahvistuskoodisi on ⟦493027⟧",
        "Váš ověřovací kód je ⟦493027⟧",
        "Az Ön ellenőrző kódja: ⟦493027⟧",
        "Tek kullan\u0131ml\u0131k şifreniz ⟦493027⟧",
        "Код: ⟦4930⟧. Никому не сообщайте",
        "رمز التحقق الخاص بك هو ⟦493027⟧",
        "קוד האימות שלך הוא ⟦493027⟧",
        "आपका OTP है ⟦493027⟧",
        "mã xác nhận: ⟦493027⟧",
        "Ma xac thuc cua ban la ⟦493027⟧",
        "รหัส OTP ของคุณคือ ⟦493027⟧",
        "您的验证码为⟦493027⟧\uff0c5分钟内有效",
        "clave dinámica ⟦493027⟧",
        "Saisissez le code ⟦493027⟧",
        "Kodunuz ⟦493027⟧",
        "ACME: code ⟦493027⟧ — do not share",
        "bluetooth passkey ⟦493027⟧",
        "gift card PIN ⟦49302718⟧",
        "SIM PIN1 ⟦4930⟧ PUK1 ⟦49302718⟧",
        "TAN ⟦493027⟧ für Überweisung",
        "WhatsApp code ⟦493-027⟧",
        "authenticator token ⟦493027⟧ rejected",
        'text="Код: ⟦4930⟧"',
        "Код: ⟦4930⟧",
        "Your code: ⟦4930⟧ Do not give it to anyone",
        "Acme code: ⟦4930⟧ Do not give it to anyone",
        "Acme security: ⟦493027⟧. Valid for 10 minutes.",
        "認証番号:⟦493027⟧",
        "⟦493027⟧\uff08短信验证码\uff09",
        "⟦493027⟧ — ваш код для входа",
        "enter code ⟦BCDF-GHJK⟧ now",
        "PIN typed ⟦4930⟧ on terminal 2",
        "PIN entered ⟦4930⟧ on terminal 2",
        "pin set to ⟦4930⟧ by ada",
        "pin changed to ⟦4930⟧ by ada",
        "Your transaction PIN (TPIN) is ⟦4930⟧",
        "Your transaction PIN (TPIN): ⟦4930⟧",
        "login codes: ⟦493027⟧, ⟦493028⟧; ⟦493029⟧ or ⟦493030⟧",
        "login codes ⟦493027⟧, 49302 tries",
        "Seu código de verificação Acme: ⟦493027⟧",
        "Enter this code to confirm your address: ⟦493027⟧",
        "OTP generated for user 7712: ⟦828837⟧",
        "The code ⟦592817⟧ you entered is incorrect",
        "Customer PIN ⟦5928⟧ verified",
        "MFA token ⟦592817⟧ accepted",
        "code de vérification envoyé : ⟦908872⟧",
        "verification code ⟦493027⟧ used by ada",
        "Dear user, ⟦958701⟧ is OTP to login",
        "worker at 67/831 ⟦7995⟧ is your login code",
        "your code: ⟦58206⟧ 06-14 13:05:33",
        "your code: ⟦54117739⟧ 54966567 written",
        "your code: ⟦58206⟧ 13:05:33",
        "your code: ⟦58206⟧ 2026-06-14",
        '{"id":"a3","message":"code ⟦815239⟧ sent by sms"}',
        '{"msg":"Sending verification code","code":"⟦815239⟧"}',
        "<p>Your verification code is</p><h1>⟦482913⟧</h1>",
        "<td>Verification code</td><td>⟦482913⟧</td>",
        r'body="Your code is:\n\n⟦482913⟧\n\nThanks"',
        "typed ⟦482913⟧ into otp field",
        "To confirm, reply with ⟦482913⟧",
        "The code you requested is ⟦493027⟧",
        "Here is the code you asked for: ⟦482913⟧",
        "Enter passkey on device: ⟦482913⟧",
        "⟦482913⟧ is the one-time password (OTP) for transaction at Shop",
        "DO NOT share this code. Code ⟦482913⟧",
        "Kode verifikasi Gojek Anda: ⟦4829⟧",
        "smartcard PIN ⟦4829⟧ blocked",
        "smart lock guest code ⟦409565⟧ created",
        "smart lock guest code ⟦409-565⟧ created",
        "seu token é ⟦225412⟧",
        "su token es ⟦225412⟧",
        "Acme: código ⟦681698⟧ para autorizar",
        "kiosk PIN ⟦4829⟧",
        "DKB TAN ⟦388795⟧; mpin ⟦4930⟧ wrong; Geheimzahl der Karte lautet ⟦4930⟧",
        "BLIK ⟦493076⟧ confirmed",
        "Use ⟦771742⟧ to reset your password",
        "tu clave SMS es ⟦875627⟧",
        "Code ⟦656554⟧ is valid for 10 minutes",
        "Someone requested code ⟦837497⟧",
        "The code for your account is ⟦888543⟧",
        "Never give out this code: ⟦450895⟧",
        "Enter ⟦301536⟧ on the website to continue",
        "Use ⟦6828⟧ as Microsoft account security code",
        "⟦FB-40603⟧ is your Facebook confirmation code",
        "Your Apple Account code is: ⟦493027⟧",
        "Saisissez ⟦493027⟧ pour valider",
        "⟦493027⟧ adalah kode OTP Anda",
        "Votre code Acme est ⟦493027⟧, il tuo codice Acme è ⟦493027⟧",
        "Tu código de Acme es ⟦493027⟧, your code Acme is ⟦493027⟧, dein Code Acme ist ⟦493027⟧",
        "Su token de seguridad es ⟦493027⟧",
        "Maybank TAC ⟦493027⟧",
        "Никому не говорите код ⟦3173⟧!",
        "Token: ⟦527841⟧. Não compartilhe",
        "lock_pin for 0171 set to ⟦5413⟧",
        "user typed ⟦811084⟧ as otp",
        "otp entered by user = ⟦634613⟧",
        "code submitted ⟦622948⟧ expected ⟦527531⟧",
        "OTP match: ⟦567891⟧ == ⟦198170⟧",
        "mfa code stored ⟦828837⟧",
        "comparing otp ⟦493027⟧ with ⟦493028⟧",
        "otp in db: ⟦493027⟧, otp from user: ⟦493028⟧",
        "el código es ⟦493027⟧",
        "Geben Sie den Code ⟦493027⟧ ein",
        "mã của bạn là ⟦493027⟧",
        "kode anda: ⟦493027⟧",
        "あなたのコードは⟦493027⟧です",
        "Your code is:\n\n⟦493027⟧\n",
        "pairing code ⟦4930-271-8281⟧",
        "Ihre TAN für den Auftrag über 120,00 EUR lautet: ⟦493027⟧",
    ),
    leaves=(
        "exit code 1370",
        "error code received: 4711",
        "files sent: 493027",
        "verification code sent to 415 555 0171",
        "OTP for 00254 715 267387 expired",
        "Your error code is 4711",
        "your zip code is 94107",
        "lines of code: 4711",
        "code 4711 lines changed",
        "code is 4711 lines",
        "4711 is your order",
        "use 4711 as port",
        "the code is 80% covered",
        "promo code 4711 accepted",
        "Your customer code is 4711",
        "invalid code 4711 in packet",
        "Vendor-Code: 4148 8281 0760 2",
        "save with code: $1000 off today",
        "verification code 4711ms old",
        "login code 4711 rows",
        "Your activation code is 2026.11",
        "Check your code. 4711 lines changed",
        "verification code 404 4711 times",
        "your token 4711 expired",
        "code sent to 0664 47 45 38",
        "Your code coverage for module a is 8341",
        "code 4930 for module",
        "验证码493027,5",
        "Storing teletan AZ5GKWMRDBX",
        "status changed from 4930 to 4931",
        "Process exited with code 1370",
        "worker failed with the code 1370",
        "access code READ-ONLY",
        "verification code 123456789",
        "verification code ABCDEFGHIJ",
        "Your code for login. The count is 8341",
        "login code:493027",
        "Acme security: 493027 packages",
        "Ошибка. Код: 4930",
        "PIN (see manual 2) 4930",
        "SIM PIN12 4930",
        "otp:17 493027",
        "Your locker (PINx) 4930",
        "type_code=493027",
        "Promo: use code SAVE2026",
        "use 482100 to continue the sequence",
        "freed 961385 bytes 인증번호",
        "from port 38304 验证码\uff1aEXPIRED",
        "heap 26913 -> 34130 bytes ваш код",
        "entities with codes in the 2019 edition",
        "your code for 1234 4148 8281 0760",
        "your code: 4930 47 45 38",
        "your code: 4930 828",
        "OTP sms sent 4821",
        "typed 482913 into field",
        "ready, reply with 482913",
        "guest code 4095 created",
        "guest code 409565 lines",
        "code 409565 created",
        "wrong code 409565 in table",
        "your token 4711 is old",
        "GPIO PIN 4829",
        "SPIN 4829",
        "PIN 4829 times",
        "PIN 560001",
        "TAN 4829",
        "Use 4711 as build number",
        "Use 4711 as error code",
        "enter 4711 items to sell",
        "le code d'erreur est 4930",
        "the code is 493027",
    ),
)
