"""Queues requests for a thread, which answers all that wait at the same time in one call."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from domain.limits import MIB
from entrypoints.local.calling import Answer, Event, failed

# Limits for one call, because the first request of a call waits for its last one.
MOST_REQUESTS = 100
MOST_BYTES = 1 * MIB


@dataclass(frozen=True)
class _Waiting:
    event: Event = field(repr=False)
    body_bytes: int
    answer: "asyncio.Future[Answer]"


class WaitingRequests:
    """A thread and its queue of requests, for one event loop."""

    def __init__(self, name: str, answer_all: Callable[[Sequence[Event]], Sequence[Answer]]) -> None:
        """`answer_all` runs in the thread and returns the answers in the order of the events."""
        self._answer_all = answer_all
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting: deque[_Waiting] = deque()
        self._answering: asyncio.Task[None] | None = None

    async def answer(self, event: Event, body_bytes: int) -> Answer:
        """Queue a request whose body has `body_bytes` bytes, and wait for its answer."""
        own: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(event, body_bytes, own))
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_waiting())
        return await own

    async def _answer_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                together = self._take()
                answers = await loop.run_in_executor(self._thread, self._answers, [each.event for each in together])
                for each, answer in zip(together, answers, strict=True):
                    # The client may have disconnected meanwhile.
                    if not each.answer.done():
                        each.answer.set_result(answer)
        finally:
            self._answering = None

    def _answers(self, events: Sequence[Event]) -> Sequence[Answer]:
        try:
            return self._answer_all(events)
        except Exception as error:  # noqa: BLE001 - every waiting request needs an answer
            return [failed(event, error) for event in events]

    def _take(self) -> list[_Waiting]:
        taken = [self._waiting.popleft()]
        size = taken[0].body_bytes
        while self._waiting and len(taken) < MOST_REQUESTS:
            size += self._waiting[0].body_bytes
            if size > MOST_BYTES:
                break
            taken.append(self._waiting.popleft())
        return taken
