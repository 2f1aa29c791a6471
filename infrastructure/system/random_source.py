"""Random numbers from Python's generator."""

import random

from application.ports.random_source import RandomSource


class SystemRandomSource(RandomSource):
    """Python's own generator, seeded by the operating system."""

    def fraction(self) -> float:
        return random.random()  # noqa: S311 - it only spreads retries
