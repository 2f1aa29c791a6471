"""Our own protocol: each log is a JSON object."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus

from domain.errors import CallerError, InvalidLog
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from domain.record.field import Finder
from domain.record.reading import own_time, take, text_finder
from domain.record.texts import record_as_text
from entrypoints.http.answer import Answer
from entrypoints.http.json_values import after_space, array_elements, consecutive_values
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.protocol import Outcome, Protocol, ReceivedLog, Rejection, decoded

# The part of `{"logs": […]}` before the array.
_LOGS = re.compile(r'\{\s*"logs"\s*:\s*(?=\[)')
_MOST_ERRORS_TOLD = 100


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
            "errors": first_errors(outcome.rejections),
            "request_id": outcome.request_id,
        }
        return Answer(HTTPStatus.ACCEPTED, "application/json", json.dumps(answer, separators=(",", ":")))


def first_errors(rejections: Sequence[Rejection]) -> list[dict[str, int | str]]:
    """Return the first rejections as the `errors` of an answer."""
    return [
        {"index": rejection.index, "code": rejection.code, "detail": rejection.detail}
        for rejection in rejections[:_MOST_ERRORS_TOLD]
    ]


def _documents(text: str) -> Iterator["JsonValue | CallerError"]:
    """Yield the logs of a body, and an error in place of a log that is not valid JSON."""
    start = after_space(text, 0)
    if text[start : start + 1] == "[":
        yield from _array(text, start)
        return
    first = True
    for document, end in consecutive_values(text, start):
        if first and end == len(text) and isinstance(document, dict) and isinstance(logs := document.get("logs"), list):
            yield from logs
        elif first and isinstance(document, CallerError) and (array := _LOGS.match(text, start)):
            # At least one of the logs is malformed, so read them one by one.
            yield from _unpacked(array_elements(text, array.end()))
            return
        elif isinstance(document, dict) and "logEvents" in document:
            yield from _events(document)
        else:
            yield document
        first = False


def _array(text: str, start: int) -> Iterator["JsonValue | CallerError"]:
    try:
        array = parse_json(text, repair=True)
    except CallerError:
        yield from _unpacked(array_elements(text, start))
    else:
        yield from _unpacked(array if isinstance(array, list) else [array])


def _unpacked(documents: "Iterable[JsonValue | CallerError]") -> Iterator["JsonValue | CallerError"]:
    """Yield the documents, and the events of CloudWatch in place of the document that contains them."""
    for document in documents:
        if isinstance(document, dict) and "logEvents" in document:
            yield from _events(document)
        else:
            yield document


def _events(document: dict[str, JsonValue]) -> Sequence[JsonValue]:
    """Return the events of a CloudWatch Logs subscription, each with its group and stream; or the document itself.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
    """
    match document:
        case {"messageType": "DATA_MESSAGE", "logGroup": group, "logStream": stream, "logEvents": [*events]}:
            about = {"logGroup": group, "logStream": stream}
            return [about | event if isinstance(event, dict) else event for event in events]
    return (document,)
