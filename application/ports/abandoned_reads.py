"""Cancelling reads whose client has disconnected. The server reports it, and adapters check it during searches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from domain.errors import PassingError

_has_left: ContextVar[Callable[[], bool]] = ContextVar("has_left", default=lambda: False)


@contextmanager
def reading_for(has_left: Callable[[], bool]) -> Iterator[None]:
    """Within the block, reads of this thread are cancelled once `has_left` returns True."""
    token = _has_left.set(has_left)
    try:
        yield
    finally:
        _has_left.reset(token)


def check_still_wanted() -> None:
    """Raise PassingError if the client has disconnected. No one receives the answer to the error."""
    if _has_left.get()():
        raise PassingError("client_has_left")
