"""Python's own regular expressions step back, so each of them is looked at for how far."""

import gc
import itertools
import pkgutil
import time
from collections.abc import Iterator
from importlib import import_module

import domain.redaction
from domain.redaction.pattern import Pattern

_CHARACTERS = ("a", "A", "1", "é", " ", ".", "-", "_", "/", ":", "=", ",", '"', "'", "\\", "(", "[", "<", ">", "@", "+")
_UNITS = (*_CHARACTERS, *map("".join, itertools.product(_CHARACTERS, repeat=2)), "Aa1", "(1)", "name")
# What a pattern that repeats the units may fail at, and so begin to step back.
_ENDS = ("", "!", "1", '"')
_REPETITIONS = 22
_TEXTS = [unit * _REPETITIONS + end for unit, end in itertools.product(_UNITS, _ENDS)]
_ROUNDS = 3
# One that tries each way to part 22 units takes seconds; any other a thousandth of this.
_MOST_SECONDS = 0.02


def _patterns() -> Iterator[tuple[str, Pattern]]:
    """All that the package has made, wherever it keeps them."""
    for module in pkgutil.walk_packages(domain.redaction.__path__, "domain.redaction."):
        import_module(module.name)
    # What nothing refers to any more would be found by chance.
    gc.collect()
    for made in gc.get_objects():
        if isinstance(made, Pattern):
            yield made.source, made


def test_no_pattern_tries_every_way_to_part_a_text() -> None:
    """`(a+)+` and its like take twice as long with each character: a log of forty would stop its worker for hours."""
    patterns = dict(_patterns())
    assert patterns
    slow = {source: text for source, pattern in patterns.items() if (text := _slow_text(pattern)) is not None}
    assert not slow, "\n".join(f"{source} takes long on {text!r}" for source, text in slow.items())


def _slow_text(pattern: Pattern) -> str | None:
    """The first text that one of the pattern's matches takes long on: the next one could take for ever."""
    return next((text for text in _TEXTS if _seconds(pattern, text) >= _MOST_SECONDS), None)


def _seconds(pattern: Pattern, text: str) -> float:
    """The processor's time for the quickest of three rounds, where the first is not quick."""
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        pattern.search(text)
        best = min(best, time.process_time() - started)
        if best < _MOST_SECONDS:
            break
    return best
