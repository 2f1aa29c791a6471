"""Passwords that a sentence states, in several languages: `Su contraseña temporal es …`, `wrong password "…"`.

The words of the sentences are in `words/secret_sentences.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.values import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import LETTER, Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("secret_sentences")
_ABOUT = frozenset(_WORDS["about"])


def _one_of(*sections: str) -> str:
    """Return a pattern for the words of some sections, the longest first."""
    words = dict.fromkeys(word for section in sections for word in _WORDS[section])
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _folded(word: str) -> str:
    """Return the word as it is in a folded text."""
    return "".join(character if character.isascii() else LETTER for character in word)


def _folded_words(*sections: str) -> str:
    return "(?:" + "|".join(_folded(word) for section in sections for word in _WORDS[section]) + ")"


_OPEN, _CLOSE = r"\\{0,7}[\"'`«„“]\s?", r"\s?\\{0,7}[\"'`»“”]"
_END = r"(?P<end>[.!]?(?=[ ]?(?:\\|(?m:$))))?"
_VALUE = r"(?P<value>[^\s\"'`«»„“”\\,;()<>]{3,63}[^\s\"'`«»„“”\\,;()<>.!])"
_QUOTED = rf"{_OPEN}{_VALUE}{_CLOSE}"
_PLAIN_OR_QUOTED = rf"(?:{_QUOTED}|{_VALUE.replace('value', 'plain')}{_END})"
_PASSWORD = Pattern(_one_of("passwords", "phrases"))
# What precedes the word: `new `, `falsches `.
_NEW = Pattern(rf"(?<!\w){_one_of('adjectives')}\s(?:\w{{1,16}}\s)?$")
_WRONG = Pattern(rf"(?<!\w){_one_of('wrong')}\s$")
# What follows it: an adjective, whose password it is, and the sign or verb before the value.
_OWNER = rf"\s(?:{_one_of('of')}|{_one_of('somebody')})(?:\s(?!from\s|by\s|at\s|on\s|via\s)[\w.@%'/-]{{1,64}}){{1,3}}?"
_CHANGED = rf"\s(?!{_one_of('topics')}\s)(?:[^\W\d]{{2,12}}\s){{0,2}}{_one_of('changed')}\s{_one_of('into')}\s"
# The verb may be at the end: `Passwort für ada auf … gesetzt`.
_VERB_LAST = rf"\sauf\s(?=\S{{4,66}}\s{_one_of('changed')})"
# `password has been generated: …`
_REPORTED = r"\s(?:[^\W\d]{1,12}\s){0,3}(?:generated|created|set|stdin|received|read)\s?:\s"
_STATED = Pattern(
    rf"(?P<new>\s{_one_of('adjectives', 'owners')})?(?P<owner>{_OWNER})?"
    rf"(?:(?P<changed>{_CHANGED}|{_VERB_LAST}|{_REPORTED})|\s?[:=]\s?|\s(?:{_one_of('is')}|(?<=hasło\s)to)\s?:?\s){_PLAIN_OR_QUOTED}"
)
_REJECTED = Pattern(rf"\s{_one_of('wrong-behind')}\s?(?:[:=]\s?)?(?:{_QUOTED}|{_VALUE.replace('value', 'plain')})")
_ENTERED = Pattern(
    rf"\s(?:you\s)?(?:entered|provided|supplied|typed|given|submitted|tried|received)\s(?:was\s)?[\s(:\"'`\\]+{_VALUE}[)\"'`\\]"
)
_AFTER_WRONG = Pattern(rf"(?:\sattempt)?(?:\sfor\s[\w.@-]{{1,64}})?\s?:?\s{_QUOTED}")
_LONGEST_BEFORE = 48


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    lower = text.decoded.lower()
    if len(lower) != len(text.decoded):
        return
    for word in _PASSWORD.finditer(lower):
        low, high, _ = text.value_at(word.start())
        before = lower[max(low, word.start() - _LONGEST_BEFORE) : word.start()]
        if before[-1:].isalpha():
            continue
        match, is_new = _sentence(lower, word.end(), high, before)
        if match is None:
            continue
        group = "plain" if match.groupdict().get("plain") else "value"
        start, end = match.span(group)
        may_be_word = group != "plain" or (is_new and match["end"] is not None)
        if _is_stated(text.decoded[start:end], may_be_word=may_be_word):
            yield start, end
        else:
            text.leave(start, end, "after these words, it has no form of a password")


def _sentence(lower: str, start: int, end: int, before: str) -> tuple[re.Match[str] | None, bool]:
    """Return the match after the word for a password, and whether the sentence states a new password.

    A new password may be any word, if the sentence ends after it.
    """
    if match := _STATED.match(lower, start, end):
        is_new = match["new"] is not None or _NEW.search(before) is not None
        if is_new or match["owner"] or match["changed"]:
            return match, is_new
    if match := _REJECTED.match(lower, start, end) or _ENTERED.match(lower, start, end):
        return match, False
    return (_AFTER_WRONG.match(lower, start, end), False) if _WRONG.search(before) else (None, False)


# `パスワードは…です`: between words of a script without spaces, the password is the text in Latin letters.
_WITHOUT_SPACES = Pattern(
    rf"{_one_of('without-spaces')}\s?[是为為は는은가이:\uff1a]\s?(?:{_OPEN})?(?P<value>[!-&(-+\--~]{{4,64}})"
)


def _without_spaces(text: Text, _position: int) -> Iterator[Span]:
    for match in _WITHOUT_SPACES.finditer(text.decoded):
        if LETTERS_AND_DIGITS.match(match["value"]) and is_password(match["value"]):
            yield match.span("value")


def _is_stated(value: str, *, may_be_word: bool) -> bool:
    if not is_password(value) or names_something_else(value) or value.lower() in _ABOUT:
        return False
    return may_be_word or LETTERS_AND_DIGITS.match(value) is not None


_KEY = Pattern(
    r"(?i:\b(?:(?:auth|authorization|device)\scode|(?:sign|encrypt|decrypt)\w{0,4}\s(?:with\s|using\s)?(?:the\s)?key|full\skey"
    r"|(?:api|access|secret)\skey(?:\sprovided)?\s?:)\W{0,3}\b)(?P<value>[0-9A-Za-z_./+-]{15,128}[0-9A-Za-z_/+-]={0,2})(?![0-9A-Za-z])"
)
_OPAQUE = Pattern(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)|(?=[0-9]*[a-f])[0-9a-f]{32,}$")
_PRODUCT_KEY = Pattern(
    r"(?i:product|licen[sc]e|activation|serial|cd)\s(?i:key)\W{1,3}(?P<value>[0-9A-Z]{4,6}(?:-[0-9A-Z]{4,6}){2,7})(?![0-9A-Za-z-])"
)


def _is_key(value: str) -> bool:
    return _OPAQUE.match(value) is not None and not names_something_else(value)


_PLAIN_PASSWORD = _folded_words("passwords", "phrases")

RULES = (
    Rule(
        name="set-in-file",
        pattern=Pattern(r"(?i)\bsetting\s[\w.-]{0,40}password\sto\s(?P<value>[^\s\"'\\,;]{3,64})\sin\s[\w.-]{0,64}/"),
        valid=is_password,
        source="What the containers of game servers print when they write a configuration.",
        keywords=("password to ",),
        takes=("[init] Setting rcon.password to ⟦letmein⟧ in /data/server.properties",),
        leaves=(
            "setting password to expire in 30 days",
            "setting password to $PW in /data/x",
            "resetting password to letmein in /x",
        ),
    ),
    Rule(
        name="sentence",
        pattern=_passwords,
        keywords=tuple(f"{_folded(word)}[: =]" for word in (*_WORDS["passwords"], *_WORDS["phrases"])),
        precheck=AnyMatch(
            rf"{_folded_words('adjectives', 'wrong')} (?:[^ ]+ )?{_PLAIN_PASSWORD}[: =]"
            rf"|{_PLAIN_PASSWORD} (?:you )?(?:enter|provi|suppl|type|given|submi|tried|recei"
            rf"|{_folded_words('adjectives', 'owners', 'wrong-behind')})"
            rf"|{_PLAIN_PASSWORD} {_folded_words('of', 'somebody')} (?:[^ :=]+ )?(?:[^ :=]+ )?[^ :=]+"
            rf"(?: ?[:=]| {_folded_words('is')})"
            rf"|{_PLAIN_PASSWORD} (?:[^ ]+ )?(?:[^ ]+ )?(?:[^ ]+ )?(?:[^ ]+ )?"
            rf"(?:auf |{_folded_words('changed')} {_folded_words('into')} "
            "|(?:generated|created|set|stdin|received|read) ?:)"
        ),
        takes=(
            "your temporary password is ⟦letmein⟧",
            "Your new password is: ⟦Hunter22⟧",
            r"new password: ⟦letmein⟧\nnext",
            "new password: ⟦letmein⟧\nnext",
            "Ihr neues Passwort lautet ⟦letmein⟧.",
            "Votre mot de passe provisoire est : ⟦Hunter22⟧",
            "mot de passe administrateur : ⟦hunter22⟧",
            "su nueva contraseña es ⟦letmein⟧",
            "contraseña temporal: ⟦letmein⟧",
            "contraseña del usuario juan: ⟦hunter22⟧",
            "La tua password provvisoria è ⟦hunter22⟧",
            "nowe hasło to ⟦letmein⟧",
            "hasło użytkownika zofia: ⟦hunter22⟧",
            "Kennwort für Benutzer ada: ⟦hunter22⟧",
            "Passwort für ada auf ⟦hunter22⟧ gesetzt",
            "the password for the database is ⟦hunter22⟧",
            "password of ada was reset to ⟦hunter22⟧",
            "Enter passphrase for key '/k': ⟦hunter22⟧",
            "A one-off password has been generated: ⟦hunter22⟧",
            "senha do usuário maria alterada para ⟦hunter22⟧",
            "password for ada set to '⟦letmein⟧'",
            'The admin password has been reset to "⟦letmein⟧".',
            "password temporary=⟦hunter22⟧",
            "Passwort falsch: ⟦hunter22⟧",
            "mot de passe incorrect “⟦letmein⟧”",
            "The password you entered (⟦letmein⟧) is not correct",
            'password supplied was "⟦letmein⟧"',
            'wrong password "⟦letmein⟧" from ada',
            'Failed password attempt for ada: "⟦letmein⟧"',
            'Falsches Passwort "⟦letmein⟧" für ada',
        ),
        leaves=(
            "your password is incorrect",
            "your new password is too short",
            "Your password is about to expire",
            "your new password is letmein and more",
            "your new password is: $PASS",
            "contraseña temporal: index.html",
            "the password is letmein",
            "Failed password for ada from 2001:76c7:5bfc:cf1b:dc70:98d1:3f96:1688 port 5097 ssh2",
            "password for ada set to expire",
            "Passwort falsch: letmein",
            "wrong password from ada",
            'password "letmein";',
            "renew password is letmein",
            'notwrong password "letmein"',
            "Passwort für ada auf Server22 geprüft",
            "su nueva contraseña es incorrecta",
            "new password to letmein",
            "passphrase to given 'letmein'",
            "nopassword for ada: hunter22",
            "password expiry changed to 'letmein'",
        ),
    ),
    Rule(
        name="sentence-without-spaces",
        pattern=_without_spaces,
        keywords=("[\xa4\xe9][\xa4\xe9][ :\"'`\xb7]*[!-~][!-~][!-~]",),
        takes=("パスワードは⟦Hunter22⟧です", "密码是⟦Hunter22⟧", "비밀번호는 ⟦Hunter22⟧입니다", "密码：“⟦Hunter22⟧”"),  # noqa: RUF001 - as Chinese writes them
        leaves=("パスワードはhunterです", "密码是${PASS1}", "路径是Hunter22", "密码在Hunter22"),
    ),
    Rule(
        name="key-in-sentence",
        pattern=_KEY,
        valid=_is_key,
        keywords=(
            "(?:auth|authorization|device) code[^0-9a-z]",
            "(?:sign|crypt)[a-z]* (?:with |using )?(?:the )?key ",
            "full key ",
            "(?:api|access|secret) key(?: provided)? ?:",
        ),
        takes=(
            "auth code ⟦aB1«alnum:24»⟧ exchanged",
            "device code: ⟦aB1«alnum:24»⟧",
            "authorization code: ⟦aB1«alnum:24»⟧",
            "signing with key ⟦«hex:40»⟧",
            "encrypted using the key ⟦aB1«alnum:24»⟧",
            "API key; full key ⟦aB1«alnum:24»⟧",
            "Incorrect API key provided: ⟦aB1«alnum:24»⟧. See the page",
            "API key:⟦«hex:32»⟧ is invalid",
        ),
        leaves=(
            "auth code missing-in-the-request-of-user",
            "signing with key of-the-first-tenant-in-eu",
            "signing with key uploads/Report2026-Final.csv",
            "monkey: aB1«alnum:24»",
            "signing with key ab1234567890123456789cdef",
            "signing with key AB1234567890123456789CDEF",
            "signing with key AbcdefGhijklmnOpqrsTuvwxyz",
            "signing with key 41555526714155552671415555267141",
            "signing with key aB1«alnum:140»",
            "preauth code aB1«alnum:24» or auth codeaB1«alnum:24»",
            "cache miss for the key: «hex:32»",
        ),
    ),
    Rule(
        name="product-key",
        pattern=_PRODUCT_KEY,
        keywords=("(?:product|licen[sc]e|activation|serial|cd) key[^0-9a-z]",),
        takes=("product key: ⟦H7JKQ-1MCLQ-IAGKJ-YR3V7⟧", "Using license key ⟦AB12-CD34-EF56⟧"),
        leaves=("product key: ABCDE", "serial key H7JKQ-1MCLQ-IAGKJ-x", "H7JKQ-1MCLQ-IAGKJ"),
    ),
    Rule(
        name="app-specific-password",
        pattern=Pattern(
            r"(?i:app(?:lication)?[- ]specific\spassword)\W{1,3}(?P<value>[a-z]{4}(?:-[a-z]{4}){3})(?![\w-])"
        ),
        source="Apple: four groups of four letters.",
        keywords=("[- ]specific password",),
        takes=("app-specific password ⟦fwen-ktkg-skbu-htbk⟧", "Application Specific password: ⟦fwen-ktkg-skbu-htbk⟧"),
        leaves=("app-specific password required", "app-specific password fwen-ktkg-skbu-htbk-x", "fwen-ktkg-skbu-htbk"),
    ),
)
