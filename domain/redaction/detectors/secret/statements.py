"""Passwords of commands, statements and sentences: `sshpass -p …`, `IDENTIFIED BY '…'`, `password to …`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# A value ends at a quote, or with what it stands in (`BORDER`), however long it is.
_STATEMENT = Pattern(
    r"""\bidentified\s(?:with\s\S{1,40}\s)?by\s\\*["'](?P<sql>[^"'\\\x03]{3,})
      | \bconvertto-securestring\s{1,4}(?:-string\s{1,4})?\\*["'](?P<shell>[^"'\\\x03]{3,})
      | \bset\spassword\sfor\s\S{1,80}\s?(?:=|to)\s?(?:password\()?\\*["'](?P<set>[^"'\\\x03]{3,})
      | \bpassword\s\\*'(?P<role>[^"'\\\x03]{3,})\\*'
      | \b(?:sshpass|docker\slogin|mysql\w*|mariadb|redis-cli|mongo\w*|ldap\w+|htpasswd|smbclient|az\slogin|kinit
            |zip|7z)\b
        [^|;\n]{0,80}?\s(?:-[paw]|--pass(?:word)?)[ =]?\\*["']?(?P<flag>[^\s"'\\-][^\s"'\\]{2,})
      | \b(?:curl|wget|http)\b[^|;\n]{0,80}?\s(?:-u|--user)[ =]?\\*["']?[^\s:"']{1,64}:(?P<user>[^\s"'\\]{3,})
      | \b(?:set|reset|chang|updat|rotat)\w{0,4}\s(?:[\w']{1,24}\s){0,3}?(?:password|passwd|passphrase)\s
        (?:from\s\\*["'`]?(?P<old>[^\s"'`\\,;]{1,})\\*["'`]?\s)?to\s\\*["'`]?(?P<new>[^\s"'`\\,;]{6,})""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_SENTENCES = ("old", "new")


def _find(text: Text, _start: int) -> Iterator[Span]:
    for match in _STATEMENT.finditer(text.folded):
        for group, value in match.groupdict().items():
            # `changed password to never expire` is talk.
            talk = group in _IN_SENTENCES and not LETTERS_AND_DIGITS.match(value or "")
            if value and not talk and not is_reference(value):
                yield match.span(group)


RULE = Rule(
    name="statement",
    pattern=_find,
    keywords=(
        "identified (?:with|by)",
        "set password for",
        "password \\\\*'",
        "pass(?:word|wd|phrase) (?:from|to) ",
        "convertto-securestring ",
        (
            "(?:sshpass|docker login|mysql|mariadb|redis-cli|mongo|ldap|htpasswd|smbclient|az login|kinit|zip|7z)"
            "[^|;]{0,3} ?-"
        ),
        "curl ",
        "wget ",
        "http -u",
    ),
)
