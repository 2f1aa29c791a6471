"""`python -m tests.support.peak_memory BODY`: the memory that the ingest handler needs for a hostile request."""

import gzip
import json
import sys
import time
from collections.abc import Callable

from domain.limits import MAX_INFLATED_BYTES, MIB
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.ingest_api import IngestApi

_PROTOBUF, _JSON = "application/x-protobuf", "application/json"
_BATCH, _OTLP, _LOKI = "/ingest/batch", "/v1/logs", "/loki/api/v1/push"


def _filled(piece: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return as many pieces as a body may contain."""
    return before + piece * ((MAX_INFLATED_BYTES - len(before) - len(after)) // len(piece)) + after.lstrip(b",")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    return bytes((number & 127 | 128, *_varint(number >> 7))) if number > 127 else bytes((number,))


def _inside(piece: bytes, *numbers: int) -> bytes:
    """Return pieces in a nested field. The last of the field numbers is the innermost."""
    content = _filled(piece, before=b"\0" * 32)[32:]
    for number in reversed(numbers):
        content = _field(number, content)
    return content


# By name: the path, the content type, and the function that builds the body.
BODIES: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "OTLP, resources": (_OTLP, _PROTOBUF, lambda: _filled(b"\x0a\0")),
    "OTLP, scopes": (_OTLP, _PROTOBUF, lambda: _inside(b"\x12\0", 1)),
    "OTLP, records": (_OTLP, _PROTOBUF, lambda: _inside(b"\x12\0", 1, 2)),
    "OTLP, attributes": (_OTLP, _PROTOBUF, lambda: _inside(b"\x32\0", 1, 2, 2)),
    "OTLP, values": (_OTLP, _PROTOBUF, lambda: _inside(b"\x0a\0", 1, 2, 2, 5, 5)),
    "OTLP, resource": (_OTLP, _PROTOBUF, lambda: _inside(b"\x0a\0", 1, 1)),
    "OTLP, records in JSON": (
        _OTLP,
        _JSON,
        lambda: _filled(b"{},", b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[', b"{}]}]}]}"),
    ),
    "Loki, streams": (_LOKI, _PROTOBUF, lambda: _filled(b"\x0a\0")),
    "Loki, lines": (_LOKI, _PROTOBUF, lambda: _inside(b"\x12\0", 1)),
    "Loki, metadata": (_LOKI, _PROTOBUF, lambda: _inside(b"\x1a\0", 1, 2)),
    "Loki, lines in JSON": (
        _LOKI,
        _JSON,
        lambda: _filled(b'["1","\xc3\xa9"],', b'{"streams":[{"stream":{},"values":[', b"[]]}]}"),
    ),
    "batch, array": (_BATCH, _JSON, lambda: _filled(b'{"":0},', b"[", b"{}]")),
    "batch, logs": (_BATCH, _JSON, lambda: _filled(b'{"":0},', b'{"logs":[', b"{}]}")),
    "batch, attributes": (_BATCH, _JSON, lambda: _filled(b'{"":0},', b'{"text":"x","a":[', b"{}]}")),
    "batch, lists": (_BATCH, _JSON, lambda: _filled(b"[0],", b'{"text":"x","a":[', b"[]]}")),
    "batch, names": (
        _BATCH,
        _JSON,
        lambda: b"{%s}" % b",".join(map(b'"%d":0'.__mod__, range(930_000))),
    ),
    "batch, numbers": (_BATCH, _JSON, lambda: _filled(b"1e1,", b'{"text":"x","a":[', b"0]}")),
    "batch, texts": (_BATCH, _JSON, lambda: _filled('"\U0001f600\u00e9",'.encode(), b'{"text":"x","a":[', b"0]}")),
}


def main() -> None:
    """Print the status, the growth of the process in MiB, and its CPU seconds, as JSON."""
    path, content_type, body = BODIES[sys.argv[1]]
    compressed = gzip.compress(body(), 1)
    api = IngestApi(InMemoryLogQueue())
    headers = {"content-type": content_type, "content-encoding": "gzip", "x-tenant-id": "acme"}
    event = http_event("POST", path, headers=headers, body=compressed)
    # Load modules that are imported when they are first needed.
    small = http_event("POST", path, headers={"content-type": content_type, "x-tenant-id": "acme"}, body=b"{}")
    api.handler(small, None)
    _forget_peak()
    before, start = _resident("VmRSS"), time.process_time()
    status = api.handler(event, None)["statusCode"]
    print(json.dumps([status, round((_resident("VmHWM") - before) / MIB), round(time.process_time() - start, 1)]))


def _forget_peak() -> None:
    with open("/proc/self/clear_refs", "w") as file:  # noqa: PTH123
        file.write("5")


def _resident(name: str) -> int:
    with open("/proc/self/status") as file:  # noqa: PTH123
        (line,) = (line for line in file if line.startswith(name))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
