"""Following logs as they are stored."""

from application.ports.log_reader import LogReader, Stored
from domain.query.log_query import LogQuery
from domain.tenant_id import check_tenant_id


class FollowLogs:
    """Returns newly stored logs. A caller that repeats it with the latest mark sees each matching log."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def follow(self, query: LogQuery, mark: str | None, limit: int, window_seconds: int) -> Stored:
        """Return the logs stored since the mark. Without a mark, return only a mark of the present.

        Raises InvalidLog for a bad tenant id, CallerError for a bad mark, and PassingError.
        """
        check_tenant_id(query.tenant_id)
        return self._reader.stored_since(query, mark, limit, window_seconds)
