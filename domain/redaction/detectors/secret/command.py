"""Rules for passwords on command lines, by program, because `-p` has different meanings."""

from collections.abc import Iterator

from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# In a list of arguments (`['mongo', '-p', '…']`) a comma stands between a flag and its value.
QUOTE = r"(?:\\*[\"'](?:,\s?\\*[\"'])?)?"
# The arguments of one command, which a backslash continues on the next line.
_ARGUMENTS = Pattern(r"(?:[^|;&\n\x03\\]|\\[^\x03]){0,320}")
_VALUE = r"(?P<value>[^\s\"'\\|;&,)<>]{2,})"
_LONGEST_ARGUMENT = 160


def is_argument(value: str) -> bool:
    """Return whether it is an argument: not a port, flag or variable."""
    return not value.isdigit() and not value.startswith("-") and not is_reference(value)


class _CommandLine:
    """Finds the values of an argument of some programs."""

    def __init__(self, programs: str, argument: str, value: str) -> None:
        self._command = Pattern(rf"(?<![\w.-])(?:{programs})[\s\"']")
        self._argument = Pattern(rf"[\s\"']{argument}{QUOTE}{value}")

    def find(self, text: Text, _position: int) -> Iterator[Span]:
        folded = text.folded
        end = 0
        for command in self._command.finditer(folded):
            # The arguments of a command are searched once, though another program may be among them.
            if command.start() < end:
                continue
            # White space or a quote is the beginning of an argument as well.
            start = command.end() - 1
            arguments = _ARGUMENTS.match(folded, start)
            end = arguments.end() if arguments else start
            last = text.value_at(start).end
            limit = min(end + _LONGEST_ARGUMENT, last)
            for argument in self._argument.finditer(folded, start, limit):
                # A value that goes on behind the limit is read whole.
                whole = self._argument.match(folded, argument.start(), last) if argument.end() == limit else argument
                if whole and argument.start() < end:
                    yield whole.span("value")


def command_rule(  # noqa: PLR0913 - one argument for each column of a table
    name: str,
    programs: str,
    argument: str,
    *,
    takes: tuple[str, ...],
    leaves: tuple[str, ...],
    value: str = _VALUE,
    keywords: tuple[str, ...] = (),
) -> Rule:
    """Return a rule for programs (words separated by `|`) whose password is after `argument`."""
    return Rule(
        name=f"command-{name}",
        pattern=_CommandLine(programs, argument, value).find,
        valid=is_argument,
        keywords=keywords or tuple(rf"{program}[ \"']" for program in programs.replace(r"\s", " ").split("|")),
        takes=takes,
        leaves=leaves,
    )
