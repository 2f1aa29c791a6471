"""Chance that a test rules."""

import random

from application.ports.random_source import RandomSource


class SeededRandomSource(RandomSource):
    """The same numbers for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - to be replayed is its very purpose

    def fraction(self) -> float:
        """The next one of the seed's series."""
        return self._random.random()
