"""Changing what others may change at the same time."""

from collections.abc import Callable
from typing import TypeVar

from domain.errors import PassingError

_ATTEMPTS = 5

Stored = TypeVar("Stored")


def until_stored(attempt: Callable[[], Stored | None]) -> Stored:
    """Repeat `attempt`, which reads, changes and stores, until it returns what it has stored, and return that.

    It returns None if someone else has changed the same in between. Raises PassingError if that happens too often, and
    whatever `attempt` raises.
    """
    for _ in range(_ATTEMPTS):
        if (stored := attempt()) is not None:
            return stored
    raise PassingError("changed_meanwhile")
