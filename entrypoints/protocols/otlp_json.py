"""Reading OTLP requests in JSON, record by record.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

import base64
from collections.abc import Iterator

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from domain.errors import CallerError, InvalidLog
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.protocol import decoded

# OTLP's JSON writes these ids in hex, but protobuf's JSON parser expects base64 for bytes.
_IDS = ("traceId", "spanId", "trace_id", "span_id")


def records_of(body: bytes) -> Iterator[tuple[Resource, str, LogRecord | CallerError]]:
    """Yield each record, or an error in its place, with its resource and the name of its scope.

    Raises RequestError (`malformed_json`, `malformed_otlp`), and LimitExceeded for too many records.
    """
    document = parse_json(decoded(body), repair=True)
    if not isinstance(document, dict):
        raise _malformed()
    taken = iter(_take_records(document))
    request = ExportLogsServiceRequest()
    if not _parsed(document, request):
        raise _malformed()
    for resource_logs in request.resource_logs:
        resource = resource_logs.resource
        for scope_logs, records in zip(resource_logs.scope_logs, taken, strict=False):
            scope_name = scope_logs.scope.name
            for record in records:
                message = LogRecord()
                is_record = isinstance(record, dict) and _write_ids_as_base64(record) and _parsed(record, message)
                outcome = (
                    message if is_record else InvalidLog("malformed_record", "The record is not a valid LogRecord.")
                )
                yield resource, scope_name, outcome


def _malformed() -> RequestError:
    return bad_request("malformed_otlp", "The body is not a valid ExportLogsServiceRequest.")


def _parsed(document: dict[str, JsonValue], message: Message) -> bool:
    """Read the message from JSON. Return whether it was valid."""
    try:
        ParseDict(document, message, ignore_unknown_fields=True)
    except (ParseError, ValueError, TypeError, AttributeError, RecursionError):
        return False
    return True


def _take_records(document: dict[str, JsonValue]) -> list[list[JsonValue]]:
    """Remove the records from the request, so that each can be parsed by itself. Return those of each scope, in order.

    Raises RequestError if a list or object has another type, and LimitExceeded for too many records.
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


def _write_ids_as_base64(record: dict[str, JsonValue]) -> bool:
    """Rewrite the record's ids from hex to base64. Return False if one is not hex."""
    for name in _IDS:
        written = record.get(name)
        if isinstance(written, str):
            try:
                record[name] = base64.b64encode(bytes.fromhex(written)).decode()
            except ValueError:
                return False
    return True
