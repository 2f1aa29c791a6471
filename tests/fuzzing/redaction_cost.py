"""The cost of redacting a log, as a multiple of the cost of an ordinary line per byte."""

import gc
import random
import time
from collections.abc import Callable

from domain.redaction import Action, RedactionPolicy, Redactor, redact_attributes
from domain.redaction.detectors import DETECTORS
from tests.corpus import plain
from tests.fuzzing.hostile_log import Recipe, size_of

# No log costs more than this many ordinary lines of the same length (docs/redaction-cost.md).
BOUND = 17
# The cost of the call itself is the same for any log. Logs of at least this size make it negligible.
LEAST_BYTES = 1_024
_ORDINARY_LINES = 400

REDACTOR = Redactor(RedactionPolicy(version="1", actions=dict.fromkeys(DETECTORS, Action.MASK)))


class Costs:
    """Costs of logs, relative to ordinary lines that are measured with each attempt.

    A busy machine slows both down for a while, so the fastest of several attempts is compared with the fastest of the
    ordinary lines between them.
    """

    def __init__(self) -> None:
        self._lines = [record.text for record in plain(3, _ORDINARY_LINES)]
        self._bytes = sum(len(line.encode()) for line in self._lines)
        # Fill the caches of the process first, so that filling them is not counted.
        self._read_ordinary_lines()
        # The lowest value so far, in seconds a byte.
        self.ordinary = float("inf")

    def of(self, recipe: Recipe, attempts: int) -> float:
        """Return how many ordinary lines of its length a log costs. Each attempt has other numbers in it."""
        least = ordinary = float("inf")
        for _ in range(attempts):
            text, attributes = recipe.log(random.randrange(1 << 20))  # noqa: S311 - only test data

            def redact(text: str = text, attributes: dict = attributes) -> None:  # type: ignore[type-arg]
                REDACTOR.redact(text)
                redact_attributes(attributes, REDACTOR)

            ordinary = min(ordinary, _seconds(self._read_ordinary_lines) / self._bytes)
            least = min(least, _seconds(redact) / size_of(text, attributes))
        self.ordinary = min(self.ordinary, ordinary)
        return least / ordinary

    def _read_ordinary_lines(self) -> None:
        for line in self._lines:
            REDACTOR.redact(line)


def _seconds(work: Callable[[], object]) -> float:
    """Return the CPU time, without the garbage collection of other objects."""
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        gc.enable()
