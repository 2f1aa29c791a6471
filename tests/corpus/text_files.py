"""The corpus's words and line templates are in text files, which need no escapes for quotes and backslashes.

`== name` begins a section. Every other line that is not empty is one of its items.
"""

from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent


def sections(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the items of each section of a file, in order."""
    found: dict[str, list[str]] = {}
    for line in (_FOLDER / name).read_text(encoding="utf-8").split("\n"):
        if line.startswith("== "):
            items = found.setdefault(line[3:], [])
        elif line:
            items.append(line)
    return {section: tuple(items) for section, items in found.items()}


def listed(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the comma-separated entries of a section, over all its lines."""
    return tuple(" ".join(items).split(", "))


def weighted(items: tuple[str, ...]) -> Mapping[str, float]:
    """Return items that begin with a weight and a space."""
    pairs = (item.split(" ", 1) for item in items)
    return {text: float(weight) for weight, text in pairs}
