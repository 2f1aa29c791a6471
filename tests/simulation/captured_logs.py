"""Everything that Python's logging is given, at little cost."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class _Record:
    """What of a record is a program's own; the standard one asks for threads, processes and paths as well."""

    def __init__(self, *fields: Any) -> None:
        self.name, self.levelno, _, _, self.msg, self.args, self.exc_info, *_ = fields


class CapturedLogs(logging.Handler):
    """Keeps in `lines` what each record holds: message, arguments, extras, exception."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle(self, record: logging.LogRecord) -> bool:
        """Without a lock: one task runs at a time."""
        self.lines.append(str(record.__dict__))
        if record.exc_info:
            self.lines += traceback.format_exception(*record.exc_info)
        return True


@contextmanager
def captured_logs() -> Iterator[CapturedLogs]:
    """Take the root logger's records away from every other handler."""
    root = logging.getLogger()
    handlers, level, factory = root.handlers[:], root.level, logging.getLogRecordFactory()
    captured = CapturedLogs()
    # Nobody asks where a record comes from: https://docs.python.org/3/howto/logging.html#optimization
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
