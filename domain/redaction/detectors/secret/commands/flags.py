"""Passwords after flags of any command: `--password letmein`, `-u ada -p letmein`."""

from collections.abc import Iterator

from domain.redaction.detectors.secret.commands.arguments import VALUE
from domain.redaction.detectors.secret.named.forms import names_something_else
from domain.redaction.detectors.secret.passwords import is_argument, is_password
from domain.redaction.named.references import is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

# The names of flags for secrets.
_FLAG_NAMES = (
    r"(?:pass(?:word|wd|phrase)?|(?:client|app|shared|webhook|consumer|jwt|signing|session|cookie)[_-]?secret"
    r"|(?:api|secret|access|private|encryption|master|signing|account|license|storage)[_-]?key"
    r"|(?:access|auth|refresh|api|bearer|bot|vault|secret|github|gitlab|slack|npm)[_-]?token)"
)
_FLAG = rf"(?!-?stdin)-?[\w.-]{{0,40}}{_FLAG_NAMES}\s"
# In quotes, it may have several words.
_IN_QUOTES = r"(?P<quote>\\*\")"
_FLAG_VALUE = rf"(?:{_IN_QUOTES})?(?P<value>(?(quote)[^\"\\\n]{{3,128}}|[a-z][\w.!@#%^*+-]{{2,}}))(?![^\s\"'|;&\\])"
_PART = r"[\w\"'/.=]\s"


def _is_password(value: str) -> bool:
    """Return whether the value is a password. `--password PASSWORD` describes the usage of a command."""
    return is_password(value) and not value.isupper() and not is_reference_or_talk(value)


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
    pattern=Pattern(rf"(?i)-(?<={_PART}-){_FLAG}{_FLAG_VALUE}"),
    valid=_is_password,
    keywords=(
        r"-pass(?:word|wd|phrase)\s[\\\"]*[a-z]",
        r"--[a-z_.-]*(?:password|passphrase|secret|key|token)\s[\\\"]*[a-z]",
    ),
    takes=(
        "db login --user ada --password ⟦letmein⟧ info",
        'tool --password "⟦super secret⟧" --x',
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
# A search starts at the first backslash of a run, so that a run is read once.
_NEXT = r"(?:(?<!\\)\\*+[\"']?(?:,\s?|\s)(?:a\d{1,2}=)?\\*+[\"']?)"
_SIGN = rf"(?:{_NEXT}|[:=])"
# A flag for a user, up to four others, and a flag for a password.
_FLAG_OF_USER = rf"-(?<=[\s\"'(,]-)-?(?i:u|user|user-?name|usr){_SIGN}(?P<user>[^\s\"',-][^\s\"',]*)"
_OTHER_FLAGS = rf"(?:{_NEXT}--?[\w-]{{1,40}}(?:{_SIGN}[^\s\"',]+)?){{0,4}}?"
_FLAG_OF_PASSWORD = rf"{_NEXT}--?(?i:p|w|(?P<certain>pw|pwd|pass)){_SIGN}"
_FLAGS_OF_BOTH = Pattern(_FLAG_OF_USER + _OTHER_FLAGS + _FLAG_OF_PASSWORD + VALUE)
# `-u https://…`, `--user 1000`, `python -u main.py`, `vim -u NONE`
_NO_USER = Pattern(r".*://.*|/.*|\d+(?::\d+)?|.*\.(?:py|js|sh|txt|pl|rb|json|ya?ml|conf|c)|NONE")
_PROGRAMS = read_words("secret_programs")
_OTHER_FLAGS_BEFORE = Pattern(rf"(?<![\w.-])(?:{'|'.join(_PROGRAMS['other-flags'])})[\s,\"'][^|;&\n]*$")
_LOGIN_PROGRAM_BEFORE = Pattern(rf"(?i)(?:{'|'.join(_PROGRAMS['logins'])})")
_PORTS = Pattern(r"[\d.:/-]+(?:[tu][cd]p)?")
_LONGEST_BEFORE = 200


def _after_users(text: Text, _position: int) -> Iterator[Span]:
    """Yield the passwords after users. In `journalctl -u ssh -p err`, both flags mean something else."""
    for match in _FLAGS_OF_BOTH.finditer(text.folded):
        low = max(text.value_at(match.start()).start, match.start() - _LONGEST_BEFORE)
        before = text.folded[low : match.start()].rpartition("\n")[2]
        value = match["value"]
        is_word = value.isalpha() and (value.islower() or value.istitle())
        if (
            not _NO_USER.fullmatch(match["user"])
            and not _OTHER_FLAGS_BEFORE.search(before)
            and not names_something_else(value)
            and (not is_word or match["certain"] or _LOGIN_PROGRAM_BEFORE.search(before))
        ):
            yield match.span("value")


_BEHIND_USER = Rule(
    name="flag-behind-user",
    pattern=_after_users,
    valid=lambda value: (
        is_password(value) and not (value.isupper() and value.isalpha()) and _PORTS.fullmatch(value) is None
    ),
    source="The flags that most programs have for a user and a password, one after the other.",
    keywords=(r"-(?:u|user|user-?name|usr)[\\\"',:= ].*-(?:p|w|pw|pwd|pass)[\\\"',:= ]",),
    takes=(
        "check_mysql -H db1 -u nagios -p ⟦letmein⟧ -d app",
        "esxi_check.py -H esx1 -U root -P ⟦letmein⟧ -V dell",
        "login_tool --username ada --verbose -p ⟦letmein⟧",
        "winrs -r:srv1 -u:ada -p:⟦letmein⟧ ipconfig",
        "tool --user=ada --pass=⟦letmein⟧",
        "p4 -u ada -P ⟦«HEX:32»⟧ sync",
        "tool -u ada -t 5 -q -pw ⟦letmein⟧",
        "['tool', '-u', 'ada', '-p', '⟦hunter22⟧']",
        "['tool', '-u', 'ada', '-t', '5', '-p', '⟦hunter22⟧']",
        "tool -u ada --port=5 -p ⟦hunter22⟧",
        'a0="tool" a1="-u" a2="ada" a3="-w" a4="⟦hunter22⟧"',
    ),
    leaves=(
        "docker run -u ada -p http:http app",
        "tool --user 1000:1000 -p hunter22",
        "tool -u ada -p 8080:80",
        "tool -u ada -p 8080:80/tcp",
        "tool -u ada -p PORT",
        "sqlmap -u https://www.example -p letmein",
        "tool -u /srv/a -p hunter22",
        "python -u main.py -p prod22",
        "vim -u NONE -p notes22",
        "mysql -u root -p orders",
        "mariadb-admin -u root -p orders",
        "pg_dump -U ada -p orders",
        "createuser -U postgres -P ada",
        "run([kvno, '-U', 'ada', '-P', 'target'])",
        "wget -U agent -P downloads22",
        "journalctl -u nginx -p err22",
        "tool -u nginx -p Letmein",
        "sudo -u ada mkdir -p data",
        "tool -u ada -p name=value",
        "tool -u ada -p $PW",
        "ansible -u root -p site22.yml",
        "tool -u -p letmein",
        "tool-u ada -p hunter22",
    ),
)

_OF_WINDOWS = Rule(
    name="flag-of-windows",
    pattern=Pattern(
        r"(?i)\s/(?:user(?:name|d|o)?|u)[:\s]\S+\s(?:/\w+(?:[:\s][^\s/]\S*)?\s){0,4}?/(?:password[do]?|pass)[:\s]"
        r"\\*[\"']?(?P<value>[^\s\"'\\/]{3,})"
    ),
    valid=is_password,
    source="The flags of Windows' programs.",
    keywords=("/(?:user(?:name|d|o)?|u)[: ].* /(?:password[do]?|pass)[: ]",),
    takes=(
        "djoin /domain corp /userd admin /passwordd ⟦hunter22⟧",
        'tool /username CORP\\ada /run /password "⟦letmein⟧"',
        "tool /u:ada /log:a.txt /pass:⟦letmein⟧",
    ),
    leaves=("tool /user ada /password %PASS%", "tool /user ada letmein", "tool /user ada | tool /password letmein"),
)
_GLUED = Rule(
    name="flag-glued",
    pattern=Pattern(r"\s-p(?:'(?P<value>(?=[^'\n\x03]{0,63}[0-9])(?=[^'\n\x03]{0,63}[A-Za-z])[^'\s\x03]{6,64})')"),
    valid=is_password,
    source="MySQL's and others' flag, which is directly followed by the password in quotes.",
    keywords=(" -p'",),
    takes=("executed with -p'⟦hunter22⟧'",),
    leaves=("executed with -p'letmein'", "executed with -p'2026-11-29'", "x-p'hunter22'", "executed with -p'${PASS1}'"),
)

# A flag and its value as two fields of an audit log, or as two elements of a list without quotes.
_LISTED_NAME = r"[\w.-]{0,40}(?:password|secret|token)"
_LISTED = Rule(
    name="flag-listed",
    pattern=Pattern(
        rf"(?i)(?:\"--?{_LISTED_NAME}\"\sa\d{{1,2}}=\"|[\[\s]--{_LISTED_NAME},\s)"
        r"(?P<value>[^\s\"',\]\x03-][^\s\"',\]\x03]{2,127})"
    ),
    valid=_is_password,
    source="auditd(8).",
    keywords=(r"(?:password|secret|token)(?:\" a[0-9]*=|, )",),
    takes=(
        'type=EXECVE argc=3 a0="app" a1="--password" a2="⟦letmein⟧"',
        "args: [--db-user, app, --db-password, ⟦letmein⟧]",
    ),
    leaves=(
        'a0="app" a1="--password-file" a2="letmein"',
        'a0="app" a1="--name" a2="letmein"',
        "args: [--db-password, --verbose]",
        "args: [--db-password, $PASS1]",
        "args: [app--password, letmein]",
    ),
)

RULES = (_LISTED, _OF_WINDOWS, _GLUED, _PASSWORD, _USER_AND_PASSWORD, _BEHIND_USER)
