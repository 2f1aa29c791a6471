"""Keys per tenant, and content tags that distinguish a redelivered log from another log under the same id.

The raw record is never stored, so its keyed hash is compared instead.
"""

import hmac
import json
import re
from dataclasses import replace

from domain.log_entry import LOG_ID_PATTERN, LogEntry
from domain.processed_log import ProcessedLog

# Built once: `json.dumps` with options builds an encoder for each call.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

CONFLICT_SEPARATOR = "~"
_CONFLICT_TAG_DIGITS = 32
_DERIVED_ID_DIGITS = 32
_STORED_LOG_ID = re.compile(rf"{LOG_ID_PATTERN}(?:{CONFLICT_SEPARATOR}[0-9a-f]{{{_CONFLICT_TAG_DIGITS}}})?")


def identity_key(master_secret: bytes, tenant_id: str) -> bytes:
    """Derive the tenant's key for content tags. It never rotates, or each retry would look like a conflict."""
    # The purpose and the tenant id contain no NUL, so two different pairs never give the same message.
    return hmac.digest(master_secret, b"identity\0" + tenant_id.encode(), "sha256")


def pseudonym_key(master_secret: bytes, tenant_id: str) -> bytes:
    """Derive the tenant's key for pseudonyms: equal values get equal pseudonyms within one tenant only."""
    return hmac.digest(master_secret, b"pseudonym\0" + tenant_id.encode(), "sha256")


def installation_identity(master_secret: bytes) -> str:
    """Return 64 hex digits that identify the master secret and reveal nothing about it.

    A store with another identity holds tags that were made with other keys.
    """
    return hmac.digest(master_secret, b"installation\0", "sha256").hex()


def content_tag(key: bytes, entry: LogEntry) -> str:
    """Return the HMAC-SHA256 of the raw record in canonical form, as 64 hex digits.

    The raw record is hashed because two different records can redact to the same text. The hash is keyed because
    someone could recover a short text from an unkeyed hash by guessing.
    """
    record = _canonical({"attributes": entry.attributes, "text": entry.text})
    return hmac.digest(key, record.encode(), "sha256").hex()


def derived_log_id(key: bytes, entry: LogEntry) -> str:
    """Return the id of a log whose sender gave a time but no id. The same request always gives the same ids.

    The id is 32 hex digits of an HMAC-SHA256 of the raw record and its number among the identical records of its
    request (the `n` of `~n`, not the ordinal). It is keyed for the same reason as the content tag.
    """
    record = _canonical([entry.attributes, entry.text, entry.log_id])
    return hmac.digest(key, b"log_id\0" + record.encode(), "sha256").hex()[:_DERIVED_ID_DIGITS]


def conflict_id(log_id: str, tag: str) -> str:
    """Return the id for a log whose own id is taken. Each delivery of the same record gets the same id."""
    return f"{log_id}{CONFLICT_SEPARATOR}{tag[:_CONFLICT_TAG_DIGITS]}"


def is_stored_log_id(log_id: str) -> bool:
    """Return whether a stored log can have this id: one that a client may choose, or the id of a conflict."""
    return _STORED_LOG_ID.fullmatch(log_id) is not None


def as_conflict(log: ProcessedLog) -> ProcessedLog:
    """Return the log under its conflict id, with `conflicts_with` set to the id that it was sent under."""
    return replace(log, log_id=conflict_id(log.log_id, log.content_tag), conflicts_with=log.log_id)
