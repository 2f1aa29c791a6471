"""Readers that stop when nobody waits for their answer any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from domain.errors import PassingError

_has_left: ContextVar[Callable[[], bool]] = ContextVar("has_left", default=lambda: False)


@contextmanager
def reading_for(has_left: Callable[[], bool]) -> Iterator[None]:
    """In the block, and in this thread alone, reads end early once `has_left` says that their client has gone."""
    token = _has_left.set(has_left)
    try:
        yield
    finally:
        _has_left.reset(token)


def check_still_wanted() -> None:
    """Raise PassingError where the client has gone; what is answered then reaches nobody."""
    if _has_left.get()():
        raise PassingError("client_has_left")
