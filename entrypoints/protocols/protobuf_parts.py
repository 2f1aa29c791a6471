"""Splitting a protobuf message into its parts before it is parsed.

A nested message of two bytes takes about seventy times as much memory once it is parsed. So the parts that contain logs
are first found and counted in the bytes. Then each log is parsed by itself, so that a malformed one affects no other.

https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator
from typing import TypeVar

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import DecodeError, Message

from domain.limits import MIB, check_request_logs, check_values
from entrypoints.protocols.protobuf_text import with_valid_text

M = TypeVar("M", bound=Message)

# The start and end of a part.
Span = tuple[int, int]

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_KIND_BITS, _KIND = 3, 7
_CONTINUED, _SEVEN_BITS, _LAST_SHIFT = 0x80, 0x7F, 63
# A part of at most this size cannot contain too many messages, so they are not counted.
_UNCOUNTED_BYTES = MIB


def split(body: bytes, span: Span, single: int, repeated: int) -> tuple[list[bytes], list[Span]]:
    """Return the parts of a message in two of its fields, by number: one that is usually set once, and a list.

    Raises DecodeError for a malformed message, and LimitExceeded (`too_many_logs`) for more parts than a request may
    have logs.
    """
    singles: list[bytes] = []
    spans: list[Span] = []
    for number, start, end in _parts(body, span):
        if number == repeated:
            spans.append((start, end))
            check_request_logs(len(spans))
        elif number == single:
            singles.append(body[start:end])
            check_request_logs(len(singles))
    return singles, spans


def parsed(part: bytes, kind: type[M]) -> M:
    """Parse the part. Bytes in its strings that are not UTF-8 become U+FFFD.

    Raises DecodeError for a malformed message, and LimitExceeded (`too_many_values`).
    """
    descriptor: Descriptor = kind.DESCRIPTOR  # type: ignore[assignment] # at run time it may be the C implementation
    if len(part) > _UNCOUNTED_BYTES:
        _check_messages(part, descriptor)
    try:
        return kind.FromString(part)
    except DecodeError:
        # The reason may be a string that is not UTF-8.
        return kind.FromString(with_valid_text(part, descriptor))


def _check_messages(body: bytes, descriptor: Descriptor) -> None:
    """Count the nested messages at all depths. Raises LimitExceeded."""
    counted = 0
    to_look_at = [((0, len(body)), descriptor)]
    while to_look_at:
        span, kind = to_look_at.pop()
        inner = {number: field.message_type for number, field in kind.fields_by_number.items() if field.message_type}
        for number, start, end in _parts(body, span):
            if number in inner:
                counted += 1
                check_values(counted)
                if start < end:
                    to_look_at.append(((start, end), inner[number]))


def _parts(body: bytes, span: Span) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and end of each string, bytes or message field. Raises DecodeError."""
    at, end = span
    while at < end:
        tag, at = _varint(body, at, end)
        kind = tag & _KIND
        if kind == _LENGTH:
            length, at = _varint(body, at, end)
            if length > end - at:
                raise DecodeError
            yield tag >> _KIND_BITS, at, at + length
            at += length
        elif kind == _VARINT:
            _, at = _varint(body, at, end)
        elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
            at += 8 if kind == _EIGHT_BYTES else 4
        else:
            # A group, which is deprecated, or an invalid kind.
            raise DecodeError
        if at > end or tag <= _KIND:
            raise DecodeError


def _varint(body: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the varint at a position, and the position after it. Raises DecodeError."""
    if at < end and body[at] < _CONTINUED:
        return body[at], at + 1
    number = shift = 0
    while at < end and shift <= _LAST_SHIFT:
        byte = body[at]
        at += 1
        number |= (byte & _SEVEN_BITS) << shift
        if byte < _CONTINUED:
            return number, at
        shift += 7
    raise DecodeError
