"""The format of queue messages: an envelope with one or more logs of one tenant.

An envelope is ASCII JSON, because SQS refuses some characters (such as the ANSI escape) and its limit counts bytes:

    {"schema": "aws-log-processor/envelope", "version": 3, "tenant_id": …, "received_at": …, "source": …,
     "request_id": …, "traceparent": …,
     "logs": [{"log_id": …, "ordinal": 0, "time": …, "text": …, "attributes": {…}}, …]}

`ordinal` is the log's position in its request. `time` is the sender's timestamp in nanoseconds, if one was found when
the log was accepted. `"log_id": "~0"` means that the worker derives the id.

A reader ignores unknown fields. So a new field needs no new version, unless older readers must not ignore it. Version 1
had no derived ids. Versions 1 and 2 had no `ordinal`; the logs of such an envelope are numbered from 0 when it is read.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii
from typing import Any, TypeVar

from domain.errors import CallerError, FinalError, FinalReason, LimitExceeded, PassingError
from domain.limits import MAX_ENVELOPE_BYTES, MAX_ENVELOPE_LOGS, check_request_messages
from domain.log_entry import LogEntry
from domain.timestamps import format_timestamp, parse_timestamp

T = TypeVar("T")

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")

# Built once: `json.dumps` with options builds an encoder for each call.
_encoded = json.JSONEncoder(separators=(",", ":")).encode

SCHEMA = "aws-log-processor/envelope"
VERSION = 3
_VERSIONS = (1, 2, VERSION)
# The most bytes that an envelope takes besides its logs and request id.
_FRAME_BYTES = 512


@dataclass(frozen=True)
class Envelope:
    """Logs of one request and one tenant, with the same source and time of receipt."""

    entries: tuple[LogEntry, ...]
    request_id: str
    traceparent: str | None = None
    # The logs as JSON, if `pack` has already encoded them to learn their size.
    _written: Sequence[str] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        shared = {(entry.tenant_id, entry.source, entry.received_at) for entry in self.entries}
        if len(shared) != 1:
            raise ValueError("An envelope needs at least one log, and all must have the same tenant, source and time.")

    @property
    def tenant_id(self) -> str:
        """The tenant of all its logs."""
        return self.entries[0].tenant_id

    def single(self, entry: LogEntry) -> "Envelope":
        """Return an envelope with only this log."""
        return Envelope((entry,), self.request_id, self.traceparent)

    def encode(self) -> str:
        """Return the message body. Raises LimitExceeded (`envelope_too_large`)."""
        first = self.entries[0]
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "version": VERSION,
            "tenant_id": first.tenant_id,
            "received_at": format_timestamp(first.received_at),
            "source": first.source,
            "request_id": self.request_id,
        }
        if self.traceparent is not None:
            document["traceparent"] = self.traceparent
        logs = ",".join(self._written or map(_log_as_json, self.entries))
        body = f'{_encoded(document)[:-1]},"logs":[{logs}]}}'
        if len(body) > MAX_ENVELOPE_BYTES:
            raise LimitExceeded(
                "envelope_too_large",
                f"The log takes {len(body):,} bytes as a queue message; the limit is {MAX_ENVELOPE_BYTES:,}.",
            )
        return body


def decode_envelope(body: str) -> Envelope:
    """Read a message body.

    Raises FinalError if the body is not a valid envelope, and PassingError (`unknown_version`) if a newer version of
    this program has written it. Neither error contains any part of the body.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise FinalError(FinalReason.NOT_JSON) from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise FinalError(FinalReason.NOT_AN_ENVELOPE)
    if document.get("version") not in _VERSIONS:
        raise PassingError("unknown_version")
    try:
        if _SURROGATE_ESCAPE.search(body):
            # Fail for an unpaired surrogate: ingestion never accepts one, and no store can hold one.
            json.dumps(document, ensure_ascii=False).encode()
        return _envelope(document)
    except (KeyError, TypeError, ValueError, AttributeError, CallerError):
        # `from None`, because the cause would put parts of the body into the traceback.
        raise FinalError(FinalReason.MALFORMED_ENVELOPE) from None


def log_count(body: str) -> int:
    """Count the logs in a message body without decoding it. The result may be too high, never too low."""
    # Quotes inside a text are escaped, but an attribute named `log_id` is counted too.
    return body.count('"log_id":')


def pack(entries: Iterable[LogEntry], request_id: str, traceparent: str | None) -> list[Envelope]:
    """Pack the logs of one request into few envelopes, separate for each tenant.

    A log that is too large for a message gets an envelope of its own, whose `encode` raises. Raises LimitExceeded
    (`logs_too_large`) as soon as the messages together are too large.
    """
    total = 0
    packed: list[_OpenEnvelope] = []
    filling: dict[str, _OpenEnvelope] = {}
    for entry in entries:
        written = _log_as_json(entry)
        size = len(written) + len(",")
        total += size
        check_request_messages(total)
        chosen = filling.get(entry.tenant_id)
        if chosen is None or len(chosen.entries) == MAX_ENVELOPE_LOGS or chosen.size + size > MAX_ENVELOPE_BYTES:
            chosen = filling[entry.tenant_id] = _OpenEnvelope(_FRAME_BYTES + len(request_id))
            packed.append(chosen)
        chosen.entries.append(entry)
        chosen.written.append(written)
        chosen.size += size
    return [Envelope(tuple(chosen.entries), request_id, traceparent, chosen.written) for chosen in packed]


class _OpenEnvelope:
    """An envelope that `pack` is filling: its logs, the logs as JSON, and its size in bytes."""

    def __init__(self, size: int) -> None:
        self.entries: list[LogEntry] = []
        self.written: list[str] = []
        self.size = size


def _log_as_json(entry: LogEntry) -> str:
    attributes = f',"attributes":{_encoded(entry.attributes)}' if entry.attributes else ""
    time = "" if entry.time is None else f'"time":{entry.time:d},'
    text = encode_basestring_ascii(entry.text)
    return f'{{"log_id":"{entry.log_id}","ordinal":{entry.ordinal:d},{time}"text":{text}{attributes}}}'


def _envelope(document: Mapping[str, Any]) -> Envelope:
    received_at = parse_timestamp(document["received_at"])
    return Envelope(
        entries=tuple(
            LogEntry(
                tenant_id=document["tenant_id"],
                log_id=log["log_id"],
                text=_of_type(str, log["text"]),
                source=_of_type(str, document["source"]),
                received_at=received_at,
                attributes=_of_type(dict, log.get("attributes", {})),
                ordinal=index if document["version"] < VERSION else _of_type(int, log["ordinal"]),
                time=_of_type(int, log["time"]) if "time" in log else None,
            )
            for index, log in enumerate(document["logs"])
        ),
        request_id=_of_type(str, document["request_id"]),
        traceparent=document.get("traceparent"),
    )


def _of_type(expected: type[T], value: object) -> T:
    if not isinstance(value, expected):
        raise TypeError
    return value
