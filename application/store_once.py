"""One item per (tenant, log_id), never overwritten, nothing dropped."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from application.envelope import Envelope
from application.ports.log_repository import LogRepository
from application.ports.master_secret import MasterSecret
from domain.errors import FinalError
from domain.identity import as_conflict, conflict_id, content_tag, derived_log_id, identity_key
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog


class StoreResult(StrEnum):
    """What storing a log came to."""

    STORED = "stored"
    # The same record was there: redelivered, or sent again by its client. Nothing was left to do.
    ALREADY_STORED = "already_stored"
    # Another record has the id; this one is kept beside it.
    CONFLICT = "conflict"


class StoreOnce:
    """The same record is stored once, however often it comes; another record under its id is kept as a conflict."""

    def __init__(self, *, repository: LogRepository, master_secret: MasterSecret) -> None:
        self._repository = repository
        self._master_secret = master_secret

    def tag(self, entry: LogEntry) -> str:
        """The content tag to store with the log. Raises PassingError."""
        return content_tag(identity_key(self._master_secret.read(), entry.tenant_id), entry)

    def identified(self, envelope: Envelope) -> Envelope:
        """The same logs, each with its final id. Raises PassingError."""
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

    def store(self, log: ProcessedLog) -> StoreResult:
        """Raises PassingError or FinalError."""
        holder = self._repository.add(log)
        if holder is None:
            return StoreResult.STORED
        if holder == log.content_tag:
            return StoreResult.ALREADY_STORED
        holder = self._repository.add(as_conflict(log))
        if holder is None:
            return StoreResult.CONFLICT
        if holder == log.content_tag:
            return StoreResult.ALREADY_STORED
        raise FinalError("conflict_id_taken")

    def missing(self, entries: Sequence[LogEntry]) -> list[LogEntry]:
        """Of one tenant's logs those that are stored neither under their id nor as a conflict. Raises PassingError."""
        tags = [self.tag(entry) for entry in entries]
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
