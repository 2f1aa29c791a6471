"""Random numbers from the seed."""

from random import Random

from application.ports.random_source import RandomSource


class ReplayedRandomSource(RandomSource):
    """The random numbers of the history."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def fraction(self) -> float:
        """Return the next number."""
        return self._random.random()
