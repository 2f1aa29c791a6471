"""A tenant's logs along the index by time, of which eight shards are read side by side, within a budget."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from application.ports.clock import Clock
from domain.limits import MIB
from infrastructure.aws.log_items import SORT_KEY, Item

BUDGET_BYTES = 32 * MIB
BUDGET_SECONDS = 8.0
# What one answer reads at most, before it filters.
_ANSWER_BYTES = MIB
# More than an answer has room for.
MOST_LOGS_AN_ANSWER = 10_000
# A read unit of an eventually consistent query.
_UNIT_BYTES = 8 * 1024


@dataclass
class _Shard:
    """Found items that are not given yet, and the sort key up to which the shard is read."""

    request: dict[str, Any]
    found: deque[Item] = field(default_factory=deque)
    read_to: str = ""
    exhausted: bool = False


class Scan:
    """The items that the requests find, merged in their order.

    Ends where the shards end, or where the budget does. Then `stopped_at` is the sort key up to which every item of
    every shard has been given, and further ones have not.
    """

    def __init__(
        self,
        requests: Sequence[dict[str, Any]],
        *,
        newest_first: bool,
        query: Callable[[dict[str, Any]], Any],
        threads: Executor,
        clock: Clock,
    ) -> None:
        self._shards = [_Shard(request) for request in requests]
        self._newest_first = newest_first
        self._query = query
        self._threads = threads
        self._clock = clock
        self._ends_at = clock.monotonic() + BUDGET_SECONDS
        self.read_units = 0.0
        self.logs = 0
        self.stopped_at: str | None = None

    @property
    def read_bytes(self) -> int:
        """What was read and is paid for."""
        return round(self.read_units * _UNIT_BYTES)

    @property
    def may_have_more(self) -> bool:
        """Whether something is found and not given yet, or not read yet."""
        return any(shard.found or not shard.exhausted for shard in self._shards)

    def items(self) -> Iterator[Item]:
        """Each item in the order of its sort key."""
        self._read(self._shards)
        while True:
            yield from self._ready()
            unread = [shard for shard in self._shards if not shard.exhausted]
            if not unread:
                return
            if self.read_bytes + _ANSWER_BYTES > BUDGET_BYTES or self._clock.monotonic() >= self._ends_at:
                self.stopped_at = self._frontier()
                return
            # At first the one that the others wait for, then those of which nothing is left, as far as the budget goes.
            unread.sort(key=lambda shard: shard.read_to, reverse=self._newest_first)
            wanted = [shard for number, shard in enumerate(unread) if number == 0 or not shard.found]
            self._read(wanted[: max((BUDGET_BYTES - self.read_bytes) // _ANSWER_BYTES, 1)])

    def _ready(self) -> Iterator[Item]:
        """The items up to the place to which every shard is read: no other one can come before them."""
        frontier = self._frontier()
        while with_items := [shard for shard in self._shards if shard.found]:
            first = (max if self._newest_first else min)(with_items, key=lambda shard: sort_key(shard.found[0]))
            place = sort_key(first.found[0])
            if frontier is not None and (place < frontier if self._newest_first else place > frontier):
                return
            yield first.found.popleft()

    def _read(self, shards: Sequence[_Shard]) -> None:
        """Ask for a further answer of each of these shards."""
        answers = self._threads.map(self._query, [shard.request for shard in shards])
        for shard, answer in zip(shards, answers, strict=True):
            shard.found.extend(answer["Items"])
            self.read_units += answer.get("ConsumedCapacity", {}).get("CapacityUnits", 0)
            self.logs += answer["ScannedCount"]
            last = answer.get("LastEvaluatedKey")
            shard.exhausted = last is None
            if last is not None:
                shard.read_to = last[SORT_KEY]["S"]
                shard.request = shard.request | {"ExclusiveStartKey": last}

    def _frontier(self) -> str | None:
        """How far the shard is read that is read least far; None where all are read to their ends."""
        ends = [shard.read_to for shard in self._shards if not shard.exhausted]
        return (max if self._newest_first else min)(ends, default=None)


def sort_key(item: Item) -> str:
    """The item's place in the index."""
    return str(item[SORT_KEY]["S"])
