"""Sending many logs of many tenants at a fixed rate, and counting the results."""

import math
import string
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import count
from threading import Event

from tests.acceptance.expectation import NotAvailable
from tests.acceptance.marked_text import MarkedText, marked_text
from tests.acceptance.polling import poll
from tests.acceptance.stored_logs import StoredLog
from tests.acceptance.target import Target

# The rate that any installation must accept.
_PROMISED_PER_MINUTE = 1_000
# Of a slower rate, nearly all logs must be accepted, because the last answer always comes a little after the end.
_SHARE_OF_SLOWER_PACE = 0.95

# Each tenant's id ends in a different letter.
MAX_TENANTS = 26
# The marks, the longest form of a phone number, and the words between them.
MIN_CHARACTERS = 64


@dataclass(frozen=True)
class LoadPlan:
    """An open loop: every request has its moment, whether or not earlier ones were answered.

    `connections` limits how many requests wait for an answer at the same time. `drain_seconds` count from the last 202.
    """

    logs_per_minute: float = 1_200
    seconds: float = 60
    characters: int = 100
    tenants: int = 5
    connections: int = 16
    drain_seconds: float = 30

    @property
    def logs(self) -> int:
        """The number of logs to send."""
        return max(1, round(self.logs_per_minute * self.seconds / 60))

    @property
    def required_per_minute(self) -> float:
        """The number of logs that must be accepted in a minute."""
        return min(_PROMISED_PER_MINUTE, _SHARE_OF_SLOWER_PACE * self.logs_per_minute)


@dataclass(frozen=True)
class SentLog:
    """A log of the load with its answer; `status` is None without one.

    Moments are those of `time.monotonic`. `due` is when the plan wanted to send it, so that a stalled server cannot
    hide behind late requests. The load began when the first log was due.
    """

    tenant_id: str
    log_id: str
    text: MarkedText
    status: int | None
    due: float
    ended: float

    @property
    def accepted(self) -> bool:
        """Return whether the log was accepted."""
        return self.status == 202


@dataclass(frozen=True)
class LoadResult:
    """The result of a load.

    `stored` is the content of each tenant's list at the end. `stored_after` is the time from the last 202 until every
    accepted log was stored, in seconds; None if that took too long.
    """

    plan: LoadPlan
    sent: Sequence[SentLog]
    stored: Mapping[str, Sequence[StoredLog]]
    stored_after: float | None

    @property
    def accepted(self) -> list[SentLog]:
        """The accepted logs."""
        return [log for log in self.sent if log.accepted]

    @property
    def accepted_per_minute(self) -> float:
        """The rate over the planned time, or longer if the last 202 came later."""
        taken = last_accepted(self.sent) - self.sent[0].due
        return 60 * len(self.accepted) / max(self.plan.seconds, taken)

    @property
    def statuses(self) -> Counter[int | None]:
        """The number of each answer."""
        return Counter(log.status for log in self.sent)

    def latency(self, share: float) -> float:
        """Return the seconds within which this share of requests was answered (nearest rank); NaN without answers."""
        latencies = sorted(log.ended - log.due for log in self.sent if log.status is not None)
        return latencies[max(0, math.ceil(share * len(latencies)) - 1)] if latencies else math.nan


def send_load(target: Target, plan: LoadPlan, progress: Callable[[int, int], None]) -> list[SentLog]:
    """Send every log of the plan once. `progress` gets the numbers of finished and of accepted logs."""
    sent: list[SentLog] = []
    numbers = count()
    stopped = Event()
    began = time.monotonic()

    def send_until_done() -> None:
        # The threads share lists and counters, because append and next are atomic.
        while (number := next(numbers)) < plan.logs and not stopped.is_set():
            due = began + 60 * number / plan.logs_per_minute
            if not stopped.wait(max(0.0, due - time.monotonic())):
                sent.append(_send(target, plan, number, due))

    with ThreadPoolExecutor(plan.connections) as threads:
        try:
            running = {threads.submit(send_until_done) for _ in range(plan.connections)}
            while running:
                ended, running = wait(running, timeout=0.1)
                for thread in ended:
                    thread.result()
                progress(len(sent), sum(log.accepted for log in sent))
        finally:
            stopped.set()
    return sorted(sent, key=lambda log: log.due)


def await_stored(
    target: Target, plan: LoadPlan, sent: Sequence[SentLog], progress: Callable[[int], None]
) -> LoadResult:
    """Wait until every accepted log is listed or the plan's time is over. `progress` gets the number of listed logs.

    Raises CheckFailed if the lists cannot be read.
    """
    last = last_accepted(sent)
    missing: dict[str, set[str]] = {log.tenant_id: set() for log in sent}
    for log in sent:
        if log.accepted:
            missing[log.tenant_id].add(log.log_id)
    wanted = sum(map(len, missing.values()))

    def all_listed() -> float | None:
        for tenant_id, log_ids in missing.items():
            if log_ids:
                log_ids.difference_update(log.log_id for log in target.stored.all_of(tenant_id))
                progress(wanted - sum(map(len, missing.values())))
        return None if any(missing.values()) else time.monotonic() - last

    stored_after = poll(all_listed, last + plan.drain_seconds - time.monotonic())
    # Read all lists again: a log may be stored twice, or under a tenant whose list was complete before.
    stored = {tenant_id: target.stored.all_of(tenant_id) for tenant_id in missing}
    return LoadResult(plan, sent, stored, stored_after)


def last_accepted(sent: Sequence[SentLog]) -> float:
    """Return when the last 202 came; without one, when the load began."""
    return max((log.ended for log in sent if log.accepted), default=sent[0].due)


def _send(target: Target, plan: LoadPlan, number: int, due: float) -> SentLog:
    # The tenants take turns and use the same ids, so that ids cannot hide a mix-up of tenants.
    # A tenant's id is also the watermark of its texts, so it has no digits.
    tenant_id = target.tenant(f"load-{string.ascii_lowercase[number % plan.tenants]}")
    log_id = target.log_id(f"{number // plan.tenants:06d}")
    text = marked_text(tenant_id, number, plan.characters)
    try:
        status = target.client.post_json({"tenant_id": tenant_id, "log_id": log_id, "text": text.original}).status
    except NotAvailable:
        status = None
    return SentLog(tenant_id, log_id, text, status, due, time.monotonic())
