"""From a log as it was accepted to the log as it is stored."""

from datetime import datetime

from domain.limits import ITEM_RESERVE_BYTES, MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.log_time import log_time
from domain.processed_log import ProcessedLog
from domain.record.reading import lifting_finder, read_both
from domain.redaction import Redactor, redact_attributes, redactor_for
from domain.retention import expiry
from domain.tenant import Tenant
from domain.timestamps import nanoseconds


class LogRedactor:
    """Redacts a batch of one tenant's logs by the tenant's policy, and reads time, level, service and ids of each."""

    def __init__(self, tenant: Tenant, pseudonym_key: bytes) -> None:
        self._tenant = tenant
        self._pseudonym_key = pseudonym_key
        self._redactor = redactor_for(tenant.redaction_policy, pseudonym_key)
        self._finder = lifting_finder()

    def redact(self, entry: LogEntry, *, content_tag: str, processed_at: datetime) -> ProcessedLog:
        """The log as it is stored."""
        log = self._redacted_by(self._redactor, entry, content_tag, processed_at)
        # Nothing was longer when it was accepted.
        if log.redactions and log.content_bytes > MAX_ITEM_BYTES - ITEM_RESERVE_BYTES:
            # Placeholders longer than what they stand for have made an item that no store takes.
            shortest = redactor_for(self._tenant.redaction_policy, self._pseudonym_key, shortest=True)
            log = self._redacted_by(shortest, entry, content_tag, processed_at)
        return log

    def _redacted_by(
        self, redactor: Redactor, entry: LogEntry, content_tag: str, processed_at: datetime
    ) -> ProcessedLog:
        redaction = redactor.redact(entry.text)
        attributes, attribute_counts = redact_attributes(entry.attributes, redactor)
        raw, redacted = read_both(
            (entry.text, entry.attributes),
            (redaction.text, attributes),
            nanoseconds(entry.received_at),
            self._finder,
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
            processed_at=processed_at,
            redactions=dict(sorted((redaction.counts + attribute_counts).items())),
            policy_version=self._tenant.redaction_policy.version,
            content_tag=content_tag,
            expires_at=expiry(entry.received_at, self._tenant.days_kept(raw.level)),
        )
