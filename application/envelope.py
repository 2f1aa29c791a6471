"""The queue's message: one or more logs of one tenant, versioned and self-describing.

ASCII JSON, because SQS refuses some characters (an ANSI escape among them) and its limit counts encoded bytes:

    {"schema": "aws-log-processor/envelope", "version": 3, "tenant_id": …, "received_at": …, "source": …,
     "request_id": …, "traceparent": …,
     "logs": [{"log_id": …, "ordinal": 0, "time": …, "text": …, "attributes": {…}}, …]}

`ordinal` is the log's place in its request. `time` is the sender's own, where it was read when the log was accepted, in
nanoseconds. `"log_id": "~0"` is the place of an id that the worker is to derive.

Changes are additive: a reader ignores fields that it does not know, and a change that an older reader must not ignore
takes a new version. Version 1 had no derived ids. Versions 1 and 2 had no `ordinal`, and a worker that does not know it
would store the logs of a request without their order; here they are read as numbered from 0 in each envelope.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii
from typing import Any, TypeVar

from domain.errors import CallerError, FinalError, LimitExceeded, PassingError
from domain.limits import MAX_ENVELOPE_BYTES, MAX_ENVELOPE_LOGS, check_request_messages
from domain.log_entry import LogEntry
from domain.timestamps import format_timestamp, parse_timestamp

T = TypeVar("T")

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")

# `json.dumps` would make an encoder for each call.
_encoded = json.JSONEncoder(separators=(",", ":")).encode

SCHEMA = "aws-log-processor/envelope"
VERSION = 3
_VERSIONS = (1, 2, VERSION)
# What an envelope takes besides its logs, request id and trace context.
_FRAME_BYTES = 512


@dataclass(frozen=True)
class Envelope:
    """What one request sent of one tenant: the logs share tenant, source and the moment they were received."""

    entries: tuple[LogEntry, ...]
    request_id: str
    traceparent: str | None = None
    # The logs as JSON, where they have been written to learn their size.
    _written: Sequence[str] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        shared = {(entry.tenant_id, entry.source, entry.received_at) for entry in self.entries}
        if len(shared) != 1:
            raise ValueError("An envelope holds at least one log, and all of one tenant, source and moment.")

    @property
    def tenant_id(self) -> str:
        """The tenant of every log in it."""
        return self.entries[0].tenant_id

    def single(self, entry: LogEntry) -> "Envelope":
        """One of its logs in an envelope of its own."""
        return Envelope((entry,), self.request_id, self.traceparent)

    def encode(self) -> str:
        """The message body. Raises LimitExceeded (`envelope_too_large`)."""
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

    Raises FinalError for what nobody can read, and PassingError (`unknown_version`) for what a later version of this
    program has written; neither holds anything of the body.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise FinalError("not_json") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise FinalError("not_an_envelope")
    if document.get("version") not in _VERSIONS:
        raise PassingError("unknown_version")
    try:
        if _SURROGATE_ESCAPE.search(body):
            # Half of a character is in no text of ours, and no store could take it.
            json.dumps(document, ensure_ascii=False).encode()
        return _envelope(document)
    except (KeyError, TypeError, ValueError, AttributeError, CallerError):
        # From None: the cause would carry parts of the body into a traceback.
        raise FinalError("malformed_envelope") from None


def log_count(body: str) -> int:
    """How many logs a message body holds, or somewhat more, without decoding it."""
    # Inside a text the quotes would be escaped; an attribute of this name is counted too.
    return body.count('"log_id":')


def pack(entries: Iterable[LogEntry], request_id: str, traceparent: str | None) -> list[Envelope]:
    """As few envelopes as hold logs of one request, each tenant's apart.

    A log that is too large for a message has one of its own, which cannot be encoded. Raises LimitExceeded
    (`logs_too_large`) as soon as all together are too large.
    """
    total = 0
    packed: list[_Filling] = []
    filling: dict[str, _Filling] = {}
    for entry in entries:
        written = _log_as_json(entry)
        size = len(written) + len(",")
        total += size
        check_request_messages(total)
        chosen = filling.get(entry.tenant_id)
        if chosen is None or len(chosen.entries) == MAX_ENVELOPE_LOGS or chosen.size + size > MAX_ENVELOPE_BYTES:
            chosen = filling[entry.tenant_id] = _Filling(_FRAME_BYTES + len(request_id))
            packed.append(chosen)
        chosen.entries.append(entry)
        chosen.written.append(written)
        chosen.size += size
    return [Envelope(tuple(chosen.entries), request_id, traceparent, chosen.written) for chosen in packed]


class _Filling:
    """An envelope that is being filled: its logs, the same as JSON, and the bytes that it takes."""

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
                ordinal=place if document["version"] < VERSION else _of_type(int, log["ordinal"]),
                time=_of_type(int, log["time"]) if "time" in log else None,
            )
            for place, log in enumerate(document["logs"])
        ),
        request_id=_of_type(str, document["request_id"]),
        traceparent=document.get("traceparent"),
    )


def _of_type(expected: type[T], value: object) -> T:
    if not isinstance(value, expected):
        raise TypeError
    return value
