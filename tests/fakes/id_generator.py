"""Ids that a test can predict."""

from itertools import count

from application.ports.id_generator import IdGenerator


class CountingIdGenerator(IdGenerator):
    """Generates `log-1`, `log-2` and so on."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.failure: Exception | None = None

    def new_log_id(self) -> str:
        """Return the next id."""
        if self.failure:
            raise self.failure
        return f"log-{next(self._numbers)}"
