"""The log records of the embedded run: their details, their JSON form between processes, and their sums."""

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def about(record: logging.LogRecord) -> dict[str, Any]:
    """The details of a record: all that was logged beside the event's name."""
    return {name: value for name, value in record.__dict__.items() if name not in _STANDARD}


def to_document(record: logging.LogRecord) -> dict[str, Any]:
    """The record as a JSON document."""
    return {"msg": record.getMessage(), "levelno": record.levelno, "created": record.created, "about": about(record)}


def from_document(document: Mapping[str, Any]) -> logging.LogRecord:
    """The record from its JSON document."""
    own = {name: document[name] for name in ("msg", "levelno", "created")}
    return logging.makeLogRecord(own | {"levelname": logging.getLevelName(own["levelno"])} | document["about"])


class Thinning:
    """Passes the records of up to `most` processed logs in a span of time, and adds up the rest by event.

    After a span with more logs than that, all records of the next span are added up. Other records, such as failures,
    always pass.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._logs = 0
        self._is_busy = False
        self._sums: dict[str, Counter[str]] = {}
        self._redactions: dict[str, Counter[str]] = {}

    def admit(self, record: logging.LogRecord) -> bool:
        """Return whether to show the record. If not, the record is added to the sums."""
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
        """Return one record with the sums of each event, and begin the next span."""
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
