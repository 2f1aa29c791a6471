"""Passwords after flags of any command: `--password letmein`, `-u ada -p letmein`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.commands.values import is_argument, is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# The name after its first dash.
_SECRETS = (
    r"(?:pass(?:word|wd|phrase)?|(?:client|app|shared|webhook|consumer|jwt|signing|session|cookie)[_-]?secret"
    r"|(?:api|secret|access|private|encryption|master|signing|account|license|storage)[_-]?key"
    r"|(?:access|auth|refresh|api|bearer|bot|vault|secret|github|gitlab|slack|npm)[_-]?token)"
)
_FLAG = rf"(?!-?stdin)-?[\w.-]{{0,40}}{_SECRETS}\s"
_PART = r"[\w\"'/.=]\s"


def _is_password(value: str) -> bool:
    """Return whether it is a password: `--password PASSWORD` is the usage of a command."""
    return is_password(value) and not value.isupper()


_USER_AND_PASSWORD = Rule(
    name="flag-user-password",
    pattern=Pattern(
        r"-(?<=[\s\"']-)-(?:[\w.-]{0,24}[_-])?(?:creds|credentials|user|auth|login)(?:=|\s)\\*[\"']?"
        r"[\w.@-]{1,64}:(?P<value>(?!//)[^\s\"'\\|;&]{3,})"
    ),
    valid=is_argument,
    keywords=("(?:creds|credentials|user|auth|login)[= ][0-9a-z_.@-]*:",),
    takes=("skopeo copy --src-creds ada:⟦letmein⟧ a b", "tool --user=ada:⟦letmein⟧"),
    leaves=(
        "docker run --user 1000:1000",
        "tool --user ada:$PASS",
        "tool --username ada:letmein",
        "tool--user ada:letmein",
        "tool --auth https://example.com",
    ),
)
_PASSWORD = Rule(
    name="flag",
    pattern=Pattern(rf"(?i)-(?<={_PART}-){_FLAG}(?P<value>[a-z][\w.!@#%^*+-]{{2,}})(?![^\s\"'|;&])"),
    valid=_is_password,
    keywords=(r"-pass(?:word|wd|phrase)\s[a-z]", r"--[a-z_.-]*(?:password|passphrase|secret|key|token)\s[a-z]"),
    takes=(
        "db login --user ada --password ⟦letmein⟧ info",
        "java -jar client.jar -password ⟦letmein⟧",
        'sh -c "db.sh --admin-password ⟦letmein⟧"',
        "ssh-keygen -t ed25519 --new-passphrase ⟦letmein⟧",
        "useradd ada --passwd ⟦letmein⟧ && exit",
        "create-alias --aliaspassword ⟦letmein⟧",
        "run --client-secret ⟦letmein⟧ --verbose",
        "run --api-key ⟦letmein⟧",
        "run --db.access_token ⟦letmein⟧",
    ),
    leaves=(
        "db login --password is deprecated",
        "db login --password PASSWORD",
        "db login --password option missing",
        "use the --password option",
        "db login -password",
        "db login [--password secretword]",
        "  --password secretword",
        "db login --password-file letmein",
        "db login x--password letmein",
        "db login --password letmein: wrong",
        "db login --password to",
        "adcli join --stdin-password example.org",
    ),
)

# Between two arguments in shells, in lists of strings and in audit logs (`a1="-u" a2="ada"`).
_NEXT = r"(?:\\*[\"']?(?:,\s?|\s)(?:a\d{1,2}=)?\\*[\"']?)"
_SIGN = rf"(?:{_NEXT}|[:=])"
_FLAGS_OF_BOTH = Pattern(
    rf"""-(?<=[\s"'(,]-)-?(?i:u|user|user-?name|usr){_SIGN}(?P<user>[^\s"',-][^\s"',]*)
    (?:{_NEXT}--?[\w-]{{1,40}}(?:{_SIGN}[^\s"',]+)?){{0,4}}?
    {_NEXT}--?(?i:p|w|pw|pwd|pass){_SIGN}(?P<value>[^\s"'\\|;&,)<>]{{3,}})""",
    re.VERBOSE,
)
# `-u https://…`, `--user 1000`, `python -u main.py`, `vim -u NONE`
_NO_USER = Pattern(r".*://.*|/.*|\d+(?::\d+)?|.*\.(?:py|js|sh|txt|pl|rb|json|ya?ml|conf|c)|NONE")
# Programs that have such flags with other meanings.
_OTHERS = r"mysql\w*|mariadb[\w-]*|kvno|createuser|createdb|dropuser|psql|pg_\w+|pgbench|wget|docker\srun|podman\srun"
_WITH_OTHERS = Pattern(rf"(?<![\w.-])(?:{_OTHERS})[\s,\"'][^|;&\n]*$")
_PORTS = Pattern(r"[\d.:/-]+(?:[tu][cd]p)?")
_LONGEST_BEFORE = 200


def _behind_users(text: Text, _position: int) -> Iterator[Span]:
    for match in _FLAGS_OF_BOTH.finditer(text.folded):
        before = text.folded[max(0, match.start() - _LONGEST_BEFORE) : match.start()]
        if not _NO_USER.fullmatch(match["user"]) and not _WITH_OTHERS.search(before):
            yield match.span("value")


_BEHIND_USER = Rule(
    name="flag-behind-user",
    pattern=_behind_users,
    valid=lambda value: is_password(value) and not value.isupper() and _PORTS.fullmatch(value) is None,
    source="The flags that most programs have for a user and a password, one after the other.",
    keywords=(r"-(?:u|user|user-?name|usr)[\\\"',:= ].*-(?:p|w|pw|pwd|pass)[\\\"',:= ]",),
    takes=(
        "check_mysql -H db1 -u nagios -p ⟦letmein⟧ -d app",
        "esxi_check.py -H esx1 -U root -P ⟦letmein⟧ -V dell",
        "tool --username ada --verbose -p ⟦letmein⟧",
        "winrs -r:srv1 -u:ada -p:⟦letmein⟧ ipconfig",
        "tool --user=ada --pass=⟦letmein⟧",
        "tool -u ada -t 5 -q -pw ⟦letmein⟧",
        "['tool', '-u', 'ada', '-p', '⟦letmein⟧']",
        "['tool', '-u', 'ada', '-t', '5', '-p', '⟦letmein⟧']",
        "tool -u ada --port=5 -p ⟦letmein⟧",
        'a0="tool" a1="-u" a2="ada" a3="-w" a4="⟦letmein⟧"',
    ),
    leaves=(
        "docker run -u ada -p http:http app",
        "docker start --user 1000:1000 -p letmein",
        "tool -u ada -p 8080:80",
        "tool -u ada -p 8080:80/tcp",
        "tool -u ada -p PORT",
        "sqlmap -u https://www.example -p letmein",
        "tool -u /srv/a -p letmein",
        "python -u main.py -p prod",
        "vim -u NONE -p notes",
        "mysql -u root -p orders",
        "mariadb-admin -u root -p orders",
        "pg_dump -U ada -p orders",
        "createuser -U postgres -P ada",
        "run([kvno, '-U', 'ada', '-P', 'target'])",
        "wget -U agent -P downloads",
        "sudo -u ada mkdir -p data",
        "tool -u ada -p name=value",
        "tool -u ada -p $PW",
        "tool -u -p letmein",
        "tool-u ada -p letmein",
    ),
)

RULES = (_PASSWORD, _USER_AND_PASSWORD, _BEHIND_USER)
