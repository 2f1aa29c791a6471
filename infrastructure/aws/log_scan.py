"""Scanning a tenant's logs in the index by time: eight shards are read concurrently and merged, within a budget."""

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
# The most that DynamoDB reads for one answer, before filtering.
_ANSWER_BYTES = MIB
# More logs than fit into one answer.
MOST_LOGS_AN_ANSWER = 10_000
# The size of one read unit of an eventually consistent query.
_UNIT_BYTES = 8 * 1024


@dataclass
class _Shard:
    """A shard: items that were found but not yielded yet, and the sort key up to which it was read."""

    request: dict[str, Any]
    found: deque[Item] = field(default_factory=deque)
    read_to: str = ""
    exhausted: bool = False


class Scan:
    """Merges the items that the requests find, in the order of their sort keys.

    If the budget ends before the shards, `stopped_at` is the sort key up to which all items were yielded.
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
        """The bytes that were read and are billed."""
        return round(self.read_units * _UNIT_BYTES)

    @property
    def may_have_more(self) -> bool:
        """Return whether items remain that were not yielded, or parts of shards that were not read."""
        return any(shard.found or not shard.exhausted for shard in self._shards)

    def items(self) -> Iterator[Item]:
        """Yield the items in the order of their sort keys."""
        self._read(self._shards)
        while True:
            yield from self._ready()
            unread = [shard for shard in self._shards if not shard.exhausted]
            if not unread:
                return
            if self.read_bytes + _ANSWER_BYTES > BUDGET_BYTES or self._clock.monotonic() >= self._ends_at:
                self.stopped_at = self._frontier()
                return
            # Read the shard for which the others wait, and those without remaining items, as far as the budget allows.
            unread.sort(key=lambda shard: shard.read_to, reverse=self._newest_first)
            wanted = [shard for number, shard in enumerate(unread) if number == 0 or not shard.found]
            self._read(wanted[: max((BUDGET_BYTES - self.read_bytes) // _ANSWER_BYTES, 1)])

    def _ready(self) -> Iterator[Item]:
        """Yield the items up to the sort key to which all shards were read: no other item can come before them."""
        frontier = self._frontier()
        while with_items := [shard for shard in self._shards if shard.found]:
            first = (max if self._newest_first else min)(with_items, key=lambda shard: sort_key(shard.found[0]))
            key = sort_key(first.found[0])
            if frontier is not None and (key < frontier if self._newest_first else key > frontier):
                return
            yield first.found.popleft()

    def _read(self, shards: Sequence[_Shard]) -> None:
        """Read the next answer of each of these shards."""
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
        """Return the sort key up to which all shards were read, or None if all were read to their ends."""
        ends = [shard.read_to for shard in self._shards if not shard.exhausted]
        return (max if self._newest_first else min)(ends, default=None)


def sort_key(item: Item) -> str:
    """Return the item's sort key in the index."""
    return str(item[SORT_KEY]["S"])
