"""Stored logs in DynamoDB, each tenant's read with rights of its own."""

from collections.abc import Sequence
from concurrent.futures import Executor

from application.ports.clock import Clock
from application.ports.log_repository import LogQuery, LogRepository
from domain.processed_log import Position, ProcessedLog
from infrastructure.aws.log_repository import DynamoDbLogRepository
from infrastructure.aws.tenant_sessions import TenantSessions


class DynamoDbTenantLogRepository(LogRepository):
    """Does everything in a session of the tenant it is for: a mistake shows nobody another tenant's logs.

    The session's role may only read (template.yaml).
    """

    def __init__(self, sessions: TenantSessions, *, table_name: str, shard_reads: Executor, clock: Clock) -> None:
        self._sessions = sessions
        self._table_name = table_name
        self._shard_reads = shard_reads
        self._clock = clock

    def add(self, log: ProcessedLog) -> str | None:
        return self._of(log.tenant_id).add(log)

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        return self._of(tenant_id).find(tenant_id, log_id)

    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        return self._of(tenant_id).conflicts(tenant_id, log_id, limit)

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        return self._of(tenant_id).content_tags(tenant_id, log_ids)

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Sequence[ProcessedLog]:
        return self._of(query.tenant_id).page(query, limit, after)

    def _of(self, tenant_id: str) -> DynamoDbLogRepository:
        return DynamoDbLogRepository(
            self._sessions.client(tenant_id),
            table_name=self._table_name,
            shard_reads=self._shard_reads,
            clock=self._clock,
        )
