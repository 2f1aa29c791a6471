"""A rule for the passwords on command lines of a program: what `-p` means differs from one to the next."""

from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

QUOTE = r"\\*[\"']?"
# From the program to the flag, within one command, which a backslash continues on the next line.
_ARGUMENTS = r"[\s\"'](?:[^|;&\n\x03]{0,160}?(?:\\\n[^|;&\n\x03]{0,80}?){0,3}[ \t\"'])??"
_VALUE = r"(?P<value>[^\s\"'\\|;&,)<>]{2,})"
_NOT_WORD_BEFORE = r"(?<![\w.-])"


def is_argument(value: str) -> bool:
    """No port, no flag, no variable."""
    return not value.isdigit() and not value.startswith("-") and not is_reference(value)


def command_rule(  # noqa: PLR0913 - a row of a table
    name: str,
    programs: str,
    argument: str,
    *,
    takes: tuple[str, ...],
    leaves: tuple[str, ...],
    value: str = _VALUE,
    keywords: tuple[str, ...] = (),
) -> Rule:
    """A rule for programs (words, `|` between them) whose password stands behind `argument`."""
    return Rule(
        name=f"command-{name}",
        pattern=Pattern(rf"{_NOT_WORD_BEFORE}(?:{programs}){_ARGUMENTS}{argument}{QUOTE}{value}"),
        valid=is_argument,
        keywords=keywords or tuple(rf"{program}[ \"']" for program in programs.replace(r"\s", " ").split("|")),
        takes=takes,
        leaves=leaves,
    )
