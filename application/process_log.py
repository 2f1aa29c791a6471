"""Working, redacting and storing logs."""

import logging
import math
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from application.ports.clock import Clock
from application.ports.fair_executor import FairExecutor
from application.ports.master_secret import MasterSecret
from application.ports.metrics import Metric, Metrics
from application.ports.tenant_directory import TenantDirectory
from application.ports.workload import Workload
from application.store_once import StoreOnce, StoreResult
from domain.errors import FinalError, reason_of
from domain.identity import pseudonym_key
from domain.limits import ITEM_RESERVE_BYTES, MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.log_time import log_time
from domain.processed_log import ProcessedLog
from domain.record.reading import read_both
from domain.redaction import Redactor, redact_attributes, redactor_for
from domain.retention import expiry
from domain.tenant import Tenant
from domain.timestamps import nanoseconds

_log = logging.getLogger(__name__)


_OUTCOMES = {
    StoreResult.STORED: Metric.STORED,
    StoreResult.ALREADY_STORED: Metric.ALREADY_STORED,
    StoreResult.CONFLICT: Metric.CONFLICTS,
}
# Tenants name their own kinds, and a tenant's words are no label.
_CUSTOM = "CUSTOM"


@dataclass(frozen=True)
class Attempt:
    """A log to be worked, for the `number`-th time (from 1)."""

    entry: LogEntry
    number: int


@dataclass(frozen=True)
class Failure:
    """A log could not be stored: `final` if it never can be. `reason` is a code without text."""

    reason: str
    final: bool


# The worker had no time left to store the log.
OUT_OF_TIME = Failure("out_of_time", final=False)


class ProcessLog:
    """Every log is worked, redacted by its tenant's policy and stored once, the moment its own work ends.

    Logs given together are worked side by side, so one failure or one long log costs the others nothing.
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
    ) -> None:
        self._workload = workload
        self._tenants = tenants
        self._store = store
        self._clock = clock
        self._master_secret = master_secret
        self._storing = storing
        self._metrics = metrics

    def process(self, attempts: Sequence[Attempt], *, deadline: float = math.inf) -> list[StoreResult | Failure]:
        """Settle each log; the results stand in the order of `attempts`. Never raises for what one log does.

        A log that would be begun to be stored after the deadline, by the monotonic clock, fails with `OUT_OF_TIME`.
        """
        settling: dict[int, Future[StoreResult | Failure]] = {}
        try:
            for done in self._workload.perform([attempt.entry for attempt in attempts]):
                # Stored by other threads, so that a slow answer of the store delays no log whose work ends meanwhile.
                settling[done.position] = self._submit(attempts[done.position], done.failure, deadline)
        except Exception as error:  # noqa: BLE001 - it fails those whose work had not ended, and only those
            for position in set(range(len(attempts))) - settling.keys():
                settling[position] = self._submit(attempts[position], error, deadline)
        return [settling[position].result() for position in range(len(attempts))]

    def _submit(
        self, attempt: Attempt, work_failure: Exception | None, deadline: float
    ) -> "Future[StoreResult | Failure]":
        return self._storing.submit(attempt.entry.tenant_id, partial(self._settle, attempt, work_failure, deadline))

    def _settle(self, attempt: Attempt, work_failure: Exception | None, deadline: float) -> StoreResult | Failure:
        if self._clock.monotonic() > deadline:
            # Without a line: thousands may be left, and there is no time for them. The message has one.
            return OUT_OF_TIME
        entry = attempt.entry
        # Not `tenant_id`: Lambda's runtime overwrites that field of a log record with one of its own.
        about = {"tenant": entry.tenant_id, "log_id": entry.log_id, "attempt": attempt.number}
        try:
            if work_failure is not None:
                raise work_failure
            tenant = self._tenants.get(entry.tenant_id)
            log = self._redacted(entry, tenant)
            result = self._store.store(log)
        except Exception as error:  # noqa: BLE001 - whatever it is, the neighbours go on and the queue tries again
            final = isinstance(error, FinalError)
            reason = reason_of(error)
            # The class alone: an error's own words may hold text.
            _log.warning("failed", extra=about | {"reason": reason, "error": type(error).__name__, "final": final})
            self._metrics.count(Metric.FAILED, label=reason)
            return Failure(reason, final)
        self._count(log, result, tenant)
        _log.info(result.value, extra=about | {"characters": len(entry.text), "redactions": log.redactions})
        return result

    def _count(self, log: ProcessedLog, result: StoreResult, tenant: Tenant) -> None:
        self._metrics.count(_OUTCOMES[result])
        self._metrics.stored_after((log.processed_at - log.received_at).total_seconds())
        if result is not StoreResult.ALREADY_STORED:
            custom = {kind.name for kind in tenant.redaction_policy.custom}
            for kind, number in log.redactions.items():
                self._metrics.count(Metric.REDACTED, number, _CUSTOM if kind in custom else kind)

    def _redacted(self, entry: LogEntry, tenant: Tenant) -> ProcessedLog:
        policy = tenant.redaction_policy
        key = pseudonym_key(self._master_secret.read(), entry.tenant_id) if policy.needs_key else b""
        log = self._redacted_by(redactor_for(policy, key), tenant, entry)
        if log.content_bytes > MAX_ITEM_BYTES - ITEM_RESERVE_BYTES:
            # Placeholders longer than what they stand for have made an item that no store takes.
            log = self._redacted_by(redactor_for(policy, key, shortest=True), tenant, entry)
        return log

    def _redacted_by(self, redactor: Redactor, tenant: Tenant, entry: LogEntry) -> ProcessedLog:
        redaction = redactor.redact(entry.text)
        attributes, attribute_counts = redact_attributes(entry.attributes, redactor)
        raw, redacted = read_both(
            (entry.text, entry.attributes), (redaction.text, attributes), nanoseconds(entry.received_at)
        )
        return ProcessedLog(
            tenant_id=entry.tenant_id,
            log_id=entry.log_id,
            time=log_time(entry, raw.time),
            ordinal=entry.ordinal,
            level=raw.level,
            service=redacted.service,
            trace_id=redacted.trace_id,
            span_id=redacted.span_id,
            text=redaction.text,
            source=entry.source,
            attributes=attributes,
            received_at=entry.received_at,
            processed_at=self._clock.now(),
            redactions=dict(sorted((redaction.counts + attribute_counts).items())),
            policy_version=tenant.redaction_policy.version,
            content_tag=self._store.tag(entry),
            expires_at=expiry(entry.received_at, tenant.retention_days),
        )
