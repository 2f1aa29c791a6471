"""Random ids from the seed."""

from collections.abc import Callable
from random import Random

from application.ports.id_generator import IdGenerator


class SeededIdGenerator(IdGenerator):
    """Creates ids of 128 bits from the history's random choices, and reports each of them."""

    def __init__(self, random: Random, when_given: Callable[[str], None] = lambda _: None) -> None:
        self._random = random
        self._when_given = when_given

    def new_log_id(self) -> str:
        """Return 32 hex digits, like the real one."""
        log_id = f"{self._random.getrandbits(128):032x}"
        self._when_given(log_id)
        return log_id
