"""Text that a terminal shows and does not obey."""

import json
import re

# Control characters, among them those that start a terminal's commands, and characters that are not seen or that turn
# the direction of writing. `str.isprintable` knows them all by Unicode's categories.
_PERHAPS_NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]")


def printable(text: str) -> str:
    r"""The text on one line, with whatever is not printable as JSON writes it: `\u001b`, `\n`."""
    return _PERHAPS_NOT_PRINTABLE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]
