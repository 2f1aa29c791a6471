"""The parts of a protobuf message, found in its bytes before anything is made of them.

Two bytes are a message already, which takes some seventy times as much once it is parsed. So the messages that hold
logs are taken apart here and counted, and each log is parsed by itself: one that is broken costs no other.

https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator
from typing import TypeVar

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import DecodeError, Message

from domain.limits import MIB, check_request_logs, check_values
from entrypoints.protocols.protobuf_text import with_valid_text

M = TypeVar("M", bound=Message)

# Where a part begins and ends.
Span = tuple[int, int]

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_KIND_BITS, _KIND = 3, 7
_CONTINUED, _SEVEN_BITS, _LAST_SHIFT = 0x80, 0x7F, 63
# So many bytes are few enough messages, whatever is in them.
_UNCOUNTED_BYTES = MIB


def split(body: bytes, span: Span, single: int, repeated: int) -> tuple[list[bytes], list[Span]]:
    """The parts of a message in two of its fields, by their numbers: usually one, and any number.

    Raises DecodeError where it is no message, and LimitExceeded (`too_many_logs`) for more parts than a request may
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
    """The part as a message; a byte in its strings that is not UTF-8 becomes U+FFFD.

    Raises DecodeError where it is none, and LimitExceeded (`too_many_values`).
    """
    descriptor: Descriptor = kind.DESCRIPTOR  # type: ignore[assignment] # or its like in C
    if len(part) > _UNCOUNTED_BYTES:
        _check_messages(part, descriptor)
    try:
        return kind.FromString(part)
    except DecodeError:
        # Protobuf refuses a message for one such byte.
        return kind.FromString(with_valid_text(part, descriptor))


def _check_messages(body: bytes, descriptor: Descriptor) -> None:
    """Count the messages inside of a message, at any depth."""
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
    """The fields of a message that have a length, which are strings, bytes and messages: number, begin and end."""
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
            # Groups, which nothing has used for long, or none at all.
            raise DecodeError
        if at > end or tag <= _KIND:
            raise DecodeError


def _varint(body: bytes, at: int, end: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends."""
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
