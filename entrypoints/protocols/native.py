"""Our own protocol: each log is a JSON object."""

import json
import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from domain.errors import CallerError, InvalidLog
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from domain.record.field import Finder
from domain.record.reading import own_time, take, text_finder
from domain.record.texts import record_as_text
from entrypoints.http.answer import Answer
from entrypoints.http.errors import bad_request
from entrypoints.http.strict_json import JsonText, parse_json
from entrypoints.protocols.protocol import Outcome, Protocol, ReceivedLog, Rejection, decoded

_SPACE = re.compile(r"[ \t\n\r]*")
# The parts of `{"logs": […]}` before the array, and from its closing bracket on.
_LOGS = re.compile(r'\{\s*"logs"\s*:\s*(?=\[)')
_ARRAY_END = re.compile(r"\]\s*\}?\s*\Z")
_MOST_ERRORS_TOLD = 100
# How often a failed attempt to read an object from the whole text is allowed: each may scan all of the text.
_MOST_FAILED_READS = 20


def read_log(document: JsonValue) -> ReceivedLog:
    """Read the log of `POST /ingest`: `tenant_id`, `log_id`, `text` and `attributes`. Other fields become attributes.

    The text may have any of the names that loggers use. Raises InvalidLog (`not_an_object`, `invalid_field`,
    `empty_text`, `duplicate_attribute`).
    """
    record, tenant_id, log_id = _addressed(document)
    text, time, cloud_id = take(record, only_strings=True)
    if text is None:
        if record.get("text") == "":
            raise InvalidLog("empty_text", "The text of a log must not be empty.")
        raise InvalidLog("invalid_field", "text: a string is required.")
    attributes = record.pop("attributes", None)
    if attributes is not None:
        if not isinstance(attributes, dict):
            raise InvalidLog("invalid_field", "attributes: an object is required.")
        if twice := attributes.keys() & record.keys():
            raise InvalidLog(
                "duplicate_attribute",
                f"{len(twice)} names are both in `attributes` and fields of the log: send each only once.",
            )
        time = own_time(attributes) if time is None else time
        record = attributes | record
    return ReceivedLog(0, text, record, tenant_id, cloud_id if log_id is None else log_id, time)


def _read_record(document: JsonValue, index: int, finder: Finder) -> ReceivedLog:
    """Read a log of a batch, in the format of any sender. A record without a text becomes the text, as JSON.

    Raises InvalidLog (`not_an_object`, `invalid_field`, `attributes_too_deep`).
    """
    record, tenant_id, log_id = _addressed(document)
    text, time, cloud_id = take(record, finder)
    if text is None:
        try:
            text = record_as_text(record)
        except RecursionError:
            raise InvalidLog("attributes_too_deep", "The log is nested too deeply.") from None
    attributes = record.get("attributes")
    if isinstance(attributes, dict) and attributes.keys().isdisjoint(record):
        time = own_time(attributes) if time is None else time
        del record["attributes"]
        record = attributes | record
    return ReceivedLog(index, text, record, tenant_id, cloud_id if log_id is None else log_id, time)


def _addressed(document: JsonValue) -> tuple[dict[str, JsonValue], str | None, str | None]:
    """Remove `tenant_id` and `log_id` from a record; return the record and both ids."""
    if not isinstance(document, dict):
        raise InvalidLog("not_an_object", "A log must be a JSON object.")
    tenant_id = document.pop("tenant_id", None)
    if tenant_id is not None and not isinstance(tenant_id, str):
        raise InvalidLog("invalid_field", "tenant_id: a string is required.")
    log_id = document.pop("log_id", None)
    if isinstance(log_id, int) and not isinstance(log_id, bool):
        log_id = str(log_id)
    if log_id is not None and not isinstance(log_id, str):
        raise InvalidLog("invalid_field", "log_id: a string or an integer is required.")
    return document, tenant_id, log_id


class NativeBatch(Protocol):
    """`POST /ingest/batch`: a JSON array, `{"logs": […]}`, or JSON objects one after another, on a line each or not."""

    source = "batch"

    def read(self, body: bytes, media_type: str) -> Iterator[ReceivedLog | Rejection]:
        """Recognise the format by the body. The content type is ignored."""
        del media_type
        finder = text_finder()
        for index, document in enumerate(_documents(decoded(body))):
            check_request_logs(index + 1)
            try:
                if isinstance(document, CallerError):
                    raise document
                yield _read_record(document, index, finder)
            except CallerError as error:
                yield Rejection(index, error.code, error.detail)

    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """Return 202, even if some logs were refused: for an error, shippers would send all logs again."""
        del media_type
        answer = {
            "accepted": outcome.accepted,
            "rejected": len(outcome.rejections),
            "errors": errors_told(outcome.rejections),
            "request_id": outcome.request_id,
        }
        return Answer(HTTPStatus.ACCEPTED, "application/json", json.dumps(answer, separators=(",", ":")))


def errors_told(rejections: Sequence[Rejection]) -> list[dict[str, int | str]]:
    """Return the first rejections as the `errors` of an answer."""
    return [
        {"index": rejection.index, "code": rejection.code, "detail": rejection.detail}
        for rejection in rejections[:_MOST_ERRORS_TOLD]
    ]


def _documents(text: str) -> Iterator["JsonValue | CallerError"]:
    """Yield the logs of a body, and an error in place of a log that is not valid JSON."""
    start = _after_space(text, 0)
    if text[start : start + 1] == "[":
        yield from _array(text, start)
        return
    first = True
    for document, end in _values(text, start):
        if first and end == len(text) and isinstance(document, dict) and isinstance(logs := document.get("logs"), list):
            yield from logs
        elif first and isinstance(document, CallerError) and (array := _LOGS.match(text, start)):
            # At least one of the logs is malformed, so read them one by one.
            yield from _elements(text, array.end())
            return
        elif isinstance(document, dict) and "logEvents" in document:
            yield from _events(document)
        else:
            yield document
        first = False


def _events(document: dict[str, JsonValue]) -> Sequence[JsonValue]:
    """Return the events of a CloudWatch Logs subscription, each with its group and stream; or the document itself.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
    """
    match document:
        case {"messageType": "DATA_MESSAGE", "logGroup": group, "logStream": stream, "logEvents": [*events]}:
            about = {"logGroup": group, "logStream": stream}
            return [about | event if isinstance(event, dict) else event for event in events]
    return (document,)


def _array(text: str, start: int) -> Iterator["JsonValue | CallerError"]:
    try:
        array = parse_json(text, repair=True)
    except CallerError:
        yield from _elements(text, start)
    else:
        for document in array if isinstance(array, list) else [array]:
            if isinstance(document, dict) and "logEvents" in document:
                yield from _events(document)
            else:
                yield document


def _elements(text: str, start: int) -> Iterator["JsonValue | CallerError"]:
    """Yield the elements of an array one by one, so that a number that cannot be stored affects only its own log.

    An element that is not JSON at all ends the array, because its end is unknown.
    """
    array = JsonText(text)
    at = _after_space(text, start + 1)
    while True:
        try:
            value, end = array.value(at)
        except CallerError as error:
            yield error
            after = array.end(at)
            if after is None:
                return
            end = after
        else:
            if isinstance(value, dict) and "logEvents" in value:
                yield from _events(value)
            else:
                yield value
        at = _after_space(text, end)
        if text[at : at + 1] != ",":
            if not _ARRAY_END.match(text, at):
                yield bad_request("malformed_json", "The array is not closed after its last log.")
            return
        at = _after_space(text, at + 1)


def _values(text: str, start: int) -> Iterator[tuple["JsonValue | CallerError", int]]:
    """Yield consecutive JSON values, each with the position of the next. After a malformed value it is the next line.

    This takes linear time: Python's decoder counts all lines before an error, so malformed values are read from a copy
    of their line.
    """
    whole = line = JsonText(text)
    line_start = line_end = 0
    attempts = _MOST_FAILED_READS
    while start < len(text):
        value: JsonValue | CallerError
        if attempts and text[start] == "{":
            try:
                value, end = whole.value(start)
            except CallerError:
                attempts -= 1
            else:
                # In most bodies the next value begins on the next line.
                start = end + 1 if text.startswith("\n{", end) else _after_space(text, end)
                yield value, start
                continue
        if start >= line_end:
            line_start, line_end = start, _line_end(text, start)
            line = JsonText(text[line_start:line_end])
        try:
            value, end = line.value(start - line_start)
        except CallerError as error:
            value, end = error, line_end - line_start
        start = _after_space(text, line_start + end)
        yield value, start


def _after_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
