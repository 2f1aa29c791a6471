"""Log records of the embedded run as lines on its output, for people or for machines. Never any text of a log."""

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
# Processed logs that have a line each.
_MOST_LINES_A_SECOND = 20


class TextFormatter(logging.Formatter):
    """One line a record: time, event, and what it is about; coloured on a terminal."""

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
    """Lines for people. Where many logs are processed, one line a second says how many."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        self.setFormatter(TextFormatter(coloured=sys.stdout.isatty()))
        self._thinning = Thinning(_MOST_LINES_A_SECOND)
        self._span_ends: Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, or add the record to the sums of this second."""
        if self._span_ends is None:
            self._span_ends = Timer(1.0, self.end_span)
            self._span_ends.daemon = True
            self._span_ends.start()
        if self._thinning.admit(record):
            super().emit(record)

    def close(self) -> None:
        """Write a line for what is still added up."""
        self.end_span()
        super().close()

    def end_span(self) -> None:
        """Write a line for each event that was added up since the last time."""
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
    """Hand the application's records to this handler alone."""
    for package in ("application", "entrypoints"):
        logger = logging.getLogger(package)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        logger.propagate = False
