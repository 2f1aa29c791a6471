"""What was read a moment ago."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from application.ports.clock import Clock

T = TypeVar("T")

# A change takes effect within a minute, with time to spare for whatever is under way.
_SECONDS = 30
# Whoever makes up tenants must not fill the memory.
_MOST = 10_000


class BriefCache(Generic[T]):
    """Answers of `load` by key, each for at most 30 s. An error is raised and not remembered."""

    def __init__(self, load: Callable[[str], T], *, clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._loaded: OrderedDict[str, tuple[datetime, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> T:
        """What was loaded in the last 30 s, or is loaded now."""
        now = self._clock.now()
        with self._lock:
            known = self._loaded.get(key)
        # A clock that was put back must not keep an answer alive.
        if known and timedelta(0) <= now - known[0] < timedelta(seconds=_SECONDS):
            return known[1]
        value = self._load(key)
        with self._lock:
            self._loaded[key] = now, value
            self._loaded.move_to_end(key)
            if len(self._loaded) > _MOST:
                self._loaded.popitem(last=False)
        return value
