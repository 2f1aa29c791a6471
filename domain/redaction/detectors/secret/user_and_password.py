"""Passwords after their users: `id/pw: ada/…`, `login as ada with password …`, `trying login with ada:…`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.detectors.signs import ASSIGNS_VALUE, MESSAGE_END
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("secret_sentences")
_CREDENTIAL_NOUNS, _USER_NOUNS, _JOINS, _PASSWORD_NOUNS = (
    f"(?:{'|'.join(_WORDS[section])})" for section in ("credentials", "user-nouns", "joins", "password-nouns")
)
_USER = r"(?P<user>[\w.@+-]{1,40})"
# `id/pw: ada/…`, `username/password are ada/…`, `login/password for db1 (ada/…`
_NAMES = r"(?:id|user(?:[ _]?name)?|login|account)\)?\s?[/&,:|]\s?\(?(?:pw|p/w|pwd|pass(?:word|wd)?)\)?"
_SIGN = r"(?P<sign>\s?(?:->|[-:=(])\s?|\s(?:are\s)?|\sfor\s\w{1,24}\s\()"
_PAIR = Pattern(
    rf"(?i)(?<![0-9a-z]){_NAMES}{_SIGN}{_USER}(?P<between>\s?[/:,(]\s?|\s-\s)"
    r"(?P<value>[^\s/(),\"'\\]{3,64}+)(?!\()"
)
# Users that nothing else is called.
_ACCOUNTS = ("admin", "administrator", "root", "guest", "postgres", "sa")
# `Default credentials: ada/…`, `Zugangsdaten: ada / …`
_LOGIN = r"login\s(?:with|is|was)|(?:imap|smtp|ftp|invalid|failed|bad)\slogin|relayhost\sauth"
_CREDENTIALS = Pattern(
    rf"(?i)(?:{_CREDENTIAL_NOUNS}|{_LOGIN})(?P<sign>\s?[:=]\s?|\s\(?){_USER}(?P<between>\s?[/:]\s?)"
    rf"(?P<value>[^\s/(),\"'\\]{{4,64}})(?P<end>{MESSAGE_END})?"
)
# `(ID)ada/(PW)…`
_IN_BRACKETS = Pattern(
    rf"(?i)\((?:id|user|login)\)\s?[:=]?\s?{_USER}\s?[/,]?\s?"
    r"\((?:pw|password)\)\s?[:=]?\s?(?P<value>[^\s/(),\"'\\]{3,64})"
)


def _together(text: Text, _position: int) -> Iterator[Span]:
    yield from sorted({*_named_together(text), *_named_credentials(text), *_named_in_brackets(text)})


def _named_in_brackets(text: Text) -> Iterator[Span]:
    for match in _IN_BRACKETS.finditer(text.folded):
        if _is_password(match["user"], match["value"], assigned=True):
            yield match.span("value")


def _named_credentials(text: Text) -> Iterator[Span]:
    for match in _CREDENTIALS.finditer(text.folded):
        start, end = match.span("value")
        value = text.blanked()[start:end].rstrip(".;:")
        # In `credentials: secret_key_base: …`, the first word is the name of a secret and not a user.
        # `Invalid login: ada / letmein`, but `credentials: vault/default`
        is_pair = match["sign"].strip() == ":" and match["between"] == " / " and match["end"] is not None
        is_pair = is_pair or match["user"].lower() in _ACCOUNTS
        if NAMES.of_key(match["user"]) is None and _is_password(match["user"], value, assigned=is_pair):
            yield start, start + len(value)


def _named_together(text: Text) -> Iterator[Span]:
    for match in _PAIR.finditer(text.folded):
        start, end = match.span("value")
        value = text.blanked()[start:end].rstrip(".;:")
        if _is_password(match["user"], value, assigned=_is_assigned(match)):
            yield start, start + len(value)


def _is_assigned(match: re.Match[str]) -> bool:
    return match["sign"].strip() in (":", "=") and match["between"].strip() in ("/", ":", ",")


def _is_password(user: str, value: str, *, assigned: bool) -> bool:
    """Return whether the value is a password.

    Without a sign before the user, as in `login/password are wrong/missing`, the value needs digits.
    """
    if is_reference(user) or is_reference(value) or value.isdigit():
        return False
    return (assigned and not value.endswith("ed")) or user == value or LETTERS_AND_DIGITS.match(value) is not None


# `login as ada with password …`, `user ada, password …`
_QUOTE = r"\\*[\"'`]?"
_NAMED_USER = rf"{_USER_NOUNS}(?:\s?[:=]\s?|\s(?:as\s)?){_QUOTE}(?P<user>[\w.@\\-]{{1,64}}){_QUOTE}"
_ONE_AFTER_THE_OTHER = Pattern(
    rf"(?i){_NAMED_USER}(?:,\s|\s{_JOINS}\s)(?:the\s)?{_PASSWORD_NOUNS}\s(?:is\s)?"
    rf"{_QUOTE}(?P<value>[^\s\"'`\\,;()<>:=]{{4,64}})"
)
_NOT_USERS = frozenset(_WORDS["not-users"])
_NOUNS = frozenset(_WORDS["nouns"])


def _after_users(text: Text, _position: int) -> Iterator[Span]:
    for match in _ONE_AFTER_THE_OTHER.finditer(text.folded):
        value = match["value"].rstrip(".!?")
        if match["user"].lower() not in _NOT_USERS and value.lower() not in _NOUNS and is_password(value):
            yield match.start("value"), match.start("value") + len(value)


_BEHIND_USER = Rule(
    name="password-behind-user",
    pattern=_after_users,
    keywords=(f"[, ]{_PASSWORD_NOUNS} [^ ]",),
    precheck=AnyMatch(rf"{_USER_NOUNS}[ :=][^\n]*(?:,|{_JOINS}) (?:the )?{_PASSWORD_NOUNS}"),
    takes=(
        "Authenticating principal ada with credential ⟦letmein⟧",
        "login as ada with password ⟦letmein⟧ failed",
        "You can log in with username admin and password ⟦letmein⟧.",
        "user 'ada' with the password '⟦letmein⟧' accepted",
        "user ada, password ⟦letmein⟧, host db1",
        "Benutzer ada mit Passwort ⟦letmein⟧",
        "utilisateur ada avec mot de passe ⟦letmein⟧",
        "user=ada, pw ⟦letmein⟧",
    ),
    leaves=(
        "login as ada with password authentication",
        "user ada with password file: a",
        "username and password fields",
        "user and password letmein",
        "user ada has no password letmein",
        "users ada, password $PASS",
        "user ada with password expired",
        "user ada with password manager",
    ),
)
# Only the first verbs need no digit in the password: `logged in as ada:admin` names a role.
_PAIRS = "login|credentials?|creds|account|combination|pair"
_TRIES = f"(?:trying|tried|testing|tested|attempting) (?:the )?(?:{_PAIRS}) (?:with )?"
_HAVING = r"(?:creds|basic auth|(?:valid|found|cracked) credentials)[\s:=>-]{1,4}|auth attempt (?:\w{1,16} )?"
_WEAK = "(?:logging in|logged in|log in|login) (?:as|with) |(?:web|pap|chap) login |failed for |please use "
_VERBS = f"(?:{_TRIES}|{_HAVING}|(?P<weak>{_WEAK}))"
# Tools that test for passwords: `[+] 10.0.0.5 CORP\\ada:…`
_SUCCESS = r"\[\+\]\s(?:\S{1,64}\s)?[\w.-]{1,40}\\{1,2}"
_TRIED = Pattern(
    rf"(?i)(?:\b{_VERBS}|{_SUCCESS})(?P<user>[\w.@-]{{1,40}})(?P<sign>[:/])"
    r"(?P<value>[^\s/(),\"'\\:]{4,64})(?![^\s,.)\"'\\])"
)
# What may follow a user and a password. In `log in as root:wheel not permitted`, `wheel` is a group.
_SAID = Pattern(rf"[.,)]?(?:{MESSAGE_END}|\s?(?:failed|rejected|denied|accepted|succeeded|from|for|on|at))")


def _tried(text: Text, _position: int) -> Iterator[Span]:
    for match in _TRIED.finditer(text.folded):
        value, user = match["value"].rstrip("."), match["user"]
        is_mixed = LETTERS_AND_DIGITS.match(value) is not None and not names_something_else(value)
        is_told = match["sign"] == ":" and not match["weak"] and _SAID.match(text.folded, match.end()) is not None
        # `failed for CORP/ada2`: a domain and a user.
        is_domain = match["sign"] == "/" and user.isupper()
        if (is_mixed or is_told) and is_password(value) and user.lower() not in _NOT_USERS and not is_domain:
            yield match.start("value"), match.start("value") + len(value)


_TRYING = Rule(
    name="tried-password",
    pattern=_tried,
    keywords=(
        "(?:trying|tried|testing|tested|attempting) (?:the )?(?:login|cred|account|combination|pair)[a-z]* [^:]*:[^ ]",
        "(?:logging in|logged in|log in|login) (?:as|with) [a-z0-9_.@-]*[:/][^ ]",
        "(?:web|pap|chap) login [a-z0-9_.@-]*[:/][^ ]",
        r"\[\+\] [^:]*\\[a-z0-9_.@-]*:[^ ]",
        "(?:failed for|please use|basic auth|creds)[-=:> ]+[a-z0-9_.@-]*[:/][^ ]",
        "(?:valid|found|cracked) credentials[-=:> ]",
        "auth attempt ",
    ),
    takes=(
        "trying login with ada:⟦letmein⟧",
        "Creds -> ada:⟦letmein⟧",
        "logging in as ada:⟦hunter22⟧.",
        "tried credentials ada:⟦letmein⟧ from host1",
        "please use ada/⟦hunter22⟧ to login",
        "log in with ada:⟦hunter22⟧",
        "l2tp: PAP login ada/⟦hunter22⟧",
        "decoded basic auth: ada:⟦letmein⟧",
        "[+] found valid credentials: ada:⟦letmein⟧",
        "auth attempt ftp ada:⟦letmein⟧",
        "auth attempt ada:⟦letmein⟧",
        '{"log":"trying login with ada:⟦letmein⟧"}',
        "Login failed for ada/⟦hunter22⟧",
        # NetExec and the like: a login that succeeded.
        r"[+] 192.0.2.7 CORP\ada:⟦Hunter22⟧ (Pwn3d!)",
    ),
    leaves=(
        "trying login with ada",
        "login: user:letmein",
        "trying https://ada",
        "trying and/or2x",
        "trying docs/readme",
        "login as ada:hunter22:x",
        "logged in as ada:admin",
        "logged in as role:admin22",
        "trying images/logo22.png",
        "login as ada/logo22.png",
        "login failed for CORP/ada22",
        "creds ada:letmein not permitted",
        "log in as root:wheel not permitted",
        "precreds ada:letmein",
        "uncreds: ada:letmein",
        "login ada:8080",
    ),
)

_TOGETHER = Rule(
    name="user-and-password",
    pattern=_together,
    keywords=(
        f"(?:{_CREDENTIAL_NOUNS}|login (?:with|is|was))(?: ?[:=]| \\(?[a-z])",
        "(?:imap|smtp|ftp|invalid|failed|bad) login[ :]|relayhost auth ",
        r"(?:id|name|user|login|account)\)? ?[/&,:|] ?\(?p(?:ass|w|/w)",
        r"\((?:id|user|login)\)[^()]*\(p(?:ass|w)",
    ),
    takes=(
        "ID/PW:ada/⟦Hunter22⟧",
        "id / pw : ada / ⟦Hunter22⟧",
        "login/password: ada/⟦letmein⟧",
        "(ID/PW=ada/⟦Hunter22⟧)",
        "username/password = ada:⟦Hunter22⟧",
        "user/pwd->ada/⟦Hunter22⟧",
        "id/passwd-ada/⟦Hunter22⟧",
        "ID/Password for ada (ada/⟦Hunter22⟧)",
        "(ID&PWD):ada/⟦Hunter22⟧",
        "Default ID/PW are guest/⟦guest⟧.",
        "User/Password ada - ⟦Hunter22⟧",
        "ID/P/W(ada(⟦Hunter22⟧)",
        "user name/pass:ada,⟦Hunter22⟧",
        "(ID)ada/(PW)⟦letmein⟧",
        "(user) ada, (password): ⟦letmein⟧",
        "Default credentials: ada/⟦hunter22⟧",
        "default credentials (admin/⟦letmein⟧) are active",
        "Zugangsdaten: ada / ⟦Winter26⟧",
        "login with ada:⟦hunter22⟧ failed",
        "credentials=ada:⟦hunter22⟧",
        "imap login ada/⟦hunter22⟧ ok",
        "relayhost auth ada:⟦hunter22⟧",
        "the default login is ubnt/⟦ubnt⟧",
        "Invalid login: ada / ⟦letmein⟧",
        '{"log":"Invalid login: ada / ⟦letmein⟧"}',
        "Mauvais identifiants: ada / ⟦letmein⟧\nBye",
    ),
    leaves=(
        "username/password: missing/expired",
        "local user, pass = sasl:encode(name, pw)",
        "username/password: ada/${PASSWORD}",
        "login/password are wrong/missing",
        "login/password see docs/readme",
        "id/pass: 12/13",
        "invalid/password: ada/Hunter22",
        "id/passenger: ada/Hunter22",
        "user, password = splitpasswd(userinfo)",
        "(ID)ada/(PW)$PASS1",
        "(kid)ada/(PW)letmein",
        "Default credentials: ada/letmein",
        "credentials: read / write access",
        "credentials ada / letmein",
        "Invalid login: ada / locked",
        "login is docs/letmein",
        "credentials: file/12345",
        "credentials: secret_key_base: hunter22",
    ),
)

# `{"u":"ada","p":"…"}`, `u: ada p: …`
_SHORT_NAMES = Pattern(
    rf"(?i)(?<![\w.-])u{ASSIGNS_VALUE}(?P<user>[a-z][\w.@+-]{{1,40}})\\*[\"']?(?:[,;&]\s?|\s)\\*[\"']?p{ASSIGNS_VALUE}"
    r"(?P<value>[^\s\"'\\,;&}]{4,64})"
)


def _short_names(text: Text, _position: int) -> Iterator[Span]:
    for match in _SHORT_NAMES.finditer(text.folded):
        if is_password(match["value"]) and LETTERS_AND_DIGITS.match(match["value"]):
            yield match.span("value")


_SHORT = Rule(
    name="short-names",
    pattern=_short_names,
    shapes=(r"[^a-z0-9]u[\\\"']*\s?[=:]\s?[\\\"']*[a-z][a-z0-9_.@+-]*[\\\"']*[ ,;&][ \\\"']*p[\\\"']*\s?[=:]",),
    takes=(
        '{"u":"ada","p":"⟦hunter22⟧","lang":"fi"}',
        "mqtt: u=ada p=⟦hunter22⟧ c=dev1",
        "note: u: ada p: ⟦hunter22⟧",
        "GET /login?u=ada&p=⟦hunter22⟧",
    ),
    leaves=(
        "solve u=alpha p=0.05",
        "menu=ada p=hunter22",
        "x u=ada up=hunter22",
        "u=ada p=second",
    ),
)

RULES = (_TOGETHER, _BEHIND_USER, _TRYING, _SHORT)
