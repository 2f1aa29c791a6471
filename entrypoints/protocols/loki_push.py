"""Loki's PushRequest in protobuf, which Promtail, Grafana Alloy and Docker's driver send.

https://github.com/grafana/loki/blob/main/pkg/push/push.proto. The message types are declared in this module, which
avoids generated code. Strings are declared as bytes, because protobuf refuses a message with a string that is not
UTF-8.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from domain.errors import LimitExceeded
from domain.json_value import JsonValue
from entrypoints.protocols.protobuf_parts import parsed, split
from entrypoints.protocols.protocol import decoded

_PACKAGE = "logproto"
_BYTES, _INTEGER = FieldDescriptorProto.TYPE_BYTES, FieldDescriptorProto.TYPE_INT64
# Field numbers: `streams` of PushRequest, `labels` and `entries` of Stream.
_STREAMS, _LABELS, _ENTRIES = 1, 1, 2
# Message type: field name, with the field's number and type. A type in a list is a repeated field.
_TYPES: dict[str, dict[str, tuple[int, Any]]] = {
    "Entry": {"timestamp": (1, "Timestamp"), "line": (2, _BYTES), "metadata": (3, ["Label"])},
    "Timestamp": {"seconds": (1, _INTEGER), "nanos": (2, _INTEGER)},
    "Label": {"name": (1, _BYTES), "value": (2, _BYTES)},
}
_NANOSECONDS = 10**9
# A label in `{app="shop", path="C:\\logs"}`. Its name may be quoted, and its value is a Go string literal. The
# lookbehind starts matches only at the beginning of a name, because starting within names would take quadratic time.
_LABEL = re.compile(r'(?<![^"{},=\s])"?([^"{},=\s]++)"?\s*+=\s*+"([^"\\]*+(?:\\.[^"\\]*+)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def streams_of(body: bytes) -> Iterator[tuple[dict[str, JsonValue], Iterator[JsonValue]]]:
    """Yield the labels of each stream, and its values in the form that they have in a JSON push.

    Raises google.protobuf's DecodeError, and LimitExceeded for too many streams or lines.
    """
    for stream in split(body, (0, len(body)), 0, _STREAMS)[1]:
        labels, entries = split(body, stream, _LABELS, _ENTRIES)
        yield dict(_labels(decoded(labels[-1]))) if labels else {}, (_value(body[start:end]) for start, end in entries)


def _value(written: bytes) -> JsonValue:
    """Return an entry as a value of a JSON push, or None if it is malformed."""
    try:
        entry: Any = parsed(written, _entry())
    except (DecodeError, LimitExceeded):
        return None
    return [
        str(entry.timestamp.seconds * _NANOSECONDS + entry.timestamp.nanos),
        decoded(entry.line),
        {decoded(label.name): decoded(label.value) for label in entry.metadata},
    ]


def _labels(written: str) -> Iterator[tuple[str, str]]:
    for name, value in _LABEL.findall(written):
        yield name, _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), value)


@cache
def _entry() -> type[Message]:
    file = FileDescriptorProto(name="push.proto", package=_PACKAGE, syntax="proto3")
    for name, fields in _TYPES.items():
        message = DescriptorProto(name=name)
        for field_name, (number, kind) in fields.items():
            repeated = isinstance(kind, list)
            label = FieldDescriptorProto.LABEL_REPEATED if repeated else FieldDescriptorProto.LABEL_OPTIONAL
            field = FieldDescriptorProto(name=field_name, number=number, label=label)
            inner = kind[0] if repeated else kind
            if isinstance(inner, str):
                field.type, field.type_name = FieldDescriptorProto.TYPE_MESSAGE, f".{_PACKAGE}.{inner}"
            else:
                field.type = inner
            message.field.append(field)
        file.message_type.append(message)
    pool = DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Entry"))
