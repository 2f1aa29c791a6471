"""Passwords behind the flags of commands, where they look like words: `--password letmein`."""

from domain.redaction.detectors.secret.command import is_argument
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.words import read_words

# `--password is deprecated`, `the --password option`: sentences about the flag.
_TALK = frozenset(word for words in read_words("secret_talk").values() for word in words)
# Behind its first dash.
_FLAG = r"-?[\w-]{0,40}(?:pass(?:word|wd|phrase)|client[_-]secret|(?:api|secret)[_-]?key)\s"
_PART = r"[\w\"'/.=]\s"


def _is_password(value: str) -> bool:
    """`--password PASSWORD` is the usage of a command."""
    return is_argument(value) and not value.isupper() and value.lower() not in _TALK


RULE = Rule(
    name="flag",
    pattern=Pattern(rf"(?i)-(?<={_PART}-){_FLAG}(?P<value>[a-z][\w.!@#%^*+-]{{2,}})(?![^\s\"'|;&])"),
    valid=_is_password,
    keywords=(
        r"-pass(?:word|wd|phrase)\s[a-z]",
        r"--[a-z]*pass(?:word|wd|phrase)\s[a-z]",
        r"(?:client[_-]secret|(?:api|secret)[_-]?key)\s[a-z]",
    ),
    takes=(
        "db login --user ada --password ⟦letmein⟧ info",
        "java -jar client.jar -password ⟦letmein⟧",
        'sh -c "db.sh --admin-password ⟦letmein⟧"',
        "ssh-keygen -t ed25519 --new-passphrase ⟦letmein⟧",
        "useradd ada --passwd ⟦letmein⟧ && exit",
        "create-alias --aliaspassword ⟦letmein⟧",
        "run --client-secret ⟦letmein⟧ --verbose",
        "run --api-key ⟦letmein⟧",
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
