"""A bound on the memory of answers that clients have not read yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.limits import MIB

MAX_UNREAD_BYTES = 64 * MIB


class UnreadAnswers:
    """Answers that wait for their readers. When they become too many, the connection that has waited longest is cut."""

    def __init__(self) -> None:
        self._bytes = 0
        # In the order in which they came.
        self._waiting: dict[object, tuple[int, Callable[[str], None]]] = {}

    @contextmanager
    def holding(self, size: int, cut: Callable[[str], None]) -> Iterator[None]:
        """Count an answer of this size while the block runs, which `cut` ends."""
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
