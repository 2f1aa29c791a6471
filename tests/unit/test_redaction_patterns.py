"""Python's own regular expressions step back, so each of them is looked at for how far."""

import gc
import itertools
import pkgutil
import time
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

import domain.redaction
from domain.redaction.pattern import Pattern

_CHARACTERS = ("a", "A", "1", "é", " ", ".", "-", "_", "/", ":", "=", ",", '"', "'", "\\", "(", "[", "<", ">", "@", "+")
_UNITS = (*_CHARACTERS, *map("".join, itertools.product(_CHARACTERS, repeat=2)), "Aa1", "(1)", "name")
# What a pattern that repeats the units may fail at, and so begin to step back.
_ENDS = ("", "!", "1", '"')
_REPETITIONS = 22
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


# In an order of their own: each process of a test run must find the same tests, and objects come in none.
PATTERNS = dict(sorted(_patterns(), key=lambda found: found[0]))


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_pattern_tries_every_way_to_part_a_text(pattern: Pattern) -> None:
    """`(a+)+` and its like take twice as long with each character: a log of forty would stop its worker for hours."""
    for unit, end in itertools.product(_UNITS, _ENDS):
        text = unit * _REPETITIONS + end
        for match in (pattern.match, pattern.fullmatch, pattern.search):
            assert _seconds(match, text) < _MOST_SECONDS, f"{text!r}"


def _seconds(match: Callable[[str], object], text: str) -> float:
    """The processor's time for the quickest of three, where the first is not quick."""
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.process_time()
        match(text)
        best = min(best, time.process_time() - started)
        if best < _MOST_SECONDS:
            break
    return best
