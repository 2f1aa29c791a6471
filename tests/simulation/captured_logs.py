"""Capturing everything that is passed to Python's logging, at low cost."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class _Record:
    """A record with only the program's own fields; the standard one also looks up threads, processes and paths."""

    def __init__(self, *fields: Any) -> None:
        self.name, self.levelno, _, _, self.msg, self.args, self.exc_info, *_ = fields


class CapturedLogs(logging.Handler):
    """Keeps the content of each record in `lines`: message, arguments, extras, exception."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle(self, record: logging.LogRecord) -> bool:
        """Keep the record, without a lock, because only one task runs at a time."""
        self.lines.append(str(record.__dict__))
        if record.exc_info:
            self.lines += traceback.format_exception(*record.exc_info)
        return True


@contextmanager
def captured_logs() -> Iterator[CapturedLogs]:
    """Replace all other handlers of the root logger."""
    root = logging.getLogger()
    handlers, level, factory = root.handlers[:], root.level, logging.getLogRecordFactory()
    captured = CapturedLogs()
    # The source of a record is not needed: https://docs.python.org/3/howto/logging.html#optimization
    with patch.object(logging, "_srcfile", None):
        try:
            logging.setLogRecordFactory(_record)
            root.handlers[:] = [captured]
            root.setLevel(logging.INFO)
            yield captured
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
            logging.setLogRecordFactory(factory)


def _record(*fields: Any, **_more: Any) -> Any:
    return _Record(*fields)
