"""The log records of the embedded run: their content, their way between processes, and adding them up."""

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def about(record: logging.LogRecord) -> dict[str, Any]:
    """What was logged beside the event's name."""
    return {name: value for name, value in record.__dict__.items() if name not in _STANDARD}


def to_document(record: logging.LogRecord) -> dict[str, Any]:
    """The record as JSON has it."""
    return {"msg": record.getMessage(), "levelno": record.levelno, "created": record.created, "about": about(record)}


def from_document(document: Mapping[str, Any]) -> logging.LogRecord:
    """The record that `to_document` was given."""
    own = {name: document[name] for name in ("msg", "levelno", "created")}
    return logging.makeLogRecord(own | {"levelname": logging.getLevelName(own["levelno"])} | document["about"])


class Thinning:
    """Lets the records of up to `most` processed logs pass in a span of time, and adds up the others by their event.

    Where records were added up in one span, all of the next one are. Records of anything else always pass: failures
    among them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._logs = 0
        self._is_busy = False
        self._sums: dict[str, Counter[str]] = {}
        self._redactions: dict[str, Counter[str]] = {}

    def admit(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be shown; otherwise it is added up."""
        details = about(record)
        if record.levelno > logging.INFO or "logs" not in details:
            return True
        self._logs += details["logs"]
        if not self._is_busy and self._logs <= self._most:
            return True
        event = record.getMessage()
        self._sums.setdefault(event, Counter()).update(
            {name: details[name] for name in ("logs", "characters") if name in details}
        )
        self._redactions.setdefault(event, Counter()).update(details.get("redactions", {}))
        return False

    def end_span(self) -> list[logging.LogRecord]:
        """A record for each event that was added up; the next span begins."""
        records = [
            logging.makeLogRecord(
                {
                    "msg": event,
                    "levelno": logging.INFO,
                    "levelname": "INFO",
                    **sums,
                    "redactions": dict(sorted(self._redactions[event].items())),
                }
            )
            for event, sums in self._sums.items()
        ]
        self._is_busy = self._logs > self._most
        self._logs = 0
        self._sums, self._redactions = {}, {}
        return records
