"""Writes the embedded run's own log records to its output, as text or as JSON. They never contain a log's text."""

import json
import logging
import sys
from datetime import UTC, datetime
from threading import Timer
from typing import TextIO

from domain.timestamps import format_timestamp
from entrypoints.local.log_records import Thinning, about
from entrypoints.printable import printable

_COLOURS = {"stored": "32", "already_stored": "36", "conflict": "33", "failed": "31"}
# Up to this rate, each processed log has a line of its own.
_MOST_LINES_A_SECOND = 20


class TextFormatter(logging.Formatter):
    """Formats a record as one line with its time, event and details; coloured on a terminal."""

    def __init__(self, *, coloured: bool) -> None:
        super().__init__(datefmt="%H:%M:%S")
        self._coloured = coloured

    def format(self, record: logging.LogRecord) -> str:
        """`12:00:01  stored  acme/123  attempt=1 characters=15 PHONE=1`."""
        told = about(record)
        subject = "/".join(str(told.pop(name)) for name in ("tenant", "log_id") if told.get(name) is not None)
        if told.get("logs") == 1:
            del told["logs"]
        told |= told.pop("redactions", {})
        details = " ".join(f"{name}={value}" for name, value in told.items())
        what = printable(f"{subject}  {details}")
        return f"{self.formatTime(record, self.datefmt)}  {self._event(record)}  {what}".rstrip()

    def _event(self, record: logging.LogRecord) -> str:
        event = printable(record.getMessage())
        padded = f"{event:<14}"
        if not self._coloured:
            return padded
        colour = _COLOURS.get(event, "31" if record.levelno >= logging.WARNING else "0")
        return f"\x1b[{colour}m{padded}\x1b[0m"


class TextHandler(logging.StreamHandler[TextIO]):
    """Writes lines for people. At a high rate of logs, it writes one line a second with their number."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        self.setFormatter(TextFormatter(coloured=sys.stdout.isatty()))
        self._thinning = Thinning(_MOST_LINES_A_SECOND)
        self._span_ends: Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line for the record, or add the record to the sums of this second."""
        if self._span_ends is None:
            self._span_ends = Timer(1.0, self.end_span)
            self._span_ends.daemon = True
            self._span_ends.start()
        if self._thinning.admit(record):
            super().emit(record)

    def close(self) -> None:
        """Write the sums that are not written yet."""
        self.end_span()
        super().close()

    def end_span(self) -> None:
        """Write one line for each event in the sums, and start new sums."""
        self.acquire()
        try:
            self._span_ends = None
            for record in self._thinning.end_span():
                super().emit(record)
        finally:
            self.release()


class JsonHandler(logging.StreamHandler[TextIO]):
    """A line of JSON for each record, for machines."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)

    def format(self, record: logging.LogRecord) -> str:
        """`{"time": "2026-01-31T12:00:01.123456Z", "level": "info", "event": "stored", "tenant": "acme", …}`."""
        time = format_timestamp(datetime.fromtimestamp(record.created, UTC))
        told = {"time": time, "level": record.levelname.lower(), "event": record.getMessage(), **about(record)}
        return json.dumps(told, default=str)


def log_to(handler: logging.Handler) -> None:
    """Send the application's log records to this handler only."""
    for package in ("application", "entrypoints"):
        logger = logging.getLogger(package)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        logger.propagate = False
