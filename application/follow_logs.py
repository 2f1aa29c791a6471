"""Following what is stored, from now on."""

from application.ports.log_reader import LogReader, Stored
from domain.query.log_query import LogQuery
from domain.tenant_id import check_tenant_id


class FollowLogs:
    """Whoever asks again and again with the last mark sees each matching log that is stored meanwhile."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def follow(self, query: LogQuery, mark: str | None, limit: int, window_seconds: int) -> Stored:
        """Return what was stored since the mark; without one nothing but the present mark.

        Raises InvalidLog for a bad tenant id, CallerError for a bad mark, PassingError.
        """
        check_tenant_id(query.tenant_id)
        return self._reader.stored_since(query, mark, limit, window_seconds)
