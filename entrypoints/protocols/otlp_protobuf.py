"""Reading OTLP requests in protobuf, record by record."""

from collections.abc import Iterator

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs, ScopeLogs
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from domain.errors import CallerError, InvalidLog, LimitExceeded
from domain.limits import check_request_logs
from entrypoints.http.errors import bad_request
from entrypoints.protocols.protobuf_parts import parsed, split


def records_of(body: bytes) -> Iterator[tuple[Resource, str, LogRecord | CallerError]]:
    """Yield each record, or an error in its place, with its resource and the name of its scope.

    Raises RequestError (`malformed_protobuf`), and LimitExceeded for too many resources, scopes or records.
    """
    try:
        yield from _records(body)
    except DecodeError:
        # `from None`, because the error's message may contain parts of the body.
        raise bad_request("malformed_protobuf", "The body is not a valid ExportLogsServiceRequest.") from None


def _records(body: bytes) -> Iterator[tuple[Resource, str, LogRecord | CallerError]]:
    resource_logs_field = ExportLogsServiceRequest.RESOURCE_LOGS_FIELD_NUMBER
    scopes = 0
    for resource_logs in split(body, (0, len(body)), 0, resource_logs_field)[1]:
        resources, scopes_logs = split(
            body, resource_logs, ResourceLogs.RESOURCE_FIELD_NUMBER, ResourceLogs.SCOPE_LOGS_FIELD_NUMBER
        )
        scopes += len(scopes_logs)
        check_request_logs(scopes)
        # Protobuf allows a message to be sent in several pieces, which are concatenated.
        resource = parsed(b"".join(resources), Resource)
        for scope_logs in scopes_logs:
            scope, records = split(body, scope_logs, ScopeLogs.SCOPE_FIELD_NUMBER, ScopeLogs.LOG_RECORDS_FIELD_NUMBER)
            scope_name = parsed(b"".join(scope), InstrumentationScope).name
            for start, end in records:
                record: LogRecord | CallerError
                try:
                    record = parsed(body[start:end], LogRecord)
                except DecodeError:
                    record = InvalidLog("malformed_record", "The record is not a valid LogRecord.")
                except LimitExceeded as error:
                    record = error
                yield resource, scope_name, record
