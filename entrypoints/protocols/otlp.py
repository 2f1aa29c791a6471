"""OTLP/HTTP: what OpenTelemetry's SDKs and Collector send.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

import base64
import itertools
import json
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from domain.json_value import JsonValue
from domain.limits import check_request_logs
from domain.record.levels import OPENTELEMETRY, level_reader
from domain.record.reading import lift
from domain.record.texts import read_any, record_as_text
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.protocol import Answer, Outcome, Protocol, ReceivedLog, Rejection, decoded

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

_PROTOBUF, _JSON = "application/x-protobuf", "application/json"
_NANOSECONDS = 1_000_000_000
_read_level = level_reader(OPENTELEMETRY)
# An id is bytes in protobuf and hex in JSON, which protobuf's own JSON would read as base64.
_IDS = ("traceId", "spanId", "trace_id", "span_id")


class Otlp(Protocol):
    """`POST /v1/logs`. The tenant is the key's, else a header's, else the resource attribute `tenant.id`."""

    source = "otlp"
    tenant_headers = ("x-tenant-id", "x-scope-orgid")
    header_wins = True
    takes_rejections_alone = True

    def read(self, body: bytes, media_type: str) -> Iterator[ReceivedLog | Rejection]:
        """A body that cannot be decoded is a bad request, which is not to be sent again (Failures)."""
        rejections: list[Rejection] = []
        if media_type == _PROTOBUF:
            request = _from_protobuf(body)
        elif media_type == _JSON:
            request, rejections = _from_json(body)
        else:
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", f"Send {_PROTOBUF} or {_JSON}."
            )
        check_request_logs(
            sum(len(scope_logs.log_records) for each in request.resource_logs for scope_logs in each.scope_logs)
        )
        yield from rejections
        rejected = {rejection.index for rejection in rejections}
        index = itertools.count()
        for resource_logs in request.resource_logs:
            resource = _attributes(resource_logs.resource.attributes)
            for scope_logs in resource_logs.scope_logs:
                for place, record in zip(index, scope_logs.log_records, strict=False):
                    if place not in rejected:
                        yield _log(place, record, resource, scope_logs.scope.name)

    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """200 with an ExportLogsServiceResponse, empty but for what was rejected (Full and Partial Success)."""
        from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (  # noqa: PLC0415 - for this route alone
            ExportLogsServiceResponse,
        )

        response = ExportLogsServiceResponse()
        if outcome.rejections:
            first = outcome.rejections[0]
            response.partial_success.rejected_log_records = len(outcome.rejections)
            response.partial_success.error_message = f"The first: log {first.index}, {first.code}: {first.detail}"
        if media_type != _JSON:
            return Answer(HTTPStatus.OK, _PROTOBUF, response.SerializeToString())
        from google.protobuf.json_format import MessageToJson  # noqa: PLC0415 - for JSON alone

        return Answer(HTTPStatus.OK, _JSON, MessageToJson(response, indent=None))

    def error(self, status: HTTPStatus, detail: str, media_type: str) -> Answer:
        """A google.rpc.Status, of which only the message is used, in the request's content type (Failures)."""
        if media_type == _JSON:
            return Answer(status, _JSON, json.dumps({"message": detail}))
        # Its field 2, a string: the message is not worth a dependency.
        message = detail.encode()
        return Answer(status, _PROTOBUF, b"\x12" + _varint(len(message)) + message)


def _from_protobuf(body: bytes) -> "ExportLogsServiceRequest":
    from google.protobuf.message import DecodeError  # noqa: PLC0415 - loads protobuf, for this route alone
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (  # noqa: PLC0415 - as above
        ExportLogsServiceRequest,
    )

    from entrypoints.protocols.protobuf_text import with_valid_text  # noqa: PLC0415 - as above

    try:
        return ExportLogsServiceRequest.FromString(body)
    except DecodeError:
        pass
    try:
        # Where a string is no UTF-8, which the Collector passes on, the whole message is none for protobuf.
        return ExportLogsServiceRequest.FromString(with_valid_text(body, ExportLogsServiceRequest.DESCRIPTOR))
    except DecodeError:
        # From None: its words may hold some of the body.
        raise bad_request("malformed_protobuf", "The body is no ExportLogsServiceRequest.") from None


def _from_json(body: bytes) -> "tuple[ExportLogsServiceRequest, list[Rejection]]":
    """The request, with an empty record in the place of each that is none, and why those are none."""
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (  # noqa: PLC0415 - as above
        ExportLogsServiceRequest,
    )

    document = parse_json(decoded(body), repair=True)
    if not isinstance(document, dict):
        raise _malformed()
    taken = _take_records(document)
    request = ExportLogsServiceRequest()
    if not _parsed(document, request):
        raise _malformed()
    rejections: list[Rejection] = []
    index = itertools.count()
    scopes = (scope_logs for resource_logs in request.resource_logs for scope_logs in resource_logs.scope_logs)
    for scope_logs, records in zip(scopes, taken, strict=True):
        for place, record in zip(index, records, strict=False):
            message = scope_logs.log_records.add()
            if not isinstance(record, dict) or not _parsed(_with_base64_ids(record), message):
                message.Clear()
                rejections.append(Rejection(place, "malformed_record", "The record is no LogRecord."))
    return request, rejections


def _malformed() -> RequestError:
    return bad_request("malformed_otlp", "The body is no ExportLogsServiceRequest.")


def _parsed(document: "dict[str, JsonValue] | None", message: "Message") -> bool:
    """Whether the message could be read from JSON."""
    from google.protobuf.json_format import ParseDict, ParseError  # noqa: PLC0415 - for JSON alone

    if document is None:
        return False
    try:
        ParseDict(document, message, ignore_unknown_fields=True)
    except (ParseError, ValueError, TypeError, AttributeError, RecursionError):
        return False
    return True


def _take_records(document: dict[str, JsonValue]) -> list[list[JsonValue]]:
    """The records of each scope, in order, which are taken out of the request: each is read by itself.

    Raises RequestError where what should hold them holds something else, and LimitExceeded for too many of them, before
    much is made of them.
    """
    taken: list[list[JsonValue]] = []
    number = 0
    for resource_logs in _objects(document, "resourceLogs", "resource_logs"):
        for scope_logs in _objects(resource_logs, "scopeLogs", "scope_logs"):
            records = scope_logs.pop("logRecords" if "logRecords" in scope_logs else "log_records", None) or []
            if not isinstance(records, list):
                raise _malformed()
            taken.append(records)
            number += len(records)
            check_request_logs(number)
    return taken


def _objects(parent: dict[str, JsonValue], *names: str) -> Iterator[dict[str, JsonValue]]:
    for name in names:
        children = parent.get(name) or []
        if not isinstance(children, list):
            raise _malformed()
        for child in children:
            if not isinstance(child, dict):
                raise _malformed()
            yield child


def _with_base64_ids(record: dict[str, JsonValue]) -> dict[str, JsonValue] | None:
    """The record with its ids as protobuf's JSON has bytes, or None for ids that are no hex."""
    try:
        ids: dict[str, JsonValue] = {
            name: base64.b64encode(bytes.fromhex(written)).decode()
            for name in _IDS
            if isinstance(written := record.get(name), str)
        }
    except ValueError:
        return None
    return record | ids if ids else record


def _log(index: int, record: "LogRecord", resource: dict[str, JsonValue], scope: str) -> ReceivedLog:
    moment = record.time_unix_nano or record.observed_time_unix_nano
    own = _attributes(record.attributes)
    said = lift(own)
    beside: dict[str, JsonValue] = {
        "level": said.get("level"),
        **_severity(record.severity_text, record.severity_number),
        "service": resource.get("service.name") or said.get("service"),
        "timestamp": _timestamp(moment),
        "trace_id": record.trace_id.hex() or said.get("trace_id"),
        "span_id": record.span_id.hex() or said.get("span_id"),
        "event": record.event_name,
        "scope": scope,
        "attributes": own,
        "resource": resource,
    }
    attributes = {name: value for name, value in beside.items() if value}
    tenant_id = resource.get("tenant.id")
    return ReceivedLog(
        index=index,
        # An event may have a name and attributes, and no body.
        text=read_any(_value(record.body)) or record.event_name or record_as_text(own or attributes),
        attributes=attributes,
        tenant_id=tenant_id if isinstance(tenant_id, str) else None,
        time=moment or None,
    )


def _severity(text: str, number: int) -> dict[str, JsonValue]:
    """The level by its text, or else by its number; a text that is no level is kept beside that."""
    numbered = _read_level(number)
    if numbered is None or _read_level(text):
        return {"level": text} if text else {}
    return {"level": numbered.upper(), "severity_text": text}


def _attributes(pairs: Iterable["KeyValue"]) -> dict[str, JsonValue]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: "AnyValue") -> JsonValue:
    """What JSON can say of a value: bytes as base64, and numbers that are none by name."""
    kind = value.WhichOneof("value")
    match kind:
        case None:
            return None
        case "array_value":
            return [_value(item) for item in value.array_value.values]
        case "kvlist_value":
            return _attributes(value.kvlist_value.values)
        case "bytes_value":
            return base64.b64encode(value.bytes_value).decode()
        case "double_value":
            return value.double_value if math.isfinite(value.double_value) else str(value.double_value)
        case _:
            plain: str | bool | int = getattr(value, kind)
            return plain


def _timestamp(nanoseconds: int) -> str:
    """RFC 3339 to the nanosecond; a moment beyond the year 9999 in digits."""
    if not nanoseconds:
        return ""
    seconds, fraction = divmod(nanoseconds, _NANOSECONDS)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return str(nanoseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{fraction:09d}Z"


def _varint(number: int) -> bytes:
    """https://protobuf.dev/programming-guides/encoding/#varints."""
    encoded = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits a byte
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*encoded, number))
