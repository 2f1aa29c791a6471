"""Passwords among the arguments of a call in stack traces: `PDO->__construct('mysql:…', 'app', '…', Array)`.

`functions.py` is the table of functions.
"""

import re
from collections.abc import Iterator
from itertools import islice

from domain.redaction.detectors.secret.calls import examples
from domain.redaction.detectors.secret.calls.functions import FUNCTIONS, Argument, passwords_of
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

_MOST_ARGUMENTS = 8
# Events, sockets and containers of services have a `bind` as well.
_OF_DIRECTORY = Pattern(r"(?i)ldap|['\"](?:cn|uid|dc|ou)=")
_SHOWN_BEFORE = 80
_NAMES = "|".join(f"(?P<f{number}>{function.names})" for number, function in enumerate(FUNCTIONS))
# `login([ada, …])`, `login args=[ada, …]`, `set_password[<id>] received args=(…)`, `login() called with args: ada, …`
_LISTED = (
    r"(?:\(\[|(?:\((?:[\w.]+:\d+)?\)|\[[\w-]{8,40}\])?\s(?:(?:called|received|invoked)\s)?(?:with\s)?"
    r"(?:(?:arguments|args?|param(?:eter)?s)\s?[:=]?\s?[\[(]?|(?<=with\s)[\[(]))"
)
_IN_LIST = r"(?P<listed>(?:[^\n\x03()\[\]]|\[[A-Z_]+\])*)"
_IN_BRACKETS = r"\((?P<arguments>[^\n\x03()]*(?:\([^\n\x03()]*\)[^\n\x03()]*)*)"
_CALL = Pattern(rf"(?i)(?<![\w$])(?:{_NAMES})(?:{_LISTED}{_IN_LIST}|{_IN_BRACKETS})")
_ARGUMENT = Pattern(
    r"""\s{0,4}(?:
        [bBuU]?\\*'(?P<single>[^'\n]*?)\\{0,15}'(?:\.\w{1,20}\(\))?
      | [bBuU]?\\*"(?P<double>[^"\n]*?)\\{0,15}"(?:\.\w{1,20}\(\))?
      | (?P<other>[^\s,'"][^,'"(]*(?:\([^()]*\)[^,'"(]*)*) )\s{0,4}(?:,|$)""",
    re.VERBOSE,
)


def _arguments(text: Text, start: int, end: int) -> Iterator[Argument]:
    for match in _ARGUMENT.chain(text.folded, start, end):
        group = next(group for group in ("single", "double", "other") if match[group] is not None)
        span = match.span(group)
        yield Argument(text.blanked()[slice(*span)].strip(), group != "other", span)


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _CALL.finditer(folded):
        around = folded[max(0, match.start() - _SHOWN_BEFORE) : match.end()]
        if match[0].lower().startswith("bind(") and not _OF_DIRECTORY.search(around):
            continue
        usages = next(each.usages for number, each in enumerate(FUNCTIONS) if match[f"f{number}"] is not None)
        group = "arguments" if match["listed"] is None else "listed"
        yield from passwords_of(usages, list(islice(_arguments(text, *match.span(group)), _MOST_ARGUMENTS)))


# Python's requests: `auth=('ada', '…')`
_AUTH_PAIR = Pattern(
    r"""(?<![\w-])(?:basic_|http_)?auth\s?=\s?[(\[]\s?\\*["'][^"'\n]{1,64}["'],\s?"""
    r"""\\*["'](?P<value>[^"'\n\\]{3,})\\*["']\s?[)\]]"""
)

_PARAMETERS = Pattern(
    r"""ldap_bind\swith\sparameters\s\[[^\n\x03\]]{0,400}?,\s?\\*["'](?P<value>[^"'\n\\]{3,128})\\*["']\s?\]"""
)

# A call by its name, and its arguments as a list: `{"method":"auth.login","params":["root","…"]}`, `login args=(…)`
_METHOD = (
    r"(?:method|function|func|call|command)\W{1,6}[\w.]{0,40}(?:login|log_in|signin|sign_in|authenticate|auth)\\*[\"']"
    r"[^\n\x03]{0,120}?(?:params|args|arguments)\W{1,6}"
)
_TASK = r"\w{0,40}(?:login|authenticate|sign_?in)\w{0,20}\sargs=[\[(]\s?"
_STRINGS = r"\\*[\"'][^\"'\n\\\x03]{1,64}\\*[\"'],\s?\\*[\"'](?P<value>[^\"'\\\n\x03]{3,128})\\*[\"']"
_CALLED_BY_NAME = Pattern(rf"(?i)(?:{_METHOD}|{_TASK}){_STRINGS}")

RULES = (
    Rule(
        name="called-by-name",
        pattern=_CALLED_BY_NAME,
        valid=lambda value: not is_reference(value),
        source="JSON-RPC, Celery, and programs that print calls.",
        keywords=(r"(?:params|args|arguments)[\\\"':=( ]",),
        precheck=AnyMatch(
            r"(?:log_?in|sign_?in|auth(?:enticate)?)\\*[\"'].*(?:params|args|arguments)"
            r"|(?:login|authenticate|sign_?in)[a-z_]* args="
        ),
        takes=(
            '{"method":"login","params":["ada","⟦letmein⟧"],"id":1}',
            '{"method": "auth.login", "args": ["ada", "⟦letmein⟧"]}',
            "celery: task login_user args=('ada', '⟦letmein⟧') kwargs={}",
            "method 'daemon.login' with args:('localclient', '⟦letmein⟧') kwargs:{}",
        ),
        leaves=(
            '{"method":"logs","params":["ada","letmein"],"id":1}',
            '{"method":"auth.logout","params":["root","letmein"]}',
            '{"method":"auth.login","params":["root","$PW"]}',
            "celery: task send_mail args=('ada', 'letmein') kwargs={}",
            "task login_user args=('ada', '${PASS}')",
        ),
    ),
    Rule(
        name="ldap-parameters",
        pattern=_PARAMETERS,
        valid=lambda value: not is_reference(value),
        source="Nextcloud: the calls that its user backend logs.",
        keywords=(r"ldap_bind with parameters ",),
        takes=('ldap_bind with parameters [{},"uid=ada,dc=example,dc=org","⟦letmein⟧"]',),
        leaves=(
            'ldap_bind with parameters [{},"uid=ada,dc=example,dc=org","***"]',
            'ldap_search with parameters [{},"uid=ada,dc=example,dc=org","letmein"]',
        ),
    ),
    Rule(
        name="auth-pair",
        pattern=_AUTH_PAIR,
        valid=lambda value: not is_reference(value),
        source="requests and httpx: `auth` is a user and a password.",
        keywords=(r"auth ?= ?[(\[]",),
        takes=(
            "requests.get(url, auth=('ada', '⟦letmein⟧'))",
            "basic_auth=('ada', '⟦letmein⟧')",
            "http_auth=('ada', '⟦letmein⟧')",
            'auth=["ada", "⟦letmein⟧"]',
        ),
        leaves=(
            "auth=('ada', password)",
            "auth=('ada', '${PASS}')",
            "oauth=('ada', 'letmein')",
            "auth=('a', 'letmein', 'c')",
        ),
    ),
    Rule(
        name="call-argument",
        pattern=_passwords,
        keywords=(
            *dict.fromkeys(function.keyword for function in FUNCTIONS),
            # Of calls that a sentence tells, with their arguments.
            "(?: called with|received args|invoked with)",
            "(?:log_?in|sign_?in|register|authenticate|password)[^ ]* (?:with )?(?:arg|param)",
        ),
        takes=examples.TAKES,
        leaves=examples.LEAVES,
    ),
)
