"""OTLP/HTTP, which OpenTelemetry's SDKs and Collector use.

The specification is https://opentelemetry.io/docs/specs/otlp/#otlphttp. Docstrings name its sections in parentheses.
"""

import base64
import json
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from domain.errors import CallerError
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from domain.record.levels import OPENTELEMETRY, level_reader
from domain.record.reading import lift
from domain.record.texts import read_any, record_as_text
from entrypoints.http import headers
from entrypoints.http.answer import Answer
from entrypoints.http.errors import RequestError
from entrypoints.protocols.protocol import Outcome, Protocol, ReceivedLog, Rejection

if TYPE_CHECKING:
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

_PROTOBUF, _JSON = "application/x-protobuf", "application/json"
_NANOSECONDS = 1_000_000_000
_read_level = level_reader(OPENTELEMETRY)


class Otlp(Protocol):
    """`POST /v1/logs`. The tenant comes from the key, otherwise from a header or the resource attribute `tenant.id`."""

    source = "otlp"
    tenant_headers = (headers.TENANT, headers.ORGANISATION)
    header_wins = True
    takes_rejections_alone = True

    def read(self, body: bytes, media_type: str) -> Iterator[ReceivedLog | Rejection]:
        """Read each record. A body that cannot be decoded is answered 400, which clients do not retry (Failures)."""
        if media_type == _PROTOBUF:
            from entrypoints.protocols.otlp_protobuf import records_of  # noqa: PLC0415 - loads protobuf
        elif media_type == _JSON:
            from entrypoints.protocols.otlp_json import records_of  # noqa: PLC0415 - as above
        else:
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported_content_type",
                f"The content type must be {_PROTOBUF} or {_JSON}.",
            )
        resource, attributes = None, {}
        for index, (its_resource, scope, record) in enumerate(records_of(body)):
            check_request_logs(index + 1)
            if isinstance(record, CallerError):
                yield Rejection(index, record.code, record.detail)
                continue
            if its_resource is not resource:
                resource, attributes = its_resource, _attributes(its_resource.attributes)
            yield _log(index, record, attributes, scope)

    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """Return 200 with an ExportLogsServiceResponse, which contains only rejections (Full and Partial Success)."""
        from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (  # noqa: PLC0415 - only this route needs it
            ExportLogsServiceResponse,
        )

        response = ExportLogsServiceResponse()
        if outcome.rejections:
            first = outcome.rejections[0]
            response.partial_success.rejected_log_records = len(outcome.rejections)
            response.partial_success.error_message = f"First error: log {first.index}, {first.code}: {first.detail}"
        if media_type != _JSON:
            return Answer(HTTPStatus.OK, _PROTOBUF, response.SerializeToString())
        from google.protobuf.json_format import MessageToJson  # noqa: PLC0415 - only JSON needs it

        return Answer(HTTPStatus.OK, _JSON, MessageToJson(response, indent=None))

    def error(self, status: HTTPStatus, detail: str, media_type: str) -> Answer:
        """Return a google.rpc.Status with only a message, in the request's content type (Failures)."""
        if media_type == _JSON:
            return Answer(status, _JSON, json.dumps({"message": detail}))
        # Encode field 2, a string, by hand, because this single field is not worth a dependency.
        message = detail.encode()
        return Answer(status, _PROTOBUF, b"\x12" + _varint(len(message)) + message)


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
        # An OpenTelemetry event may have only a name and attributes, without a body.
        text=read_any(_value(record.body)) or record.event_name or record_as_text(own or attributes),
        attributes=attributes,
        tenant_id=tenant_id if isinstance(tenant_id, str) else None,
        time=moment or None,
    )


def _severity(text: str, number: int) -> dict[str, JsonValue]:
    """Return the level from the text if it is one, otherwise from the number. Then keep the text as well."""
    numbered = _read_level(number)
    if numbered is None or _read_level(text):
        return {"level": text} if text else {}
    return {"level": numbered.upper(), "severity_text": text}


def _attributes(pairs: Iterable["KeyValue"]) -> dict[str, JsonValue]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: "AnyValue") -> JsonValue:
    """Return a value as JSON: bytes as base64, NaN and infinities as strings."""
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
    """Return RFC 3339 with nanoseconds; a time after the year 9999 as digits."""
    if not nanoseconds:
        return ""
    seconds, fraction = divmod(nanoseconds, _NANOSECONDS)
    try:
        moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return str(nanoseconds)
    return f"{moment.isoformat()}.{fraction:09d}Z"


def _varint(number: int) -> bytes:
    """Encode a number as a varint: https://protobuf.dev/programming-guides/encoding/#varints."""
    encoded = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits a byte
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*encoded, number))
