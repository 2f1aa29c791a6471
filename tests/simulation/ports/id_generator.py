"""Random ids from the seed."""

from collections.abc import Callable
from random import Random

from application.ports.id_generator import IdGenerator


class SeededIdGenerator(IdGenerator):
    """128 bits from the history's own chance; whoever asked to is told of each."""

    def __init__(self, random: Random, when_given: Callable[[str], None] = lambda _: None) -> None:
        self._random = random
        self._when_given = when_given

    def new_log_id(self) -> str:
        """As the real one, 32 hex digits."""
        log_id = f"{self._random.getrandbits(128):032x}"
        self._when_given(log_id)
        return log_id
