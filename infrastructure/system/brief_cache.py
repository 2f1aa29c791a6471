"""A cache whose entries expire after 30 seconds."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from application.ports.clock import Clock

T = TypeVar("T")

# Changes must take effect within a minute, so requests that begin with a cached value have another 30 s.
_SECONDS = 30
# A limit, because callers can invent tenant ids and must not fill the memory.
_MOST = 10_000


@dataclass(frozen=True)
class _Answer(Generic[T]):
    value: T
    loaded_at: datetime
    loaded_at_monotonic: float


class BriefCache(Generic[T]):
    """Caches what `load` returns for a key for 30 s. Errors are raised and not cached. Thread-safe."""

    def __init__(self, load: Callable[[str], T], *, clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._loaded: OrderedDict[str, _Answer[T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> T:
        """Return the cached value, or load it."""
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
        """Check both clocks: one can be set back, and the other may stop while Lambda has frozen the process."""
        return (
            self._clock.monotonic() - answer.loaded_at_monotonic < _SECONDS
            and self._clock.now() - answer.loaded_at < timedelta(seconds=_SECONDS)
        )
