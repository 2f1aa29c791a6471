"""Passwords where a command or a statement takes one: `IDENTIFIED BY '…'`, `sshpass -p …`, `curl -u user:…`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.detector import Rule, Span
from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.line import Line
from domain.redaction.pattern import Pattern

_STATEMENT = Pattern(
    r"""\bidentified\s(?:with\s\S{1,40}\s)?by\s\\*["'](?P<sql>[^"'\\]{3,128})
      | \bset\spassword\sfor\s\S{1,80}\s?(?:=|to)\s?(?:password\()?\\*["'](?P<set>[^"'\\]{3,128})
      | \bpassword\s\\*'(?P<role>[^"'\\]{3,128})\\*'
      | \b(?:sshpass|docker\slogin|mysql\w*|mariadb|redis-cli|mongo\w*|ldap\w+|htpasswd|smbclient|az\slogin|kinit
            |zip|7z)\b
        [^|;\n]{0,80}?\s(?:-[paw]|--pass(?:word)?)[ =]?\\*["']?(?P<flag>[^\s"'\\-][^\s"'\\]{2,127})
      | \b(?:curl|wget|http)\b[^|;\n]{0,80}?\s(?:-u|--user)[ =]?\\*["']?[^\s:"']{1,64}:(?P<user>[^\s"'\\]{3,127})""",
    re.VERBOSE | re.IGNORECASE,
)


def _find(line: Line, _start: int) -> Iterator[Span]:
    for match in _STATEMENT.finditer(line.shadow):
        value = match[match.lastgroup or 0]
        if not is_reference(value):
            yield match.span(match.lastgroup or 0)


RULE = Rule(
    "statement",
    _find,
    words=(
        "identified (?:with|by)|set password for|password \\\\*'",
        (
            "(?:sshpass|docker login|mysql|mariadb|redis-cli|mongo|ldap|htpasswd|smbclient|az login|kinit|zip|7z)"
            "[^|;]{0,3} ?-"
        ),
        "curl |wget |http -u",
    ),
)
