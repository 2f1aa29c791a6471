"""Passwords in the commands of protocols."""

from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

QUOTE = r"\\*[\"']?"
VALUE = r"(?P<value>[^\s\"'\\<>]{3,})"


def is_value(value: str) -> bool:
    """No flag and no variable."""
    return not value.startswith("-") and not is_reference(value)


def _is_mixed(value: str) -> bool:
    """Letters and digits: in test results and sentences the word behind is none."""
    return LETTERS_AND_DIGITS.match(value) is not None and not names_something_else(value) and is_value(value)


def _is_base64(value: str) -> bool:
    """Return whether it is base64, but not the name of a mechanism."""
    return not value.isupper() and not value.islower()


RULES = (
    Rule(
        name="protocol-pass",
        pattern=Pattern(r"(?:^|[>:\"'\n]\s?|\\n)PASS\s(?P<value>[^\s\"'\\:()|<>]{3,64})(?=\s*(?:\\[rn]|[\"'\r\n<]|$))"),
        valid=_is_mixed,
        source="RFC 959 (FTP), RFC 1939 (POP3), RFC 2812 (IRC).",
        keywords=(r"(?:^|[>:\"'\n]|\\n) ?pass [^ ]",),
        takes=(
            "ftp> PASS ⟦s3cret9⟧",
            "C: PASS ⟦s3cret9⟧",
            r"USER ada\r\nPASS ⟦s3cret9⟧\r\n",
            "PASS ⟦s3cret9⟧",
            'sent "PASS ⟦s3cret9⟧" to ftp1',
        ),
        leaves=(
            "--- PASS: TestCheckout (0.00s)",
            "PASS src/cart2.test.js (5.1 s)",
            "PASS: test_x1.sh",
            "> PASS ****",
            "ftp> PASS me the salt",
            "ftp> PASS salt",
            "PASS s3cret9 is what she typed",
        ),
    ),
    Rule(
        name="protocol-pass-word",
        pattern=Pattern(r"(?i:ftp|pop3?|irc)[^\n\x03]{0,60}[\s:>\"']PASS\s(?P<value>[A-Za-z]{3,32})(?=[\"'\r\n]|$)"),
        valid=is_value,
        source="The same protocols, where the line names them: any word is a password.",
        keywords=(r"(?:ftp|pop|irc).*[\s:>\"']pass [a-z]",),
        takes=("INFO:aioftp.client:PASS ⟦secret⟧", 'FTP command: Client "192.0.2.5", "PASS ⟦letmein⟧"'),
        leaves=("ftp test: PASS salt is fine", "INFO:tests:PASS secret", "sftp PASS failed"),
    ),
    Rule(
        name="redis-monitor",
        pattern=Pattern(
            r"(?im)\"(?:auth|requirepass|masterauth)\\*\"\s(?:\\*\"[\w-]{1,32}\\*\"\s)?\\*\"(?P<value>[^\"\\]{3,})\\*\"$"
        ),
        valid=is_value,
        source="Redis: what MONITOR prints.",
        keywords=(r"\"(?:auth|requirepass|masterauth)[\\\"]* [\\\"]",),
        takes=(
            '[0 127.0.0.1:60866] "AUTH" "⟦letmein⟧"',
            '[0 127.0.0.1:60866] "CONFIG" "SET" "requirepass" "⟦letmein⟧"',
            '"AUTH" "default" "⟦letmein⟧"',
        ),
        leaves=('"AUTH" "${PASS}"', '"auth" "cookie" is set', '"xauth" "letmein"', 'say "auth" letmein'),
    ),
    Rule(
        name="protocol-auth",
        pattern=Pattern(rf"(?<![\w-])AUTH{QUOTE}\s{QUOTE}(?:default{QUOTE}\s{QUOTE})?{VALUE}"),
        valid=_is_mixed,
        source="Redis: AUTH.",
        keywords=(r"auth[\\\"']* [\\\"']*[^ ]",),
        takes=('"AUTH" "⟦s3cret9⟧"', "AUTH ⟦s3cret9⟧ failed: WRONGPASS", "AUTH default ⟦s3cret9⟧"),
        leaves=("250-AUTH LOGIN PLAIN CRAM-MD5", "NOAUTH s3cret9", "AUTH failed", "AUTH $PASS1"),
    ),
    Rule(
        name="protocol-sasl",
        pattern=Pattern(
            r"(?:(?:AUTH|AUTHENTICATE)\s(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)(?:\schallenge:)?\s'?"
            r"|AUTH\s[^\n\x03]{0,80}\sresp=|<auth\s[^<>]{1,120}>)(?P<value>[0-9A-Za-z+/]{8,}={0,2})(?![\w-])"
        ),
        valid=_is_base64,
        source="RFC 4954 (SMTP AUTH), RFC 9051 (IMAP).",
        keywords=("auth(?:enticate)? (?:plain|login|xoauth2|oauthbearer) ", "resp=[0-9a-z+/]{4}", "<auth "),
        takes=(
            "C: AUTH PLAIN ⟦AGFkYQBodW50ZXIy⟧",
            "a1 AUTHENTICATE PLAIN ⟦AGFkYQBodW50ZXIy⟧",
            "encoded AUTH LOGIN challenge: '⟦AGFkYQBodW50ZXIy⟧'",
            r"AUTH 1 PLAIN service=imap resp=⟦AGFkYQBodW50ZXIy⟧",
            "<auth mechanism='PLAIN'>⟦AGFkYQBodW50ZXIy⟧</auth>",
        ),
        leaves=(
            "250-AUTH PLAIN LOGIN",
            "AUTH PLAIN LOGIN CRAM-MD5",
            "AUTH LOGIN SCRAMSHA256",
            "AUTH LOGIN ScramSha256-Plus",
        ),
    ),
    Rule(
        name="protocol-login",
        pattern=Pattern(rf"\d\sLOGIN\s{QUOTE}[\w.@+-]+{QUOTE}\s{QUOTE}{VALUE}"),
        valid=_is_mixed,
        source="RFC 9051 (IMAP): a tag, LOGIN, the user and the password.",
        keywords=("[0-9] login ",),
        takes=("a1 LOGIN ada ⟦s3cret9⟧", 'A0004 LOGIN "ada@example.com" "⟦s3cret9⟧"'),
        leaves=("a1 LOGIN ada failed", "LOGIN ada s3cret9", "a1 LOGIN completed"),
    ),
    Rule(
        name="protocol-password-prompt",
        pattern=Pattern(
            r"334\sUGFzc3dvcmQ6(?:\\[rn]|[\s\"'])+(?:[A-Z][\w ()]{0,24}:\s)?"
            r"(?:(?:CLIENT\s)?[=-]?>\s?(?:SERVER:\s)?)?(?P<value>[0-9A-Za-z+/]{4,}={0,2})(?![0-9A-Za-z+/=]|\s?[->:])"
        ),
        source="SMTP, AUTH LOGIN: the answer to `Password:` in base64.",
        keywords=("334 ugfzc3",),
        takes=(
            "S: 334 UGFzc3dvcmQ6\nC: ⟦aHVudGVyMjI=⟧\n",
            r"334 UGFzc3dvcmQ6\r\n> ⟦aHVudGVyMjI=⟧",
            "334 UGFzc3dvcmQ6\nSMTP (level 1): CLIENT -> SERVER: ⟦aHVudGVyMjI=⟧",
            "334 UGFzc3dvcmQ6\nCLIENT -> SERVER: ⟦aHVudGVyMjI=⟧",
        ),
        leaves=("334 VXNlcm5hbWU6\nYWRh", "334 UGFzc3dvcmQ6", "334 UGFzc3dvcmQ6\nCLIENT -> SERVER: [SECRET]"),
    ),
    Rule(
        name="login-attempt",
        pattern=Pattern(
            r"(?:login\sattempt\s\[b?'?[^/\]\s]{1,64}/(?:b')?|password\sattempt\s\["
            r"|Login\s(?:incorrect|OK)[^\[\n\x03]{0,120}\[[^/\]\s]{1,64}/|auth\sheader\s\[[^:\]\s]{1,64}:)(?P<value>[^\]\s']{1,64})'?\]"
        ),
        valid=is_value,
        source="Cowrie, a honeypot; FreeRADIUS; Nexus.",
        keywords=("(?:login|password) attempt ", "login (?:incorrect|ok)", r"auth header \["),
        takes=(
            "password attempt [⟦letmein⟧] by root",
            "login attempt [root/⟦admin123⟧] failed",
            "login attempt [b'root'/b'⟦xc3511⟧'] failed",
            "Login incorrect (pap: digest does not match): [ada/⟦letmein⟧] (from client x)",
            "Login OK: [ada/⟦letmein⟧] (from client x)",
            "Basic auth header [ada:⟦letmein⟧] rejected",
        ),
        leaves=(
            "login attempt [root] failed",
            "login attempt [root/****] failed",
            "login attempt 3/5",
            "attempt [root/admin123]",
        ),
    ),
)
