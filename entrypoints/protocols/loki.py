"""Loki's push API in JSON: what Grafana's agents and many log libraries can send.

https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
"""

from collections.abc import Iterator
from http import HTTPStatus

from domain.errors import InvalidLog
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.request import decode_utf8
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.protocol import Answer, Outcome, Protocol, Reading, ReceivedLog, Rejection

# Labels that say what the attributes of the same name are to say.
_LEVEL_LABELS = ("level", "detected_level", "severity")
_SERVICE_LABELS = ("service_name", "service", "app", "job")


class Loki(Protocol):
    """`POST /loki/api/v1/push`."""

    source = "loki"
    tenant_headers = ("x-tenant-id", "x-scope-orgid")

    def read(self, body: bytes, media_type: str) -> Reading:
        """A stream's labels and a line's own metadata are attributes."""
        if media_type in ("application/x-protobuf", "application/x-snappy"):
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported_content_type",
                "Loki's snappy protobuf is not taken. Push application/json here, or send OTLP to /v1/logs.",
            )
        document = parse_json(decode_utf8(body))
        streams = document.get("streams") if isinstance(document, dict) else None
        if not isinstance(streams, list):
            raise bad_request("not_a_push", 'A push is a JSON object with "streams".')
        logs: list[ReceivedLog] = []
        rejections: list[Rejection] = []
        for index, (labels, value) in enumerate(_values(streams)):
            check_request_logs(index + 1)
            try:
                logs.append(_log(index, labels, value))
            except InvalidLog as error:
                rejections.append(Rejection(index, error.code, error.detail))
        return Reading(logs, rejections)

    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """204 exactly: Loki's clients take nothing else for success."""
        del outcome, media_type
        return Answer(HTTPStatus.NO_CONTENT, "text/plain", "")

    def error(self, status: HTTPStatus, detail: str, media_type: str) -> Answer:
        """In plain text, as Loki's clients print it."""
        del media_type
        return Answer(status, "text/plain; charset=utf-8", detail)


def _values(streams: list[JsonValue]) -> Iterator[tuple[JsonValue, JsonValue]]:
    """Each line with its stream's labels; a stream that is none stands for itself, as a line that is none."""
    for stream in streams:
        values = stream.get("values") if isinstance(stream, dict) else None
        if not isinstance(stream, dict) or not isinstance(values, list):
            yield None, None
            continue
        for value in values:
            yield stream.get("stream"), value


def _log(index: int, labels: JsonValue, value: JsonValue) -> ReceivedLog:
    match value:
        case [str(moment), str(line), *others] if isinstance(labels, dict):
            metadata = others[0] if others else None
        case _:
            raise InvalidLog("not_a_line", "A value is [nanoseconds, line], both strings, in a stream with labels.")
    beside: dict[str, JsonValue] = {
        "level": next(filter(None, map(labels.get, _LEVEL_LABELS)), None),
        "service": next(filter(None, map(labels.get, _SERVICE_LABELS)), None),
        "timestamp": moment,
        "labels": labels,
        "metadata": metadata,
    }
    attributes = {name: part for name, part in beside.items() if part}
    return ReceivedLog(index, line, attributes, timed=bool(moment))
