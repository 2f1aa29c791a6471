"""Everything that Python's logging is given, at little cost."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__)


class CapturedLogs(logging.Handler):
    """Keeps in `lines` what of each record is a program's own: message, arguments, extras, exception."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle(self, record: logging.LogRecord) -> bool:
        """Without a lock: one task runs at a time."""
        fields = record.__dict__
        extras = [value for name, value in fields.items() if name not in _STANDARD]
        line = f"{record.msg} {record.args} {extras}"
        if record.exc_info:
            line += "".join(traceback.format_exception(*record.exc_info))
        self.lines.append(line)
        return True


@contextmanager
def captured_logs() -> Iterator[CapturedLogs]:
    """Take the root logger's records away from every other handler, and leave out of them what costs most."""
    # https://docs.python.org/3/howto/logging.html#optimization
    switches: dict[str, object] = {
        "_srcfile": None,
        "logThreads": False,
        "logProcesses": False,
        "logMultiprocessing": False,
        "logAsyncioTasks": False,
    }
    switches = {name: value for name, value in switches.items() if hasattr(logging, name)}
    before = {name: getattr(logging, name) for name in switches}
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    captured = CapturedLogs()
    try:
        for name, value in switches.items():
            setattr(logging, name, value)
        root.handlers[:] = [captured]
        root.setLevel(logging.INFO)
        yield captured
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, value in before.items():
            setattr(logging, name, value)
