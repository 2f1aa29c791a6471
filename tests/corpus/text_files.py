"""The corpus's words and line templates stand in text files, where quotes and backslashes are themselves.

`== name` begins a section; every other line that is not empty is one item of it.
"""

from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent


def sections(name: str) -> Mapping[str, tuple[str, ...]]:
    """The items of each section of a file, in order."""
    found: dict[str, list[str]] = {}
    for line in (_FOLDER / name).read_text(encoding="utf-8").split("\n"):
        if line.startswith("== "):
            items = found.setdefault(line[3:], [])
        elif line:
            items.append(line)
    return {section: tuple(items) for section, items in found.items()}


def listed(items: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in a section with commas between, over as many lines as it takes."""
    return tuple(" ".join(items).split(", "))


def weighted(items: tuple[str, ...]) -> Mapping[str, float]:
    """Items that begin with a weight and a space."""
    pairs = (item.split(" ", 1) for item in items)
    return {text: float(weight) for weight, text in pairs}
