"""Chance from the seed."""

from random import Random

from application.ports.random_source import RandomSource


class ReplayedRandomSource(RandomSource):
    """The history's own."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def fraction(self) -> float:
        """Whatever comes next."""
        return self._random.random()
