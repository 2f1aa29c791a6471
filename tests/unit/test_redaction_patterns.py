"""Python's regular expressions backtrack; these tests check that no pattern of a rule takes exponential time."""

import itertools
import pkgutil
import time
from collections.abc import Iterator
from importlib import import_module

import domain.redaction
from domain.redaction.pattern import Pattern
from tests.support.tracked_objects import tracked_objects

_CHARACTERS = ("a", "A", "1", "é", " ", ".", "-", "_", "/", ":", "=", ",", '"', "'", "\\", "(", "[", "<", ">", "@", "+")
_UNITS = (*_CHARACTERS, *map("".join, itertools.product(_CHARACTERS, repeat=2)), "Aa1", "(1)", "name")
# Ends after repeated units at which a pattern may fail and start to backtrack.
_ENDS = ("", "!", "1", '"')
_REPETITIONS = 22
_TEXTS = [unit * _REPETITIONS + end for unit, end in itertools.product(_UNITS, _ENDS)]
_ROUNDS = 3
# A pattern that tries every way to divide 22 units takes seconds; any other takes a thousandth of this limit.
_MOST_SECONDS = 0.02


def _patterns() -> Iterator[tuple[str, Pattern]]:
    """Yield all compiled patterns of the package, wherever they are stored."""
    for module in pkgutil.walk_packages(domain.redaction.__path__, "domain.redaction."):
        import_module(module.name)
    for made in tracked_objects():
        if isinstance(made, Pattern):
            yield made.source, made


def test_no_pattern_takes_exponential_time() -> None:
    """A pattern such as `(a+)+` doubles its time with each character: a log of forty would block a worker for hours."""
    patterns = dict(_patterns())
    assert patterns
    slow = {source: text for source, pattern in patterns.items() if (text := _slow_text(pattern)) is not None}
    assert not slow, "\n".join(f"{source} takes long on {text!r}" for source, text in slow.items())


def _slow_text(pattern: Pattern) -> str | None:
    """Return the first text on which one of the pattern's matches is slow, because the next one could run forever."""
    return next((text for text in _TEXTS if _seconds(pattern, text) >= _MOST_SECONDS), None)


def _seconds(pattern: Pattern, text: str) -> float:
    """Return the processor time of the fastest of three runs. A fast first run is enough."""
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.process_time()
        pattern.fullmatch(text)
        # This also tries a match at the beginning.
        pattern.search(text)
        best = min(best, time.process_time() - started)
        if best < _MOST_SECONDS:
            break
    return best
