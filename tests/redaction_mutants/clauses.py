"""The clauses of a regular expression as text: its assertions and its alternatives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Characters of an alternative that counts as an entry of a word list.
_WORD = re.compile(r"[\w .,:@/='-]|\\[ds .:/-]|\[_-\]|[?+]")
_LEAST_WORDS = 3
_ASSERTIONS = ("(?=", "(?!", "(?<=", "(?<!")
_FLAGS = re.compile(r"\(\?[aiLmsux-]+\)")
_OPENING = re.compile(r"\((?:\?(?:P<\w+>|[aiLmsux-]*:|=|!|<=|<!|>))?")


@dataclass
class _Group:
    """An opened group: its position, that of its content, and the ends of its alternatives so far."""

    start: int
    content: int
    opening: str
    bars: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Clause:
    """A part of a pattern, and the pattern without it."""

    text: str
    without: str


def clauses(source: str, *, verbose: bool) -> Iterator[Clause]:
    """Yield every assertion and every alternative as a clause. The words of a list are one clause."""
    for start, end in _assertions(source, verbose=verbose):
        yield Clause(f"assertion {source[start:end]}", source[:start] + source[end:])
    for alternatives, _, _ in _alternatives(source, verbose=verbose):
        words = [span for span in alternatives if _is_word(source[slice(*span)])]
        if len(words) >= _LEAST_WORDS:
            text = "|".join(source[slice(*span)].strip() for span in words)
            yield Clause(f"words {text[:60]}", _without(source, words))
        else:
            words = []
        for span in alternatives:
            if span in words:
                continue
            yield Clause(f"alternative {' '.join(source[slice(*span)].split())}", _without(source, [span]))


def _without(source: str, spans: list[tuple[int, int]]) -> str:
    """Return the pattern with these alternatives changed so that they never match."""
    for start, end in reversed(spans):
        source = f"{source[:start]}(?!){source[end:]}"
    return source


def _is_word(written: str) -> bool:
    return bool(written.strip()) and not _WORD.sub("", written.strip())


def _groups(source: str, *, verbose: bool) -> Iterator[tuple[_Group, int]]:
    """Yield each group with the position after its content. The whole pattern is last."""
    opened = [_Group(0, 0, "")]
    at = 0
    while at < len(source):
        character = source[at]
        if character == "\\":
            at += 2
        elif character == "[":
            at = _class_end(source, at)
        elif verbose and character == "#":
            at = (source.find("\n", at) + 1) or len(source)
        elif flags := _FLAGS.match(source, at):
            at = flags.end()
        elif character == "(":
            opening = _OPENING.match(source, at)
            assert opening is not None
            opened.append(_Group(at, opening.end(), opening[0]))
            at = opening.end()
        elif character == ")":
            yield opened.pop(), at
            at += 1
        else:
            if character == "|":
                opened[-1].bars.append(at)
            at += 1
    yield opened[0], len(source)


def _class_end(source: str, at: int) -> int:
    """Return the position after a character class."""
    at += 2 if source[at + 1] == "^" else 1
    at += source[at] == "]"
    while source[at] != "]":
        at += 2 if source[at] == "\\" else 1
    return at + 1


def _assertions(source: str, *, verbose: bool) -> Iterator[tuple[int, int]]:
    for group, end in _groups(source, verbose=verbose):
        if group.opening in _ASSERTIONS:
            yield group.start, end + 1
    for boundary in re.finditer(r"(?<!\\)(?:\\\\)*(\\[bB])", source):
        yield boundary.span(1)


def _alternatives(source: str, *, verbose: bool) -> Iterator[tuple[list[tuple[int, int]], int, int]]:
    for group, end in _groups(source, verbose=verbose):
        if group.bars:
            starts = [group.content, *(bar + 1 for bar in group.bars)]
            yield list(zip(starts, [*group.bars, end], strict=True)), group.content, end
