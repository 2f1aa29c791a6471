"""Passwords in commands of clients that are ordinary words too: `PASS …`, `AUTH …`, `a1 LOGIN ada …`.

The text around a command shows whether a client sends it. Commands that mean nothing else are in `lines.py`.
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# The commands with what precedes the password, by protocol: IMAP's have a tag. The password is in the same line.
_FTP, _IRC, _REDIS = r"PASS|(?<=ftp>\s)user[ ]\S{1,64}", r"OPER[ ]\S{1,64}", r"(?:HELLO[ ]3[ ])?AUTH(?:[ ]\S{1,64})?"
_IMAP_USER = r"(?:\"[^\"\n\x03]{1,64}\"|[^\s\"]{1,64})"
_TAG = r"(?:\.|[A-Za-z]{1,4}\d{1,6}|\d{1,6})"
_IMAP = rf"{_TAG}[ ](?:LOGIN|(?<=\.[ ])login)[ ]{_IMAP_USER}|LOGIN[ ]{_IMAP_USER}(?=[ ]\")"
# Before a command: the beginning of a line, and signs that say who speaks (`C: `, `>>> `, `ftp> `).
_SIGN = r"(?:^|\\n|[\n>:/\xb7\"'\]<-])"
_COMMAND = Pattern(
    rf"{_SIGN}[ \t]{{0,2}}(?P<command>{_FTP}|{_IRC}|{_REDIS}|{_IMAP})[ ]"
    r"(?:\"(?P<quoted>[^\"\n\x03]{3,64})\"|:?(?P<value>[^\s\"'\\()|<>]{3,128}))(?=\s*(?:\\[rn]|[\"'\r\n<]|$))"
)
_ARROWS = Pattern(r"(?:<[<-]{1,3}|-{2,3}>|>>>|\w>|(?i:\b(?:c|client|send|sending|sent|request|cmd|command):))\s{0,2}$")
_USER_BEFORE = Pattern(r"(?:USER|NICK)\s\S")
_REPLY_BEHIND = Pattern(r"(?:\\r)?(?:\n|\\n)[^\n\\]{0,16}?(?:NICK\s|USER\s|JOIN\s|[1-5]\d\d[ -]|[+-](?:OK|ERR))")
# Commands of which the protocol is certain: `HELLO 3 AUTH …`, and those with the tags of most IMAP clients.
_CERTAIN = Pattern(r"HELLO|(?:[aA]\d{1,6}|\.)\s|LOGIN\s\"")
_PROTOCOL_BEFORE = Pattern(r"(?i)\b(?:ftp|pop3?|irc|redis|valkey|imap|nntp)")
# The mechanisms of `AUTH`.
_MECHANISM = Pattern(r"(?:PLAIN|LOGIN|TLS|SSL|NTLM|GSSAPI|EXTERNAL|ANONYMOUS|(?:CRAM|DIGEST|SCRAM|X?OAUTH)[\w-]*)$")
_REACH = 200
# `MIGRATE … AUTH …`, `AUTH … failed`: anywhere, if the value has digits. Behind a user, the text must name the store.
_AUTH = Pattern(r"(?<![\w-])AUTH\s(?:(?P<user>[A-Za-z][\w.@-]{0,40})\s(?=\S{0,64}\d))?(?P<value>[^\s\"'\\<>]{3,128})")


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    for match in _COMMAND.finditer(text.folded):
        group = "value" if match["value"] else "quoted"
        value = match[group]
        if _MECHANISM.match(value) or _MECHANISM.search(match["command"]) or not is_password(value):
            continue
        # `IMAP4rev1 AUTH ENABLE SORT` lists capabilities.
        if value.isupper() and match["command"].startswith("AUTH ") and match["command"].isupper():
            continue
        if _is_mixed(value) or _is_dialogue(text, match):
            yield match.span(group)


def _is_mixed(value: str) -> bool:
    """Return whether the value has letters and digits, and is not a file or a test that passed."""
    return LETTERS_AND_DIGITS.match(value) is not None and "/" not in value and not names_something_else(value)


def _after_auth(text: Text, _position: int) -> Iterator[Span]:
    for match in _AUTH.finditer(text.folded):
        start = match.start()
        if match["user"] not in {None, "default"} and not _PROTOCOL_BEFORE.search(
            text.folded, max(0, start - _REACH), start
        ):
            continue
        if _is_mixed(match["value"]) and is_password(match["value"]) and not _MECHANISM.match(match["value"]):
            yield match.span("value")


def _is_dialogue(text: Text, match: re.Match[str]) -> bool:
    """Return whether a client sends the command, so that any word may be the password.

    Otherwise `PASS` may be the result of a test.
    """
    folded, start = text.folded, match.start("command")
    low, high, _ = text.value_at(start)
    before = folded[max(low, start - _REACH) : start]
    behind = folded[match.end() : min(high, match.end() + _REACH)]
    return (
        _CERTAIN.match(match["command"]) is not None
        or _ARROWS.search(before) is not None
        or _USER_BEFORE.search(before) is not None
        or _REPLY_BEHIND.match(behind) is not None
        or _PROTOCOL_BEFORE.search(before) is not None
    )


RULES = (
    Rule(
        name="protocol-command",
        pattern=_passwords,
        source="RFC 959 (FTP), RFC 1939 (POP3), RFC 2812 (IRC), RFC 9051 (IMAP), and the commands of Redis.",
        keywords=(
            r"(?:^|[>:/\xb7\"'\n\]<-]|\\n) ? ?pass [^ ]",
            "ftp> user ",
            r"(?:^|[>:\"'\n\]<-]|\\n) ? ?oper [^ ]",
            r"(?:^|[>:\"'\n\]<-]|\\n) ? ?(?:hello 3 )?auth [^ ]",
            r"[0-9.] login [^ ]",
            r"(?:^|[>:\"'\n\]<-]|\\n) ?login [^ ]* \"",
        ),
        takes=(
            "ftp> PASS ⟦s3cret9⟧",
            "C: PASS ⟦s3cret9⟧",
            "ftp> user ada ⟦letmein⟧",
            r"USER ada\r\nPASS ⟦s3cret9⟧\r\n",
            "PASS ⟦s3cret9⟧",
            'sent "PASS ⟦s3cret9⟧" to ftp1',
            "server1: << PASS ⟦letmein⟧",
            "---> PASS ⟦letmein⟧",
            ">>> AUTH ⟦letmein⟧\nBye",
            "irc.example << PASS :⟦letmein⟧",
            "USER ada\n331 Password required\nPASS ⟦letmein⟧",
            "PASS ⟦letmein⟧\nNICK ada",
            "PASS ⟦letmein⟧\n230 Logged in",
            r"PASS ⟦letmein⟧\r\n+OK",
            "INFO:aioftp.client:PASS ⟦letmein⟧",
            "PASS ⟦letmein⟧\r\n-ERR wrong",
            "NICK ada\nPASS ⟦letmein⟧",
            ". LOGIN ada ⟦letmein⟧",
            "HELLO 3 AUTH ada ⟦letmein⟧",
            "a001 LOGIN ada@example.com ⟦letmein⟧",
            "irc: OPER ada ⟦letmein⟧",
            ">>> AUTH ⟦letmein⟧",
            "127.0.0.1:6379> AUTH default ⟦letmein⟧",
            "redis: HELLO 3 AUTH ada ⟦letmein⟧",
            "AUTH ⟦s3cret9⟧",
            "a1 LOGIN ada ⟦s3cret9⟧",
            "C: . login ada ⟦letmein⟧",
            'imap> A0004 LOGIN "ada@example.com" "⟦two words⟧"',
            "C: 12 LOGIN ada ⟦letmein⟧",
            "a1 LOGIN ada ⟦open&sesame⟧",
            '==> A2 LOGIN "ada" "⟦letmein⟧"',
            'LOGIN "ada@example.com" "⟦two words⟧"',
            'imaplib: LOGIN ada "⟦letmein⟧"',
            'C: LOGIN ada "⟦hunter22⟧"',
            "getmail: USER ada / PASS ⟦hunter22⟧",
            "FTP: 331 → PASS ⟦hunter22⟧",
        ),
        leaves=(
            "--- PASS: TestCheckout (0.00s)",
            "PASS src/cart2.test.js (5.1 s)",
            "PASS tests/strength_test.py::test_length[8-weak]",
            "PASS: test_x1.sh",
            "PASS login",
            "- PASS letmein",
            "x-ray: PASS letmein",
            "say> user ada letmein",
            "abc: PASS letmein",
            "=> PASS smoke",
            "sftp1: PASS letmein",
            "> PASS ****",
            "ftp> PASS me the salt",
            "PASS s3cret9 is what she typed",
            "ftp1: 230 PASS accepted",
            "250-AUTH LOGIN PLAIN CRAM-MD5",
            "C: AUTH LOGIN",
            "C: AUTH XOAUTH2",
            "C: AUTH CRAM-MD5 letmein22",
            "C: AUTH $PASS1",
            "NOAUTH s3cret9",
            "AUTH failed",
            "a1 LOGIN ada failed",
            "LOGIN ada s3cret9",
            "a1 LOGIN completed",
            'say: LOGIN ada "letmein"',
            "a1 OK LOGIN completed",
            "C: a1 login ada letmein",
            "imap: AUTH ENABLE SORT",
        ),
    ),
    Rule(
        name="redis-auth",
        pattern=_after_auth,
        source="Redis: AUTH, also within other commands.",
        keywords=(r"auth (?:[^ ]+ )?[^ ]*[0-9]", "auth default "),
        takes=(
            "redis> HELLO 3 AUTH default ⟦s3cret9⟧ SETNAME w",
            "MIGRATE h 6379 k 0 100 AUTH ⟦s3cret9⟧",
            "AUTH ⟦s3cret9⟧ failed: WRONGPASS",
            "AUTH default ⟦s3cret9⟧ failed: WRONGPASS",
            "redis: AUTH ada ⟦tiger-garden-95⟧ failed",
        ),
        leaves=(
            "250-AUTH SCRAM-SHA-256",
            "NOAUTH s3cret9",
            "AUTH failed",
            "AUTH $PASS1",
            "AUTH tests/a1.py::b2",
            "AUTH user tiger95 ok",
        ),
    ),
)
