"""All use cases that read logs, in one object."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from application.chart_logs import ChartLogs
from application.count_values import CountValues
from application.find_placeholders import FindPlaceholders
from application.follow_logs import FollowLogs
from application.list_logs import ListLogs
from application.ports.clock import Clock
from application.ports.log_reader import LogReader
from application.query_logql import QueryLogQL
from application.read_log import ReadLog
from application.read_neighbours import ReadNeighbours
from application.tail_logql import TailLogQL

if TYPE_CHECKING:
    from application.preview_redaction import PreviewRedaction


class Reading:
    """The reading use cases over one store. `clock` is for relative times such as "an hour ago".

    `find_placeholders` and `preview_redaction` are factories: they load redaction, whose rules take long to load.
    """

    def __init__(
        self,
        *,
        reader: LogReader,
        clock: Clock,
        find_placeholders: Callable[[], FindPlaceholders],
        preview_redaction: Callable[[], "PreviewRedaction"],
    ) -> None:
        self.clock = clock
        self.list_logs = ListLogs(reader=reader)
        self.find_placeholders = find_placeholders
        self.preview_redaction = preview_redaction
        self.follow_logs = FollowLogs(reader=reader)
        self.read_log = ReadLog(reader=reader)
        self.query_logql = QueryLogQL(reader=reader, clock=clock)
        self.tail_logql = TailLogQL(reader=reader, query=self.query_logql)
        self.read_neighbours = ReadNeighbours(reader=reader)
        self.chart_logs = ChartLogs(reader=reader)
        self.count_values = CountValues(reader=reader)
