"""Mutants: the code, broken on purpose. Each one must break a law.

A mutant replaces a function of the product while histories run.
"""

import logging
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from application import ingest_logs, store_once
from application.delay_redelivery import DelayRedelivery
from application.envelope import VERSION, Envelope
from application.erase_logs import EraseLogs
from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.log_queue import LogQueue
from application.ports.tenant_directory import TenantDirectory
from application.ports.workload import FinishedWork, Workload
from application.process_envelopes import Delivery, ProcessEnvelopes
from application.process_log import Attempt, Failure, ProcessLog
from application.process_messages import ProcessMessages
from application.store_once import StoreOnce, StoreResult
from domain import redact_log
from domain.erasure import Erasure, Selection
from domain.errors import InvalidLog, PassingError
from domain.log_entry import LogEntry
from domain.log_time import received_time
from domain.processed_log import ProcessedLog
from domain.redact_log import LogRedactor
from domain.redaction import Action, RedactionPolicy
from domain.tenant import Tenant
from entrypoints.handlers import submissions, worker
from entrypoints.http.api import Api, Call
from entrypoints.local.batch_worker import BatchWorker
from entrypoints.protocols.native import NativeBatch
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.message_changes import MessageChanges
from tests.simulation.campaign import run_seed
from tests.simulation.captured_logs import captured_logs
from tests.simulation.laws import Violation
from tests.simulation.ports.log_queue import SimulatedLogQueue
from tests.simulation.ports.log_repository import SimulatedLogRepository

# A function of any signature can replace another.
Function = Callable[..., Any]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mutant:
    """A mutant. `mutate` gets the function with this name and returns its replacement."""

    name: str
    owner: Any
    attribute: str
    mutate: Callable[[Function], Function]

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Break the code, and restore it afterwards."""
        original = getattr(self.owner, self.attribute)
        setattr(self.owner, self.attribute, self.mutate(original))
        try:
            yield
        finally:
            setattr(self.owner, self.attribute, original)


@dataclass(frozen=True)
class Found:
    """The seed whose history detected a mutant, and the first law that it broke."""

    seed: int
    violation: Violation


def hunt(mutant: Mutant, first_seed: int, most: int) -> Found | None:
    """Run up to this number of histories with the mutant, until one breaks a law."""
    with mutant.alive(), captured_logs() as logs:
        for seed in range(first_seed, first_seed + most):
            if violations := run_seed(seed, logs).violations:
                return Found(seed, violations[0])
    return None


MUTANTS: list[Mutant] = []


def _mutant(name: str, owner: Any, attribute: str) -> Callable[[Callable[[Function], Function]], None]:
    def enlist(mutate: Callable[[Function], Function]) -> None:
        MUTANTS.append(Mutant(name, owner, attribute, mutate))

    return enlist


# Acknowledging


@_mutant("acknowledges on error", ProcessEnvelopes, "_conclude")
def _(conclude: Function) -> Function:
    def mutated(self: ProcessEnvelopes, *arguments: Any) -> bool:
        with suppress(PassingError):
            conclude(self, *arguments)
        return True

    return mutated


@_mutant("acknowledges before storing", ProcessLog, "process")
def _(_: Function) -> Function:
    def mutated(self: ProcessLog, attempts: Sequence[Attempt], *, deadline: float) -> list[StoreResult]:
        for done in self._workload.perform([attempt.entry for attempt in attempts]):
            for group in self._groups(attempts, done.positions):
                job = partial(self._settle, [attempts[position] for position in group], done.failure, deadline)
                self._storing.submit(attempts[group[0]].entry.tenant_id, job)
        return [StoreResult.STORED] * len(attempts)

    return mutated


@_mutant("reports no failures", worker, "worker_handler")
def _(make: Function) -> Function:
    def mutated(*arguments: Any) -> worker.SqsHandler:
        handler = make(*arguments)

        def reporting_none(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
            handler(event, context)
            return {"batchItemFailures": []}

        return reporting_none

    return mutated


@_mutant("skips messages that it cannot read", worker, "worker_handler")
def _(make: Function) -> Function:
    def mutated(*arguments: Any) -> worker.SqsHandler:
        handler = make(*arguments)

        def skipping(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
            records = [record for record in event["Records"] if f'"version":{VERSION},' in record["body"]]
            answer: dict[str, Any] = handler({"Records": records}, context)
            return answer

        return skipping

    return mutated


@_mutant("fails the whole batch with one message", ProcessEnvelopes, "process")
def _(process: Function) -> Function:
    def mutated(self: ProcessEnvelopes, deliveries: Sequence[Any], *, deadline: float) -> list[str]:
        failed = process(self, deliveries, deadline=deadline)
        return [delivery.message_id for delivery in deliveries] if failed else []

    return mutated


@_mutant("raises when a message has failed", worker, "worker_handler")
def _(make: Function) -> Function:
    def mutated(*arguments: Any) -> worker.SqsHandler:
        handler = make(*arguments)

        def raising(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
            answer: dict[str, Any] = handler(event, context)
            if answer["batchItemFailures"]:
                raise RuntimeError
            return answer

        return raising

    return mutated


# Storing


@_mutant("swallows the store's exceptions", StoreOnce, "store")
def _(store: Function) -> Function:
    def mutated(self: StoreOnce, logs: Sequence[ProcessedLog]) -> list[StoreResult]:
        try:
            results = store(self, logs)
        except Exception:  # noqa: BLE001 - part of the mutant
            return [StoreResult.STORED] * len(logs)
        return [StoreResult.STORED if isinstance(result, Exception) else result for result in results]

    return mutated


@_mutant("stores under random ids", StoreOnce, "store")
def _(store: Function) -> Function:
    return lambda self, logs: store(self, [replace(log, log_id=uuid.uuid4().hex) for log in logs])


@_mutant("stores under the tenant that came first", StoreOnce, "store")
def _(store: Function) -> Function:
    first: list[str] = []

    def mutated(self: StoreOnce, logs: Sequence[ProcessedLog]) -> Any:
        first.append(logs[0].tenant_id)
        return store(self, [replace(log, tenant_id=first[0]) for log in logs])

    return mutated


@_mutant("overwrites what is stored", SimulatedLogRepository, "add")
def _(add: Function) -> Function:
    def mutated(self: SimulatedLogRepository, logs: Sequence[ProcessedLog]) -> Any:
        for log in logs:
            self._logs.pop((log.tenant_id, log.log_id), None)
        return add(self, logs)

    return mutated


@_mutant("drops another record under a taken id", StoreOnce, "store")
def _(store: Function) -> Function:
    return _dropping_rivals(store, least=1)


@_mutant("loses a conflict among logs that are stored together", StoreOnce, "store")
def _(store: Function) -> Function:
    return _dropping_rivals(store, least=2)


def _dropping_rivals(store: Function, *, least: int) -> Function:
    def mutated(self: StoreOnce, logs: Sequence[ProcessedLog]) -> Any:
        if len(logs) < least:
            return store(self, logs)
        return [
            StoreResult.ALREADY_STORED if result is None else result for result in self._added(logs, StoreResult.STORED)
        ]

    return mutated


@_mutant("mixes up the results of logs that are stored together", StoreOnce, "store")
def _(store: Function) -> Function:
    return lambda self, logs: store(self, logs)[::-1]


@_mutant("fails all logs of a group because of one", ProcessLog, "_settle")
def _(settle: Function) -> Function:
    def mutated(self: ProcessLog, *arguments: Any) -> Any:
        results = settle(self, *arguments)
        failure = next((result for result in results if isinstance(result, Failure)), None)
        return [failure] * len(results) if failure else results

    return mutated


@_mutant("does not try the logs of a failed group one by one", ProcessLog, "_redact_and_store")
def _(redact_and_store: Function) -> Function:
    def mutated(self: ProcessLog, attempts: Sequence[Attempt], *arguments: Any) -> Any:
        try:
            return redact_and_store(self, attempts, *arguments)
        except Exception as error:  # noqa: BLE001 - part of the mutant
            return [error] * len(attempts)

    return mutated


class _Hasty(Workload):
    """A workload that ends all work with that of the shortest log."""

    def __init__(self, workload: Workload) -> None:
        self._workload = workload

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        for first in self._workload.perform(entries):
            yield replace(first, positions=range(len(entries)))
            return


@_mutant("shows logs before their own work has ended", ProcessLog, "__init__")
def _(make: Function) -> Function:
    return lambda self, **roles: make(self, **(roles | {"workload": _Hasty(roles["workload"])}))


@_mutant("keeps a redelivery as a conflict", store_once, "content_tag")
def _(_: Function) -> Function:
    return lambda _key, _entry: uuid.uuid4().hex * 2


@_mutant("ignores numbers in content tags", store_once, "content_tag")
def _(tag: Function) -> Function:
    return lambda key, entry: tag(key, replace(entry, text=re.sub(r"\d", "", entry.text)))


@_mutant("treats every log of a redelivery as stored", StoreOnce, "missing")
def _(_: Function) -> Function:
    return lambda _self, _entries: []


@_mutant("derives another id at each delivery", StoreOnce, "identified")
def _(_: Function) -> Function:
    def mutated(_: StoreOnce, envelope: Envelope) -> Envelope:
        return replace(
            envelope,
            entries=tuple(
                replace(entry, log_id=uuid.uuid4().hex) if entry.awaits_id else entry for entry in envelope.entries
            ),
        )

    return mutated


# Sending


class _Carefree(LogQueue, DeadLetterQueue):
    """A queue that treats unconfirmed sends as successful."""

    def __init__(self, port: Any) -> None:
        self._port = port

    def send(self, envelopes: Sequence[Envelope]) -> None:
        with suppress(PassingError):
            self._port.send(envelopes)

    def bury(self, envelope: Envelope, reason: str) -> None:
        with suppress(PassingError):
            self._port.bury(envelope, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        with suppress(PassingError):
            self._port.bury_unread(body, tenant_id, reason)

    def check(self) -> None:
        self._port.check()

    def delay(self, seconds: Mapping[str, int]) -> None:
        self._port.delay(seconds)


def _carefree(port: str) -> Callable[[Function], Function]:
    def mutate(make: Function) -> Function:
        return lambda self, **ports: make(self, **(ports | {port: _Carefree(ports[port])}))

    return mutate


_mutant("answers 202 before the queue has confirmed", IngestLogs, "__init__")(_carefree("queue"))
_mutant("sends on without looking whether it was taken", ProcessEnvelopes, "__init__")(_carefree("queue"))
_mutant("buries without looking whether it was taken", ProcessEnvelopes, "__init__")(_carefree("dead_letters"))
_mutant("buries what it cannot read without looking", ProcessMessages, "__init__")(_carefree("dead_letters"))


@_mutant("ignores `Failed` in the answer to a batch", SimulatedLogQueue, "send")
def _(send: Function) -> Function:
    def mutated(self: SimulatedLogQueue, envelopes: Sequence[Envelope]) -> None:
        try:
            send(self, envelopes)
        except PassingError as error:
            if error.reason != "partly_refused":
                raise

    return mutated


@_mutant("splits an envelope and keeps only one part", Envelope, "single")
def _(single: Function) -> Function:
    return lambda self, _entry: single(self, self.entries[0])


@_mutant("queues a failed log again instead of failing it", ProcessEnvelopes, "_conclude")
def _(conclude: Function) -> Function:
    def mutated(self: ProcessEnvelopes, delivery: Delivery, results: Any) -> bool:
        if any(isinstance(result, Failure) and not result.final for _, result in results):
            self._queue.send([delivery.envelope])
            return True
        return bool(conclude(self, delivery, results))

    return mutated


@_mutant("gives up at the first failure", ProcessLog, "_settle")
def _(settle: Function) -> Function:
    def mutated(self: ProcessLog, *arguments: Any) -> Any:
        results = settle(self, *arguments)
        return [replace(result, final=True) if isinstance(result, Failure) else result for result in results]

    return mutated


@_mutant("leaves failed messages to the visibility timeout", DelayRedelivery, "delay")
def _(delay: Function) -> Function:
    def mutated(self: DelayRedelivery, failed: Sequence[Any]) -> None:
        delay(self, [replace(message, receipt="another") for message in failed])

    return mutated


@_mutant("redelivers messages together that have ended a worker", DelayRedelivery, "scatter")
def _(_: Function) -> Function:
    return lambda _self, _messages: None


@_mutant("fails all logs if the work on one fails", ProcessLog, "process")
def _(process: Function) -> Function:
    def mutated(self: ProcessLog, attempts: Sequence[Attempt], *, deadline: float) -> Any:
        results = process(self, attempts, deadline=deadline)
        failure = next((result for result in results if isinstance(result, Failure)), None)
        return [failure] * len(results) if failure else results

    return mutated


# A disk that fails for some time


@_mutant("forgets writes that the database has refused", MessageChanges, "write_owed")
def _(write_owed: Function) -> Function:
    def mutated(self: MessageChanges) -> None:
        try:
            write_owed(self)
        finally:
            self._owed.clear()

    return mutated


@_mutant("forgets received messages when the next receive fails", BatchWorker, "_gather")
def _(gather: Function) -> Function:
    def mutated(self: BatchWorker) -> Any:
        refusals = self._health.refusals
        gathered = gather(self)
        return gathered if self._health.refusals == refusals else ([], False)

    return mutated


@_mutant("counts a receive that a disk fault has ended", SqliteLogQueue, "give_back")
def _(_: Function) -> Function:
    return lambda self, seconds: self.delay(seconds)


@_mutant("delays messages after a disk fault like other failures", SqliteLogQueue, "give_back")
def _(_: Function) -> Function:
    return lambda _self, _seconds: None


# Order and time


@_mutant("numbers the logs of each envelope from 0", ingest_logs, "pack")
def _(pack: Function) -> Function:
    def mutated(*arguments: Any) -> list[Envelope]:
        return [
            Envelope(
                tuple(replace(entry, ordinal=place) for place, entry in enumerate(envelope.entries)),
                envelope.request_id,
                envelope.traceparent,
            )
            for envelope in pack(*arguments)
        ]

    return mutated


@_mutant("forgets a log's position when its envelope is split", Envelope, "single")
def _(single: Function) -> Function:
    return lambda self, entry: single(self, replace(entry, ordinal=0))


@_mutant("orders logs by when they were received", redact_log, "log_time")
def _(_: Function) -> Function:
    return lambda entry, _time: received_time(entry.received_at, entry.ordinal)


@_mutant("gives all logs of a request without a time the same one", redact_log, "log_time")
def _(log_time: Function) -> Function:
    return lambda entry, time: log_time(replace(entry, ordinal=0), time)


@_mutant("accepts a time far ahead", redact_log, "log_time")
def _(log_time: Function) -> Function:
    return lambda entry, time: log_time(entry, time if entry.time is None else entry.time)


@_mutant("stores no level", redact_log, "read_both")
def _(read_both: Function) -> Function:
    def mutated(*arguments: Any) -> Any:
        raw, redacted = read_both(*arguments)
        return raw._replace(level=None), redacted

    return mutated


# Redacting


@_mutant("skips redaction on a retry", LogRedactor, "redact")
def _(redact: Function) -> Function:
    seen: set[tuple[str, str]] = set()

    def mutated(self: LogRedactor, entries: Sequence[LogEntry], **named: Any) -> Iterator[ProcessedLog]:
        for entry, log in zip(entries, redact(self, entries, **named), strict=False):
            yield replace(log, text=entry.text) if (entry.tenant_id, entry.text) in seen else log
            seen.add((entry.tenant_id, entry.text))

    return mutated


class _Lenient(TenantDirectory):
    """A directory that keeps everything unredacted if it cannot load the policy."""

    def __init__(self, tenants: TenantDirectory) -> None:
        self._tenants = tenants

    def get(self, tenant_id: str) -> Tenant:
        try:
            return self._tenants.get(tenant_id)
        except PassingError:
            return Tenant(tenant_id, RedactionPolicy(version="none", actions={"PHONE": Action.KEEP}))


@_mutant("redacts nothing if the policy cannot be loaded", ProcessLog, "__init__")
def _(make: Function) -> Function:
    return lambda self, **ports: make(self, **(ports | {"tenants": _Lenient(ports["tenants"])}))


@_mutant("redacts no attributes", redact_log, "redact_all_attributes")
def _(_: Function) -> Function:
    return lambda many, _redactor: ((attributes, Counter()) for attributes in many)


# Showing


@_mutant("logs the text", ProcessLog, "_settle")
def _(settle: Function) -> Function:
    def mutated(self: ProcessLog, attempts: Sequence[Attempt], *arguments: Any) -> Any:
        _log.info("working", extra={"entry": attempts[0].entry.text})
        return settle(self, attempts, *arguments)

    return mutated


@_mutant("logs an exception's message", ProcessLog, "_failure")
def _(failure: Function) -> Function:
    def mutated(self: ProcessLog, attempt: Attempt, error: Exception) -> Any:
        _log.warning("failed", exc_info=error)
        return failure(self, attempt, error)

    return mutated


@_mutant("repeats the request in an answer", submissions, "read_log")
def _(read_log: Function) -> Function:
    def mutated(document: Any) -> Any:
        try:
            return read_log(document)
        except InvalidLog as error:
            raise InvalidLog(error.code, str(document)) from None

    return mutated


@_mutant("repeats the request in a batch's answer", ingest_logs, "check_log_id")
def _(check: Function) -> Function:
    def mutated(log_id: str) -> Any:
        try:
            return check(log_id)
        except InvalidLog as error:
            raise InvalidLog(error.code, log_id) from None

    return mutated


@_mutant("answers 500 while the queue is down", Api, "_problem")
def _(problem: Function) -> Function:
    def mutated(self: Api, call: Call, error: Exception) -> Any:
        passing = isinstance(error, PassingError)
        return problem(self, call, RuntimeError().with_traceback(error.__traceback__) if passing else error)

    return mutated


@_mutant("treats identical logs of a batch as one", ingest_logs, "provisional_log_id")
def _(place: Function) -> Function:
    return lambda _ordinal: place(0)


@_mutant("gives the logs of a repeated batch other ids", ingest_logs, "_id_of_request")
def _(_: Function) -> Function:
    return lambda *_: uuid.uuid4().hex


@_mutant("refuses a batch for one of its logs", NativeBatch, "read")
def _(read: Function) -> Function:
    def mutated(self: NativeBatch, *arguments: Any) -> Any:
        reading = read(self, *arguments)
        return replace(reading, logs=()) if reading.rejections else reading

    return mutated


@_mutant("does not report rejected logs", NativeBatch, "read")
def _(read: Function) -> Function:
    return lambda self, *arguments: replace(read(self, *arguments), rejections=())


@_mutant("answers with another id than it queues", IngestLog, "ingest")
def _(accept: Function) -> Function:
    return lambda self, submission: replace(accept(self, submission), log_id=uuid.uuid4().hex)


# Erasing


@_mutant("stores logs that are being erased", Tenant, "erases")
def _(_: Function) -> Function:
    return lambda _self, _log: False


@_mutant("deletes before every worker knows", EraseLogs, "seconds_to_wait")
def _(_: Function) -> Function:
    return lambda _self, _erasure: 0.0


@_mutant("erases logs that are received later", Erasure, "covers")
def _(_: Function) -> Function:
    return lambda self, log: self.selection.covers(log)


@_mutant("stops erasing after the first portion", EraseLogs, "delete_some")
def _(delete_some: Function) -> Function:
    return lambda self, *arguments: replace(delete_some(self, *arguments), next=None)


@_mutant("forgets an erasure when the next begins", EraseLogs, "_with")
def _(_: Function) -> Function:
    return lambda _self, _erasures, new: (new,)


@_mutant("erases all logs of the tenant instead of one", Selection, "covers")
def _(_: Function) -> Function:
    return lambda _self, _log: True
