"""Limits the memory of answers that clients have not read yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.limits import MIB

MAX_UNREAD_BYTES = 64 * MIB


class UnreadAnswers:
    """The answers that are being sent. When they exceed the limit, the connection of the oldest one is cut."""

    def __init__(self) -> None:
        self._bytes = 0
        # Ordered by age.
        self._waiting: dict[object, tuple[int, Callable[[str], None]]] = {}

    @contextmanager
    def holding(self, size: int, cut: Callable[[str], None]) -> Iterator[None]:
        """Count an answer of `size` bytes while the block runs. `cut` closes its connection."""
        answer = object()
        self._waiting[answer] = size, cut
        self._bytes += size
        while self._bytes > MAX_UNREAD_BYTES and len(self._waiting) > 1:
            self._forget(next(iter(self._waiting)))("slow_reader")
        try:
            yield
        finally:
            if answer in self._waiting:
                self._forget(answer)

    def _forget(self, answer: object) -> Callable[[str], None]:
        size, cut = self._waiting.pop(answer)
        self._bytes -= size
        return cut
