"""Turning an accepted log into the log that is stored."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from domain.json_value import JsonValue
from domain.limits import ITEM_RESERVE_BYTES, MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.log_time import log_time
from domain.processed_log import ProcessedLog
from domain.record.reading import lifting_finder, read_both
from domain.redaction import Redaction, redact_all_attributes, redact_attributes, redactor_for
from domain.retention import expiry
from domain.tenant import Tenant
from domain.timestamps import nanoseconds


class LogRedactor:
    """Redacts one tenant's logs by its policy, and reads time, level, service, trace and span id from each."""

    def __init__(self, tenant: Tenant, pseudonym_key: bytes) -> None:
        self._tenant = tenant
        self._pseudonym_key = pseudonym_key
        self._redactor = redactor_for(tenant.redaction_policy, pseudonym_key)
        self._finder = lifting_finder()

    def redact(
        self, entries: Sequence[LogEntry], *, tag: Callable[[LogEntry], str], now: Callable[[], datetime]
    ) -> Iterator[ProcessedLog]:
        """Yield the logs to store, redacting each when it is requested. `tag` computes a log's content tag.

        Attributes of several logs are redacted together in advance, which costs much less than one log at a time.
        """
        read_ahead = redact_all_attributes((entry.attributes for entry in entries), self._redactor)
        for entry, attributes in zip(entries, read_ahead, strict=True):
            log = self._redacted(entry, self._redactor.redact(entry.text), attributes, tag(entry), now())
            # Only placeholders that are longer than the values that they replace can make a log too large for a store:
            # the raw log was checked when it was accepted.
            if log.redactions and log.content_bytes > MAX_ITEM_BYTES - ITEM_RESERVE_BYTES:
                shortest = redactor_for(self._tenant.redaction_policy, self._pseudonym_key, shortest=True)
                text, short = shortest.redact(entry.text), redact_attributes(entry.attributes, shortest)
                log = self._redacted(entry, text, short, log.content_tag, log.processed_at)
            yield log

    def _redacted(
        self,
        entry: LogEntry,
        redaction: Redaction,
        redacted_attributes: tuple[dict[str, JsonValue], Counter[str]],
        content_tag: str,
        processed_at: datetime,
    ) -> ProcessedLog:
        attributes, attribute_counts = redacted_attributes
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
