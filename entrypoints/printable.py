"""Writing text for terminals."""

import json
import re

# Characters outside ASCII may be printable. `str.isprintable` decides: it excludes control characters, which can start
# terminal commands, invisible characters, and those that change the writing direction.
_PERHAPS_NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]")


def printable(text: str) -> str:
    r"""Return the text on one line, with unprintable characters as JSON escapes: `\u001b`, `\n`."""
    return _PERHAPS_NOT_PRINTABLE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 log`, `2,000 logs`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
