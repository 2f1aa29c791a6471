"""Which text after a command, a flag or a setting is a password: not `--verbose`, `8080`, `$PASS` or `required`."""

from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.words import read_words

VALUE = r"(?P<value>[^\s\"'\\<>]{3,})"
_SHORTEST = 3
# `--password is deprecated`, `the --password option`: sentences about the flag.
_TALK = frozenset(
    word for section in ("words", "beginnings", "behind-flags") for word in read_words("secret_talk")[section]
)
# The names of arguments in the usage of a command: `-p PASSWORD`.
_NAME = Pattern(r"[\W_]*(?:[A-Z]+_)*(?:PASSWORD|PASSWD|PASS|PWD|PW|SECRET|TOKEN|KEY|COMMUNITY|STRING)[\W_]*")

# `vault login username=ada`
_SETTING = Pattern(r"[a-z_-]{2,}=.*")


def is_value(value: str) -> bool:
    """Return whether the value is neither a flag nor a variable."""
    return not value.startswith("-") and not is_reference(value)


def is_argument(value: str) -> bool:
    """Return whether the value is not a port, flag, command of a client (`+quit`) or variable."""
    return not value.isdigit() and not value.startswith(("-", "+")) and not is_reference(value)


def is_password(value: str) -> bool:
    """Return whether the value may be a password: not a name (`PASSWORD`), a word of a sentence or part of a URL."""
    return (
        len(value) >= _SHORTEST
        and is_argument(value)
        and value.lower() not in _TALK
        and not value.startswith("//")
        and _SETTING.fullmatch(value) is None
        and _NAME.fullmatch(value) is None
    )
