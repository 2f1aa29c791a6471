"""The use cases of reading logs back, together."""

from application.list_logs import ListLogs
from application.ports.log_reader import LogReader
from application.read_log import ReadLog


class Reading:
    """What can be asked of stored logs, over one store."""

    def __init__(self, *, reader: LogReader) -> None:
        self.list_logs = ListLogs(reader=reader)
        self.read_log = ReadLog(reader=reader)
