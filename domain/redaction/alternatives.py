"""The alternatives at the beginning of a pattern, as patterns: `(?:old|new) name` is `old name` and `new name`.

In an automaton of many patterns, RE2 shares the beginnings of patterns, but not the beginnings of alternatives in a
group. Without groups, the automaton has half as many states to build, which the first texts of a process wait for.
"""

from collections.abc import Iterator, Sequence

from domain.redaction.pattern import Pattern

# Escapes, character classes, the signs of groups and alternatives, and other text.
_PIECE = Pattern(r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+")
_GROUP = "(?:"
_REPEATS = ("*", "+", "?", "{")
# A group whose alternatives are longer than this together with the text after it stays a group.
_LONGEST = 4_000


def beginnings(pattern: str) -> Iterator[str]:
    """Yield patterns that do not begin with alternatives. Where the pattern matches, one of them does."""
    for part in _alternatives(pattern):
        yield from _without_group(part)


def _without_group(pattern: str) -> Iterator[str]:
    if pattern.startswith(_GROUP):
        group, rest = _first_group(pattern)
        parts = [part + rest for part in _alternatives(group)]
        if not rest.startswith(_REPEATS) and sum(map(len, parts)) <= _LONGEST:
            for part in parts:
                yield from _without_group(part)
            return
    yield pattern


def _alternatives(pattern: str) -> Sequence[str]:
    """Split a pattern at each `|` that is not in a group."""
    if "|" not in pattern:
        return (pattern,)
    parts = [""]
    depth = 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _first_group(pattern: str) -> tuple[str, str]:
    """Return the content of the group at the beginning of a pattern, and the text after the group."""
    depth = 0
    for piece in _PIECE.finditer(pattern):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth == 0:
            return pattern[len(_GROUP) : piece.start()], pattern[piece.end() :]
    raise ValueError(f"A group does not end: {pattern}")
