"""A tenant's own keys, and telling a log that comes again from another one without keeping the original."""

import hmac
import json
import re
from dataclasses import replace

from domain.log_entry import LOG_ID_PATTERN, LogEntry
from domain.processed_log import ProcessedLog

# `json.dumps` would make an encoder for each call.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

CONFLICT_SEPARATOR = "~"
_CONFLICT_TAG_DIGITS = 32
_DERIVED_ID_DIGITS = 32
_STORED_LOG_ID = re.compile(rf"{LOG_ID_PATTERN}(?:{CONFLICT_SEPARATOR}[0-9a-f]{{{_CONFLICT_TAG_DIGITS}}})?")


def identity_key(master_secret: bytes, tenant_id: str) -> bytes:
    """Derive the tenant's own key for content tags; it never rotates, or every retry would look like a conflict."""
    # Neither a purpose nor a tenant id contains NUL, so no two pairs make the same message.
    return hmac.digest(master_secret, b"identity\0" + tenant_id.encode(), "sha256")


def pseudonym_key(master_secret: bytes, tenant_id: str) -> bytes:
    """Derive the tenant's own key for pseudonyms, so that equal values have equal tags within a tenant alone."""
    return hmac.digest(master_secret, b"pseudonym\0" + tenant_id.encode(), "sha256")


def installation_identity(master_secret: bytes) -> str:
    """Name the installation by its secret, in 64 hex digits that reveal nothing of it.

    What is stored under another identity was tagged with other keys.
    """
    return hmac.digest(master_secret, b"installation\0", "sha256").hex()


def content_tag(key: bytes, entry: LogEntry) -> str:
    """HMAC-SHA256 of the raw record in canonical form, 64 hex digits.

    Over the raw record, because two calls to two numbers redact to one text. Keyed, because an unkeyed hash of a short
    text can be guessed back.
    """
    record = _canonical({"attributes": entry.attributes, "text": entry.text})
    return hmac.digest(key, record.encode(), "sha256").hex()


def derived_log_id(key: bytes, entry: LogEntry) -> str:
    """The id of a log whose sender gave none but a time of its own: the same whenever the same request is sent.

    32 hex digits of an HMAC-SHA256 of the raw record and its number among the identical ones of its request (`~n`, not
    its ordinal); keyed like the content tag, and for the same reason.
    """
    record = _canonical([entry.attributes, entry.text, entry.log_id])
    return hmac.digest(key, b"log_id\0" + record.encode(), "sha256").hex()[:_DERIVED_ID_DIGITS]


def conflict_id(log_id: str, tag: str) -> str:
    """The id under which a log is kept whose own id another log has: the same for each delivery of the same record."""
    return f"{log_id}{CONFLICT_SEPARATOR}{tag[:_CONFLICT_TAG_DIGITS]}"


def is_stored_log_id(log_id: str) -> bool:
    """Whether a stored log can have this id: a client's, or a conflict's made from one."""
    return _STORED_LOG_ID.fullmatch(log_id) is not None


def as_conflict(log: ProcessedLog) -> ProcessedLog:
    """The same log under its conflict id, pointing at the id it was sent under."""
    return replace(log, log_id=conflict_id(log.log_id, log.content_tag), conflicts_with=log.log_id)
