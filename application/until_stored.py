"""Repeating a change until it is stored without a concurrent change by someone else."""

from collections.abc import Callable
from typing import TypeVar

from domain.errors import PassingError

_ATTEMPTS = 5

Stored = TypeVar("Stored")


def until_stored(attempt: Callable[[], Stored | None]) -> Stored:
    """Repeat `attempt` until it returns a value; return that value.

    `attempt` reads, changes and stores a value. It returns None if someone else has changed the stored value after it
    was read. Raises PassingError if that happens too often, and any error of `attempt`.
    """
    for _ in range(_ATTEMPTS):
        if (stored := attempt()) is not None:
            return stored
    raise PassingError("changed_meanwhile")
