"""Random numbers that a test controls."""

import random

from application.ports.random_source import RandomSource


class SeededRandomSource(RandomSource):
    """Returns the same numbers for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the numbers must be reproducible

    def fraction(self) -> float:
        """Return the next number of the seed's series."""
        return self._random.random()
