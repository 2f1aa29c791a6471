"""Our own form: a JSON object a log, one or many of them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from domain.errors import CallerError, InvalidLog
from domain.json_value import JsonValue
from domain.limits import check_request_logs
from entrypoints.http.request import decode_utf8
from entrypoints.http.strict_json import decode_json, parse_json
from entrypoints.protocols.protocol import Answer, Outcome, Protocol, Reading, ReceivedLog, Rejection

# How log libraries and shippers call the text; the first that is there is it, and the others are attributes.
_TEXT_FIELDS = ("text", "log", "message", "msg", "body")
# How they call the moment at which the log was written.
_TIME_FIELDS = frozenset(("timestamp", "@timestamp", "time", "ts", "date"))
_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_ERRORS_TOLD = 100
# Of lines that begin an object and do not end it: each costs a look at everything around it.
_MOST_VAIN_LOOKS = 20


def read_log(document: JsonValue, index: int = 0) -> ReceivedLog:
    """A log as a JSON object: `tenant_id`, `log_id`, `text`, `attributes`; every other field is an attribute as well.

    Where it names no tenant, other names of the text are taken as well. Raises InvalidLog (`not_an_object`,
    `invalid_field`, `duplicate_attribute`).
    """
    if not isinstance(document, dict):
        raise InvalidLog("not_an_object", "A log is a JSON object with tenant_id and text.")
    fields = dict(document)
    tenant_id = _string_or_none(fields, "tenant_id")
    log_id = fields.pop("log_id", None)
    if isinstance(log_id, int) and not isinstance(log_id, bool):
        log_id = str(log_id)
    if log_id is not None and not isinstance(log_id, str):
        raise InvalidLog("invalid_field", "log_id: a string or an integer is expected.")
    name = "text" if tenant_id is not None or isinstance(fields.get("text"), str) else _text_field(fields)
    text = fields.pop(name, None)
    if not isinstance(text, str):
        raise InvalidLog("invalid_field", "text: a string is expected.")
    attributes = fields.pop("attributes", None)
    if attributes is not None:
        if not isinstance(attributes, dict):
            raise InvalidLog("invalid_field", "attributes: an object is expected.")
        if twice := attributes.keys() & fields.keys():
            raise InvalidLog(
                "duplicate_attribute", f"{len(twice)} of the attributes stand beside the attributes object as well."
            )
        fields = attributes | fields
    timed = not _TIME_FIELDS.isdisjoint(fields) and any(fields.get(field) for field in _TIME_FIELDS)
    return ReceivedLog(index, text, fields, tenant_id, log_id, timed)


def _string_or_none(fields: dict[str, JsonValue], name: str) -> str | None:
    value = fields.pop(name, None)
    if value is not None and not isinstance(value, str):
        raise InvalidLog("invalid_field", f"{name}: a string is expected.")
    return value


def _text_field(fields: Mapping[str, JsonValue]) -> str:
    return next((name for name in _TEXT_FIELDS if isinstance(fields.get(name), str)), "text")


class NativeBatch(Protocol):
    """`POST /ingest/batch`: a JSON array, `{"logs": […]}`, or objects one behind another, a line each or not."""

    source = "batch"

    def read(self, body: bytes, media_type: str) -> Reading:
        """The body tells its shape, whatever the content type says."""
        del media_type
        logs: list[ReceivedLog] = []
        rejections: list[Rejection] = []
        for index, document in enumerate(_documents(decode_utf8(body))):
            check_request_logs(index + 1)
            if isinstance(document, CallerError):
                rejections.append(Rejection(index, document.code, document.detail))
                continue
            try:
                logs.append(read_log(document, index))
            except CallerError as error:
                rejections.append(Rejection(index, error.code, error.detail))
        return Reading(logs, rejections)

    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """202, also where some were not taken: a shipper that is told otherwise would send all of them again."""
        del media_type
        answer = {
            "accepted": outcome.accepted,
            "rejected": len(outcome.rejections),
            "errors": errors_told(outcome.rejections),
            "request_id": outcome.request_id,
        }
        return Answer(HTTPStatus.ACCEPTED, "application/json", json.dumps(answer, separators=(",", ":")))


def errors_told(rejections: Sequence[Rejection]) -> list[dict[str, int | str]]:
    """What an answer says of what was not taken: of very many only the first."""
    return [
        {"index": rejection.index, "code": rejection.code, "detail": rejection.detail}
        for rejection in rejections[:_MOST_ERRORS_TOLD]
    ]


def _documents(text: str) -> Iterator["JsonValue | CallerError"]:
    """The logs of a body, and in the place of one that is no JSON what is wrong with it."""
    start = _after_space(text, 0)
    if text[start : start + 1] == "[":
        array = parse_json(text)
        yield from array if isinstance(array, list) else [array]
        return
    first = True
    for document, end in _values(text, start):
        if first and end == len(text) and isinstance(document, dict) and isinstance(logs := document.get("logs"), list):
            yield from logs
        else:
            yield document
        first = False


def _values(text: str, start: int) -> Iterator[tuple["JsonValue | CallerError", int]]:
    """JSON values one behind another, each with where the next begins; after a broken one that is the next line.

    Takes time in proportion to the text: what is broken is looked at in its own line, because Python's decoder tells an
    error's place by counting the lines before it.
    """
    looks = _MOST_VAIN_LOOKS
    while start < len(text):
        line = text[start : _line_end(text, start)]
        at = 0
        while at < len(line):
            value: JsonValue | CallerError
            try:
                value, end = decode_json(line, at)
            except CallerError as error:
                value, end = error, len(line)
                if line[at] == "{" and looks:
                    try:
                        value, end = decode_json(text, start + at)
                        end -= start
                    except CallerError:
                        looks -= 1
            at = _after_space(text, start + end) - start
            yield value, start + at
        start += at


def _after_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
