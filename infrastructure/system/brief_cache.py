"""Answers that were loaded a moment ago."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from application.ports.clock import Clock

T = TypeVar("T")

# A change takes effect within a minute, with time to spare for whatever is under way.
_SECONDS = 30
# Whoever makes up tenants must not fill the memory.
_MOST = 10_000


@dataclass(frozen=True)
class _Answer(Generic[T]):
    value: T
    loaded_at: datetime
    loaded_at_monotonic: float


class BriefCache(Generic[T]):
    """Answers of `load` by key, each for at most 30 s. An error is raised and not remembered."""

    def __init__(self, load: Callable[[str], T], *, clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._loaded: OrderedDict[str, _Answer[T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> T:
        """The answer that was loaded in the last 30 s, or one that is loaded now."""
        with self._lock:
            known = self._loaded.get(key)
        if known and self._is_fresh(known):
            return known.value
        now, monotonic = self._clock.now(), self._clock.monotonic()
        value = self._load(key)
        with self._lock:
            self._loaded[key] = _Answer(value, now, monotonic)
            self._loaded.move_to_end(key)
            if len(self._loaded) > _MOST:
                self._loaded.popitem(last=False)
        return value

    def _is_fresh(self, answer: _Answer[T]) -> bool:
        """By both clocks: one may be set back, and the other may stand still while Lambda has frozen the process."""
        return (
            self._clock.monotonic() - answer.loaded_at_monotonic < _SECONDS
            and self._clock.now() - answer.loaded_at < timedelta(seconds=_SECONDS)
        )
