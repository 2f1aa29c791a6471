"""Loki's push API, which Grafana's agents and many log libraries use.

https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from domain.errors import InvalidLog
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from domain.record.reading import lift
from domain.record.texts import record_as_text
from domain.record.times import read_time
from entrypoints.http import headers
from entrypoints.http.answer import Answer
from entrypoints.http.errors import bad_request
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.protocol import Outcome, Protocol, ReceivedLog, Rejection, decoded

_PROTOBUF = ("application/x-protobuf", "application/x-snappy")


class Loki(Protocol):
    """`POST /loki/api/v1/push`."""

    source = "loki"
    tenant_headers = (headers.TENANT, headers.ORGANISATION)

    def read(self, body: bytes, media_type: str) -> Iterator[ReceivedLog | Rejection]:
        """Read each line. The labels of its stream and its structured metadata become attributes."""
        values = _from_protobuf(body) if media_type in _PROTOBUF else _from_json(body)
        for index, (stream, value) in enumerate(values):
            check_request_logs(index + 1)
            try:
                yield _log(index, stream, value)
            except InvalidLog as error:
                yield Rejection(index, error.code, error.detail)

    def encoding(self, media_type: str) -> str:
        """Return snappy for protobuf: Loki's clients compress it without a `Content-Encoding` header."""
        return "snappy" if media_type in _PROTOBUF else "identity"

    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """Return 204, the only status that Loki's clients accept as success."""
        del outcome, media_type
        return Answer(HTTPStatus.NO_CONTENT, "text/plain", "")

    def error(self, status: HTTPStatus, detail: str, media_type: str) -> Answer:
        """Return the detail as plain text, which Loki's clients print."""
        del media_type
        return Answer(status, "text/plain; charset=utf-8", detail)


@dataclass(slots=True)
class _Stream:
    """A stream's labels, and the level, service and ids that were read from them."""

    labels: dict[str, JsonValue]
    lifted: dict[str, JsonValue]


# A line with its stream. A malformed stream counts as one malformed line.
_Value = tuple[_Stream | None, JsonValue]


def _from_json(body: bytes) -> Iterator[_Value]:
    document = parse_json(decoded(body), repair=True)
    streams = document.get("streams") if isinstance(document, dict) else None
    if not isinstance(streams, list):
        raise bad_request("not_a_push", 'The body must be a JSON object with an array "streams".')
    for stream in streams:
        match stream:
            case {"values": [*values], **rest}:
                labels = rest.get("stream")
                about = _Stream(labels, lift(labels)) if isinstance(labels, dict) else None
                for value in values:
                    yield about, value
            case _:
                yield None, None


def _from_protobuf(body: bytes) -> Iterator[_Value]:
    from google.protobuf.message import DecodeError  # noqa: PLC0415 - loads protobuf, which only this format needs

    from entrypoints.protocols.loki_push import streams_of  # noqa: PLC0415 - as above

    try:
        for labels, values in streams_of(body):
            about = _Stream(labels, lift(labels))
            for value in values:
                yield about, value
    except DecodeError:
        # `from None`, because the error's message may contain parts of the body.
        raise bad_request("malformed_protobuf", "The body is not a valid PushRequest.") from None


def _log(index: int, stream: _Stream | None, value: JsonValue) -> ReceivedLog:
    match value:
        case [str(moment), str(line), *others] if stream:
            metadata = others[0] if others else None
        case _:
            raise InvalidLog(
                "not_a_line", "A value must be [nanoseconds, line], both strings, in a stream with a label object."
            )
    attributes = stream.lifted | lift(metadata) if isinstance(metadata, dict) else dict(stream.lifted)
    attributes.pop("time", None)
    attributes |= {"timestamp": moment, "labels": stream.labels, "metadata": metadata}
    attributes = {name: part for name, part in attributes.items() if part}
    return ReceivedLog(index, line or record_as_text(attributes), attributes, time=read_time(moment))
