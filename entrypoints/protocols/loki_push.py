"""Loki's PushRequest in protobuf, as Promtail, Grafana Alloy and Docker's driver send it.

https://github.com/grafana/loki/blob/main/pkg/push/push.proto. Its types are described here, so that no generated code
is kept. Its strings are read as bytes, because one that is not UTF-8 would make the whole message none.
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
from entrypoints.wire.protocol import decoded

_PACKAGE = "logproto"
_BYTES, _INTEGER = FieldDescriptorProto.TYPE_BYTES, FieldDescriptorProto.TYPE_INT64
# The fields of a PushRequest and of a Stream that count.
_STREAMS, _LABELS, _ENTRIES = 1, 1, 2
# By type: its fields, each with its number and type; a type in a list is repeated.
_TYPES: dict[str, dict[str, tuple[int, Any]]] = {
    "Entry": {"timestamp": (1, "Timestamp"), "line": (2, _BYTES), "metadata": (3, ["Label"])},
    "Timestamp": {"seconds": (1, _INTEGER), "nanos": (2, _INTEGER)},
    "Label": {"name": (1, _BYTES), "value": (2, _BYTES)},
}
_NANOSECONDS = 10**9
# `{app="shop", path="C:\\logs"}`: a label's name may be quoted, and its value is a string of Go.
# It is looked for where a name may begin, and not within one, which would take quadratic time.
_LABEL = re.compile(r'(?<![^"{},=\s])"?([^"{},=\s]++)"?\s*+=\s*+"([^"\\]*+(?:\\.[^"\\]*+)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def streams_of(body: bytes) -> Iterator[tuple[dict[str, JsonValue], Iterator[JsonValue]]]:
    """The labels of each stream of a push, and its values as a push in JSON has them.

    Raises google.protobuf's DecodeError, and LimitExceeded for too many streams or lines.
    """
    for stream in split(body, (0, len(body)), 0, _STREAMS)[1]:
        labels, entries = split(body, stream, _LABELS, _ENTRIES)
        yield dict(_labels(decoded(labels[-1]))) if labels else {}, (_value(body[start:end]) for start, end in entries)


def _value(written: bytes) -> JsonValue:
    """None for what is no entry."""
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
