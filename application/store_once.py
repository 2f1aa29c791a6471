"""Storing each log once: one item per tenant and log id, which is never overwritten."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial

from application.envelope import Envelope
from application.ports.log_repository import LogRepository
from application.ports.master_secret import MasterSecret
from domain.errors import FinalError, FinalReason, PassingError
from domain.identity import as_conflict, conflict_id, content_tag, derived_log_id, identity_key
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog


class StoreResult(StrEnum):
    """The result of storing a log."""

    STORED = "stored"
    # The same record was already stored: it was redelivered, or its client sent it again.
    ALREADY_STORED = "already_stored"
    # Another record has the id, so this one is stored under the id of a conflict.
    CONFLICT = "conflict"
    # The log was not stored, because an erasure of its tenant covers it.
    ERASED = "erased"


class StoreOnce:
    """Stores a record once, even if it is redelivered. A different record under the same id is stored as a conflict."""

    def __init__(self, *, repository: LogRepository, master_secret: MasterSecret) -> None:
        self._repository = repository
        self._master_secret = master_secret

    def tagging(self, tenant_id: str) -> Callable[[LogEntry], str]:
        """Return a function that computes the content tag of a tenant's log. Raises PassingError."""
        return partial(content_tag, identity_key(self._master_secret.read(), tenant_id))

    def identified(self, envelope: Envelope) -> Envelope:
        """Return the envelope with the final id of each log. Raises PassingError."""
        if not any(entry.awaits_id for entry in envelope.entries):
            return envelope
        key = identity_key(self._master_secret.read(), envelope.tenant_id)
        return replace(
            envelope,
            entries=tuple(
                replace(entry, log_id=derived_log_id(key, entry)) if entry.awaits_id else entry
                for entry in envelope.entries
            ),
        )

    def store(self, logs: Sequence[ProcessedLog]) -> list[StoreResult | Exception]:
        """Store one tenant's logs together. Return for each log its result, or the error for which it was not stored.

        Raises FinalError if the store refuses one of the logs without saying which: then store each alone.
        """
        results = self._added(logs, StoreResult.STORED)
        rivals = [position for position, result in enumerate(results) if result is None]
        conflicts = [as_conflict(logs[position]) for position in rivals]
        for position, result in zip(rivals, self._added(conflicts, StoreResult.CONFLICT), strict=True):
            results[position] = result
        return [FinalError(FinalReason.CONFLICT_ID_TAKEN) if result is None else result for result in results]

    def _added(self, logs: Sequence[ProcessedLog], if_free: StoreResult) -> list[StoreResult | Exception | None]:
        """Add the logs; return for each `if_free` if its id is free, None if another record has the id, or an error."""
        try:
            answers = self._repository.add(logs) if logs else []
        except PassingError as error:
            return [error] * len(logs)
        return [_result(log, answer, if_free) for log, answer in zip(logs, answers, strict=True)]

    def missing(self, entries: Sequence[LogEntry]) -> list[LogEntry]:
        """Return those of one tenant's logs that are stored neither under their id nor as a conflict.

        Raises PassingError.
        """
        tags = list(map(self.tagging(entries[0].tenant_id), entries))
        own = [entry.log_id for entry in entries]
        other = [conflict_id(log_id, tag) for log_id, tag in zip(own, tags, strict=True)]
        found = self._repository.content_tags(entries[0].tenant_id, own + other)
        return [
            entry
            for entry, tag, under_own, under_other in zip(
                entries, tags, found[: len(entries)], found[len(entries) :], strict=True
            )
            if tag not in (under_own, under_other)
        ]


def _result(log: ProcessedLog, answer: str | Exception | None, if_free: StoreResult) -> StoreResult | Exception | None:
    if answer is None:
        return if_free
    if isinstance(answer, Exception):
        return answer
    return StoreResult.ALREADY_STORED if answer == log.content_tag else None
