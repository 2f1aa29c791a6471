"""Doing the work of logs, then redacting and storing them."""

import logging
import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from application.ports.clock import Clock
from application.ports.fair_executor import FairExecutor
from application.ports.master_secret import MasterSecret
from application.ports.metrics import Metric, Metrics
from application.ports.tenant_directory import TenantDirectory
from application.ports.workload import Workload
from application.store_once import StoreOnce, StoreResult
from domain.errors import FinalError, PassingError, reason_of
from domain.identity import pseudonym_key
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.redact_log import LogRedactor
from domain.redaction import RedactionPolicy
from domain.tenant import Tenant

_log = logging.getLogger(__name__)


_OUTCOMES = {
    StoreResult.STORED: Metric.STORED,
    StoreResult.ALREADY_STORED: Metric.ALREADY_STORED,
    StoreResult.CONFLICT: Metric.CONFLICTS,
    StoreResult.ERASED: Metric.ERASED,
}
# The metric label for all kinds that tenants have defined: their names must not become labels.
_CUSTOM = "CUSTOM"

# How long a thread redacts one tenant's logs before it stores them and lets another tenant have a turn.
_TURN_SECONDS = 0.1


@dataclass(frozen=True)
class Attempt:
    """A log to process. `number` is the number of this attempt, from 1."""

    entry: LogEntry
    number: int


@dataclass(frozen=True)
class Failure:
    """A log could not be stored; `final` means that no retry can succeed. `reason` is a code without log text."""

    reason: str
    final: bool


Result: TypeAlias = StoreResult | Failure

# The deadline had passed before the log could be stored.
OUT_OF_TIME = Failure("out_of_time", final=False)


class ProcessLog:
    """Does each log's work, then redacts it by its tenant's policy and stores it once, as soon as its own work ends.

    The work of all logs runs concurrently. Logs of one tenant whose work ends together are redacted and stored
    together. A failure or a long log does not affect the other logs.
    """

    def __init__(  # noqa: PLR0913 - one argument a role
        self,
        *,
        workload: Workload,
        tenants: TenantDirectory,
        store: StoreOnce,
        clock: Clock,
        master_secret: MasterSecret,
        storing: FairExecutor,
        metrics: Metrics,
        most_stored_together: int,
    ) -> None:
        """`most_stored_together` is the number of logs that the repository can store in one call or transaction."""
        self._workload = workload
        self._tenants = tenants
        self._store = store
        self._clock = clock
        self._master_secret = master_secret
        self._storing = storing
        self._metrics = metrics
        self._most_stored_together = most_stored_together

    def process(self, attempts: Sequence[Attempt], *, deadline: float = math.inf) -> list[Result]:
        """Process all logs; return their results in the order of `attempts`. Errors of single logs are not raised.

        A log whose redaction has not begun by `deadline`, a time of the monotonic clock, fails with `OUT_OF_TIME`.
        """
        working = set(range(len(attempts)))
        settling: deque[tuple[Sequence[int], Future[list[Result]]]] = deque()

        def submit(group: Sequence[int], work_failure: Exception | None) -> None:
            # Other threads redact and store, so that a slow store delays no log whose work ends meanwhile.
            own = [attempts[position] for position in group]
            job = partial(take_turn, group, own, work_failure)
            settling.append((group, self._storing.submit(own[0].entry.tenant_id, job)))

        def take_turn(group: Sequence[int], own: Sequence[Attempt], work_failure: Exception | None) -> list[Result]:
            results = self._settle(own, work_failure, deadline)
            if left := group[len(results) :]:
                submit(left, work_failure)
            return results

        try:
            for done in self._workload.perform([attempt.entry for attempt in attempts]):
                for group in self._groups(attempts, done.positions):
                    submit(group, done.failure)
                    working.difference_update(group)
        except Exception as error:  # noqa: BLE001 - any error fails the logs whose work has not ended, and no others
            for group in self._groups(attempts, sorted(working)):
                submit(group, error)
        results: dict[int, Result] = {}
        while settling:
            group, future = settling.popleft()
            results.update(zip(group, future.result(), strict=False))
        return [results[position] for position in range(len(attempts))]

    def _groups(self, attempts: Sequence[Attempt], positions: Sequence[int]) -> Iterator[Sequence[int]]:
        """Yield groups of logs to redact and store together: of one tenant, and at most `most_stored_together`."""
        by_tenant: dict[str, list[int]] = {}
        for position in positions:
            by_tenant.setdefault(attempts[position].entry.tenant_id, []).append(position)
        most = self._most_stored_together
        for own in by_tenant.values():
            yield from (own[start : start + most] for start in range(0, len(own), most))

    def _settle(self, attempts: Sequence[Attempt], work_failure: Exception | None, deadline: float) -> list[Result]:
        """Redact and store a tenant's first logs together: as many as fit into a turn, at least one. Return results.

        If one log makes that fail, store each alone.
        """
        if self._clock.monotonic() > deadline:
            # No log line for each: thousands may be left, and time is short. ProcessEnvelopes logs one per message.
            return [OUT_OF_TIME] * len(attempts)
        turn_ends = self._clock.monotonic() + _TURN_SECONDS
        try:
            if work_failure is not None:
                raise work_failure
            outcomes = self._redact_and_store(attempts, turn_ends)
        except Exception as error:  # noqa: BLE001 - after any error the other logs continue, and these are retried
            if len(attempts) > 1 and error is not work_failure and not isinstance(error, PassingError):
                return self._settle_each(attempts, turn_ends, deadline)
            outcomes = [error] * len(attempts)
        return [
            self._failure(attempt, outcome) if isinstance(outcome, Exception) else outcome
            for attempt, outcome in zip(attempts, outcomes, strict=False)
        ]

    def _settle_each(self, attempts: Sequence[Attempt], turn_ends: float, deadline: float) -> list[Result]:
        results: list[Result] = []
        while len(results) < len(attempts) and (not results or self._clock.monotonic() < turn_ends):
            results += self._settle([attempts[len(results)]], None, deadline)
        return results

    def _redact_and_store(self, attempts: Sequence[Attempt], turn_ends: float) -> list[StoreResult | Exception]:
        tenant = self._tenants.get(attempts[0].entry.tenant_id)
        policy = tenant.redaction_policy
        key = pseudonym_key(self._master_secret.read(), tenant.tenant_id) if policy.needs_key else b""
        tag = self._store.tagging(tenant.tenant_id)
        redactor = LogRedactor(tenant, key)
        logs: list[ProcessedLog] = []
        for log in redactor.redact([attempt.entry for attempt in attempts], tag=tag, now=self._clock.now):
            logs.append(log)
            if self._clock.monotonic() > turn_ends:
                break
        outcomes = self._store_wanted(logs, tenant)
        for result in StoreResult:
            settled = [
                (attempt, log)
                for attempt, log, outcome in zip(attempts, logs, outcomes, strict=False)
                if outcome is result
            ]
            if settled:
                self._report(result, settled, policy)
        return outcomes

    def _store_wanted(self, logs: Sequence[ProcessedLog], tenant: Tenant) -> list[StoreResult | Exception]:
        """Store the logs that no erasure of the tenant covers."""
        if not tenant.erasures:
            return self._store.store(logs)
        erased = [tenant.erases(log) for log in logs]
        stored = iter(self._store.store([log for log, is_erased in zip(logs, erased, strict=True) if not is_erased]))
        return [StoreResult.ERASED if is_erased else next(stored) for is_erased in erased]

    def _report(
        self, result: StoreResult, settled: Sequence[tuple[Attempt, ProcessedLog]], policy: RedactionPolicy
    ) -> None:
        """Count logs with the same result, and write one log line about them."""
        redactions: Counter[str] = Counter()
        for _, log in settled:
            redactions.update(log.redactions)
            if result is not StoreResult.ERASED:
                self._metrics.stored_after((log.processed_at - log.received_at).total_seconds())
        self._metrics.count(_OUTCOMES[result], len(settled))
        if result in (StoreResult.STORED, StoreResult.CONFLICT):
            custom = {kind.name for kind in policy.custom}
            for kind, number in redactions.items():
                self._metrics.count(Metric.REDACTED, number, _CUSTOM if kind in custom else kind)
        first, _ = settled[0]
        about = _about(first) if len(settled) == 1 else {"tenant": first.entry.tenant_id}
        characters = sum(len(attempt.entry.text) for attempt, _ in settled)
        about |= {"logs": len(settled), "characters": characters, "redactions": dict(sorted(redactions.items()))}
        _log.info(result.value, extra=about)

    def _failure(self, attempt: Attempt, error: Exception) -> Failure:
        """Count a log that could not be stored, and write a log line about it."""
        failure = Failure(reason_of(error), isinstance(error, FinalError))
        # Only the class of the error, because its message may contain log text.
        about = {"reason": failure.reason, "error": type(error).__name__, "final": failure.final}
        _log.warning("failed", extra=_about(attempt) | about)
        self._metrics.count(Metric.FAILED, label=failure.reason)
        return failure


def _about(attempt: Attempt) -> dict[str, object]:
    # Not `tenant_id`: Lambda's runtime overwrites a field of that name.
    return {"tenant": attempt.entry.tenant_id, "log_id": attempt.entry.log_id, "attempt": attempt.number}
