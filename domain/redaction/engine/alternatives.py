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
    """Yield patterns that do not begin with a group of alternatives. Where the pattern matches, one of them does."""
    if pattern.startswith(_GROUP):
        alternatives, rest = _first_group(pattern)
        parts = [alternative + rest for alternative in alternatives]
        if not rest.startswith(_REPEATS) and sum(map(len, parts)) <= _LONGEST:
            for part in parts:
                yield from beginnings(part)
            return
    yield pattern


def _first_group(pattern: str) -> tuple[Sequence[str], str]:
    """Return the alternatives of the group at the beginning of a pattern, and the text after the group."""
    alternatives = [""]
    depth = 0
    for piece in _PIECE.finditer(pattern, len(_GROUP)):
        if piece[0] == ")" and depth == 0:
            return alternatives, pattern[piece.end() :]
        depth += (piece[0] == "(") - (piece[0] == ")")
        if piece[0] == "|" and depth == 0:
            alternatives.append("")
        else:
            alternatives[-1] += piece[0]
    raise ValueError(f"A group does not end: {pattern}")
