"""The machine's chance."""

import random

from application.ports.random_source import RandomSource


class SystemRandomSource(RandomSource):
    """Python's own generator, seeded by the operating system."""

    def fraction(self) -> float:
        return random.random()  # noqa: S311 - spreads retries, guards nothing
