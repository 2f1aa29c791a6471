"""Reading stored logs from DynamoDB with permissions for one tenant at a time."""

from collections.abc import Sequence
from concurrent.futures import Executor

from application.ports.clock import Clock
from application.ports.log_reader import Counts, LogReader, Page, Stored
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime
from domain.query.log_query import LogQuery
from infrastructure.aws.log_reader import DynamoDbLogReader
from infrastructure.aws.tenant_sessions import TenantSessions


class DynamoDbTenantLogReader(LogReader):
    """Reads with a session that is limited to the requested tenant, so that no bug can show another tenant's logs.

    The role of the session may only read (template.yaml).
    """

    def __init__(self, sessions: TenantSessions, *, table_name: str, shard_reads: Executor, clock: Clock) -> None:
        self._sessions = sessions
        self._table_name = table_name
        self._shard_reads = shard_reads
        self._clock = clock

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        return self._of(tenant_id).find(tenant_id, log_id)

    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        return self._of(tenant_id).conflicts(tenant_id, log_id, limit)

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        return self._of(query.tenant_id).page(query, limit, after)

    def count_by(self, query: LogQuery, by: Sequence[ByTime | ByField]) -> Counts:
        return self._of(query.tenant_id).count_by(query, by)

    def stored_since(self, query: LogQuery, mark: str | None, limit: int, window_seconds: int) -> Stored:
        return self._of(query.tenant_id).stored_since(query, mark, limit, window_seconds)

    def _of(self, tenant_id: str) -> DynamoDbLogReader:
        return DynamoDbLogReader(
            self._sessions.client(tenant_id),
            table_name=self._table_name,
            shard_reads=self._shard_reads,
            clock=self._clock,
        )
