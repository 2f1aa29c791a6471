"""Passwords after flags of commands, where they look like words: `--password letmein`."""

from domain.redaction.detectors.secret.command import is_argument
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.words import read_words

# `--password is deprecated`, `the --password option`: sentences about the flag.
_TALK = frozenset(word for words in read_words("secret_talk").values() for word in words)
# The name after its first dash.
_SECRETS = (
    r"(?:pass(?:word|wd|phrase)|(?:client|app|shared|webhook|consumer|jwt|signing|session|cookie)[_-]?secret"
    r"|(?:api|secret|access|private|encryption|master|signing|account|license|storage)[_-]?key"
    r"|(?:access|auth|refresh|api|bearer|bot|vault|secret|github|gitlab|slack|npm)[_-]?token)"
)
_FLAG = rf"-?[\w.-]{{0,40}}{_SECRETS}\s"
_PART = r"[\w\"'/.=]\s"


def _is_password(value: str) -> bool:
    """Return whether it is a password: `--password PASSWORD` is the usage of a command."""
    return is_argument(value) and not value.isupper() and value.lower() not in _TALK


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
    ),
)

RULES = (_PASSWORD, _USER_AND_PASSWORD)
