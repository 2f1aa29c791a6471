"""How a program is given a password, in the notation of manuals.

| usage | what it describes |
| --- | --- |
| `-p PASSWORD` | the argument after a flag, or behind `=` |
| `-pPASSWORD` | the rest of the flag itself |
| `-u USER:PASSWORD` | a part of the argument after a flag |
| `add_user USER PASSWORD` | the arguments after a word |
| `-- USER PASSWORD` | all arguments of the program but its flags |
| `-p|--pass PASSWORD` | the argument after one of several flags |
| `USER/PASSWORD@HOST` | a part of any argument |
| `-- USER PASSWORD NUMBER` | a number among the arguments |

`PASSWORD` is a value to redact, and `TOKEN` one with a digit. Other words in capitals are any text up to the sign that
follows them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from domain.redaction.detectors.secret.commands.arguments import Argument
from domain.redaction.pattern import Pattern
from domain.redaction.text import Span

_PARTS = re.compile(r"(PASSWORD|TOKEN|(?!.PASSWORD)[A-Z]{2,})")
_FROM_FIRST = "--"
_VALUES = {
    # The last quote starts at the first backslash of a run, so that a run is read once.
    "PASSWORD": r"(?:\\*[\"'])?(?P<value>[^\"'].*?)(?:(?<!\\)\\*[\"'])?",
    "TOKEN": r"(?P<value>(?=[^\d]*\d)[^\s\"':$]{8,})",
}
# `curl -u user:password`
_EXAMPLE = Pattern(
    r"(?i)\W*(?:user|username|login|name|email|xxx)\W+(?:password|passwd|pass|token|api[_-]?key|yyy|xxx)\W*"
)


def _template(written: str) -> Pattern:
    """Return a pattern for an argument such as `USER:PASSWORD`."""
    pattern = ""
    parts = _PARTS.split(written)
    for place, part in enumerate(parts):
        following = parts[place + 1][:1] if place + 1 < len(parts) else ""
        if part in _VALUES:
            pattern += _VALUES[part]
        elif part == "NUMBER":
            pattern += r"\d+"
        elif place % 2:
            # `curl -u :PASSWORD`
            least = "*" if following == ":" else "+"
            pattern += rf"[^\s{re.escape(following)}]{least}" if following else ".*"
        else:
            pattern += re.escape(part)
    return Pattern(rf"(?s:{pattern})$")


class Usage:
    """One usage.

    One of the flags or words in `triggers` precedes the arguments; without triggers, any argument may match. If
    `is_glued`, the value is the rest of the trigger's own argument: `-pPASSWORD`.
    """

    def __init__(self, written: str) -> None:
        self.written = written
        first, *rest = written.split()
        flag = _PARTS.split(first)[0]
        self.is_glued = not rest and flag != ""
        self.is_from_first = first == _FROM_FIRST
        before = flag if self.is_glued else first if rest else ""
        self.triggers = before.split("|") if before else []
        self._written_operands = rest or [first.removeprefix(flag)]
        # `-uUSER:PASSWORD` means nothing else.
        self.may_be_glued = written.endswith("USER:PASSWORD")
        self._skips_flags = self.is_from_first or not first.startswith("-")
        # `-- USER PASSWORD`: with fewer or more arguments, the program does something else.
        self._takes_all = self.is_from_first and written.endswith("PASSWORD")

    @cached_property
    def _operands(self) -> Sequence[Pattern]:
        return [_template(each) for each in self._written_operands]

    def values(self, arguments: Sequence[Argument], flag: int = 0) -> Iterator[Span]:
        """Yield the passwords among the arguments. The first `flag` characters of the first one are the flag."""
        found = []
        rest = list(arguments)
        if self._skips_flags:
            rest = [each for each in rest if not each.text.startswith("-")]
        if self._takes_all and len(rest) != len(self._operands):
            return
        for operand, argument in zip(self._operands, rest, strict=False):
            match = operand.match(argument.text, flag)
            if match is None or _EXAMPLE.fullmatch(argument.text, flag):
                return
            flag = 0
            if _has_value(operand):
                start, end = match.span("value")
                found.append((argument.start + start, argument.start + end))
        if len(rest) >= len(self._operands):
            yield from found


def _has_value(operand: Pattern) -> bool:
    """Return whether a part of the argument is a password."""
    return "(?P<value>" in operand.source
