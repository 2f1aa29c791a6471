"""OTLP/HTTP: what OpenTelemetry's SDKs and Collector send.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

import base64
import json
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from domain.json_value import JsonValue
from domain.limits import check_request_logs
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.request import decode_utf8
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.protocol import Answer, Outcome, Protocol, Reading, ReceivedLog

if TYPE_CHECKING:
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

_PROTOBUF, _JSON = "application/x-protobuf", "application/json"
_NANOSECONDS = 1_000_000_000
# Of severities without a text, by their number from 1 (opentelemetry/proto/logs/v1/logs.proto, SeverityNumber).
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_NUMBERS_A_LEVEL = 4
# An id is bytes in protobuf and hex in JSON, which protobuf's own JSON would read as base64.
_IDS = ("traceId", "spanId", "trace_id", "span_id")


class Otlp(Protocol):
    """`POST /v1/logs`. The tenant is the key's, else a header's, else the resource attribute `tenant.id`."""

    source = "otlp"
    tenant_headers = ("x-tenant-id", "x-scope-orgid")
    header_wins = True
    takes_rejections_alone = True

    def read(self, body: bytes, media_type: str) -> Reading:
        """A body that cannot be decoded is a bad request, which is not to be sent again (Failures)."""
        if media_type == _PROTOBUF:
            request = _from_protobuf(body)
        elif media_type == _JSON:
            request = _from_json(body)
        else:
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", f"Send {_PROTOBUF} or {_JSON}."
            )
        check_request_logs(
            sum(len(scope_logs.log_records) for each in request.resource_logs for scope_logs in each.scope_logs)
        )
        logs: list[ReceivedLog] = []
        for resource_logs in request.resource_logs:
            resource = _attributes(resource_logs.resource.attributes)
            for scope_logs in resource_logs.scope_logs:
                logs += [
                    _log(len(logs) + place, record, resource, scope_logs.scope.name)
                    for place, record in enumerate(scope_logs.log_records)
                ]
        return Reading(logs)

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

    try:
        return ExportLogsServiceRequest.FromString(body)
    except DecodeError:
        # From None: its words may hold some of the body.
        raise bad_request("malformed_protobuf", "The body is no ExportLogsServiceRequest.") from None


def _from_json(body: bytes) -> "ExportLogsServiceRequest":
    from google.protobuf.json_format import ParseDict, ParseError  # noqa: PLC0415 - as above
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (  # noqa: PLC0415 - as above
        ExportLogsServiceRequest,
    )

    document = parse_json(decode_utf8(body))
    if not isinstance(document, dict):
        raise bad_request("malformed_otlp", "The body is no ExportLogsServiceRequest.")
    try:
        return ParseDict(_with_base64_ids(document), ExportLogsServiceRequest(), ignore_unknown_fields=True)
    except (ParseError, ValueError, TypeError, AttributeError, RecursionError):
        raise bad_request("malformed_otlp", "The body is no ExportLogsServiceRequest.") from None


def _with_base64_ids(document: JsonValue) -> Any:
    """The request with the ids of its records as protobuf's JSON has bytes.

    Raises ValueError for ids that are no hex, and LimitExceeded for too many records, before much is made of them.

    Only records have ids, so nothing is looked for in attributes, where anybody may use these names.
    """
    number = 0
    for resource_logs in _objects(document, "resourceLogs", "resource_logs"):
        for scope_logs in _objects(resource_logs, "scopeLogs", "scope_logs"):
            records = _objects(scope_logs, "logRecords", "log_records")
            number += len(records)
            check_request_logs(number)
            for record in records:
                for name in _IDS:
                    if isinstance(written := record.get(name), str):
                        record[name] = base64.b64encode(bytes.fromhex(written)).decode()
    return document


def _objects(parent: JsonValue, *names: str) -> list[dict[str, JsonValue]]:
    found = [parent.get(name) for name in names] if isinstance(parent, dict) else []
    return [child for children in found if isinstance(children, list) for child in children if isinstance(child, dict)]


def _log(index: int, record: "LogRecord", resource: dict[str, JsonValue], scope: str) -> ReceivedLog:
    moment = record.time_unix_nano or record.observed_time_unix_nano
    own = _attributes(record.attributes)
    beside: dict[str, JsonValue] = {
        "level": record.severity_text or _level(record.severity_number),
        "service": resource.get("service.name"),
        "timestamp": _timestamp(moment),
        "trace_id": record.trace_id.hex(),
        "span_id": record.span_id.hex(),
        "event": record.event_name,
        "scope": scope,
        "attributes": own,
        "resource": resource,
    }
    tenant_id = resource.get("tenant.id")
    return ReceivedLog(
        index=index,
        # An event may have a name and attributes, and no body.
        text=_text(record.body) or record.event_name or (json.dumps(own) if own else ""),
        attributes={name: value for name, value in beside.items() if value},
        tenant_id=tenant_id if isinstance(tenant_id, str) else None,
        timed=moment > 0,
    )


def _text(body: "AnyValue") -> str:
    value = _value(body)
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


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


def _level(number: int) -> str:
    return _LEVELS[(number - 1) // _NUMBERS_A_LEVEL] if 0 < number <= len(_LEVELS) * _NUMBERS_A_LEVEL else ""


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
