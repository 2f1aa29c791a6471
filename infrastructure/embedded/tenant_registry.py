"""Tenants' registrations in SQLite."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from application.ports.embedded_tenants import EmbeddedTenants
from application.ports.erasure_markers import Change
from domain.api_key import AdminKeys, KeptKey, KeyRing
from domain.erasure import Erasure, erasure_from_document, erasure_to_document
from domain.errors import PassingError
from domain.level import Level
from domain.quota import Quota
from domain.redaction import DEFAULT_POLICY, policy_from_store, policy_to_store
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import UNREGISTERED, TenantAccess
from domain.timestamps import format_timestamp, parse_timestamp
from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import TENANTS

_OF_LOGS = ("redaction_policy", "retention_days", "level_retention_days", "erasures")
_OF_ACCESS = ("api_keys", "quota_requests", "quota_bytes", "may_erase")
_COLUMNS = (*_OF_LOGS, *_OF_ACCESS, "removed", "revision")
_SELECT = f"SELECT {', '.join(('tenant_id', *_COLUMNS))} FROM tenants"
_INSERT = (
    f"INSERT INTO tenants ({', '.join(_COLUMNS)}, tenant_id) VALUES ({', '.join('?' * len(_COLUMNS))}, ?) "
    "ON CONFLICT DO NOTHING"
)
_UPDATE = f"UPDATE tenants SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE tenant_id = ? AND revision = ?"
_INSERT_ADMIN_KEYS = "INSERT INTO admin_keys (api_keys, id, revision) VALUES (?, 1, ? + 1) ON CONFLICT DO NOTHING"
_UPDATE_ADMIN_KEYS = "UPDATE admin_keys SET api_keys = ?, revision = revision + 1 WHERE id = 1 AND revision = ?"

Row = Sequence[Any]


class SqliteTenantRegistry(EmbeddedTenants):
    """Several processes may use the file at the same time. Changes are visible to all immediately."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, TENANTS)

    def find(self, tenant_id: str) -> Registration | None:
        row = self._row(tenant_id, ("tenant_id", *_COLUMNS))
        return None if row is None else _registration(row)

    def get(self, tenant_id: str) -> Tenant:
        row = self._row(tenant_id, _OF_LOGS)
        return Tenant(tenant_id) if row is None else _tenant(tenant_id, row)

    def access(self, tenant_id: str) -> TenantAccess:
        row = self._row(tenant_id, _OF_ACCESS)
        return UNREGISTERED if row is None else _access(row)

    @property
    def refusals(self) -> int:
        return self._database.refusals

    def probe(self) -> None:
        """Raise PassingError unless a tenant can be read now; the server never writes tenants."""
        self.find("probe")

    def put(self, registration: Registration) -> bool:
        row, tenant_id, revision = _row(registration), registration.tenant.tenant_id, registration.revision
        with self._database.transaction() as connection:
            if revision == 0:
                return connection.execute(_INSERT, (*row, tenant_id)).rowcount == 1
            return connection.execute(_UPDATE, (*row, tenant_id, revision)).rowcount == 1

    def list(self) -> Sequence[Registration]:
        with self._database.reading() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY tenant_id").fetchall()
        return [_registration(row) for row in rows]

    def read(self, tenant_id: str) -> Sequence[Erasure]:
        row = self._row(tenant_id, ("erasures",))
        return [] if row is None else _read_erasures(row[0])

    def change(self, tenant_id: str, change: Change) -> None:
        with self._database.transaction() as connection:
            row = connection.execute("SELECT erasures FROM tenants WHERE tenant_id = ?", (tenant_id,)).fetchone()
            changed = _written_erasures(change([] if row is None else _read_erasures(row[0])))
            # An unregistered tenant is stored as a removed one, which has no key and is not listed.
            connection.execute(
                "INSERT INTO tenants (tenant_id, erasures, api_keys, removed, revision) VALUES (?, ?, '[]', 1, 1) "
                "ON CONFLICT (tenant_id) DO UPDATE SET erasures = excluded.erasures, revision = revision + 1",
                (tenant_id, changed),
            )

    def admin_keys(self) -> AdminKeys:
        with self._database.reading() as connection:
            row = connection.execute("SELECT api_keys, revision FROM admin_keys").fetchone()
        if row is None:
            return AdminKeys()
        with _readable():
            return AdminKeys(_read_keys(row[0]), row[1])

    def put_admin_keys(self, keys: AdminKeys) -> bool:
        statement = _UPDATE_ADMIN_KEYS if keys.revision else _INSERT_ADMIN_KEYS
        with self._database.transaction() as connection:
            return connection.execute(statement, (_written_keys(keys.keys), keys.revision)).rowcount == 1

    def close(self) -> None:
        """Release the file; every later call raises PassingError."""
        self._database.close()

    def _row(self, tenant_id: str, columns: Sequence[str]) -> Row | None:
        with self._database.reading() as connection:
            row: Row | None = connection.execute(
                f"SELECT {', '.join(columns)} FROM tenants WHERE tenant_id = ?", (tenant_id,)
            ).fetchone()
        return row


@contextmanager
def _readable() -> Iterator[None]:
    """Raise PassingError for a row that cannot be read: a newer version may have written it, so a retry may help."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PassingError("tenant_unreadable") from error


def _registration(row: Row) -> Registration:
    tenant_id, policy, retention_days, by_level, erasures, keys, requests, size, may_erase, removed, revision = row
    return Registration(
        tenant=_tenant(tenant_id, (policy, retention_days, by_level, erasures)),
        access=_access((keys, requests, size, may_erase)),
        revision=revision,
        removed=bool(removed),
    )


def _tenant(tenant_id: str, row: Row) -> Tenant:
    policy, retention_days, by_level, erasures = row
    with _readable():
        return Tenant(
            tenant_id,
            # Without a policy of its own, a tenant has the current default, not the one when it was registered.
            DEFAULT_POLICY if policy is None else policy_from_store(json.loads(policy)),
            retention_days,
            {Level(level): int(days) for level, days in json.loads(by_level or "{}").items()},
            _read_erasures(erasures),
        )


def _read_erasures(written: str | None) -> tuple[Erasure, ...]:
    with _readable():
        return tuple(map(erasure_from_document, json.loads(written or "[]")))


def _written_erasures(erasures: Iterable[Erasure]) -> str | None:
    documents = list(map(erasure_to_document, erasures))
    return json.dumps(documents) if documents else None


def _access(row: Row) -> TenantAccess:
    keys, requests, size, may_erase = row
    with _readable():
        return TenantAccess(KeyRing(_read_keys(keys)), Quota(requests, size), may_erase=bool(may_erase))


def _read_keys(written: str) -> tuple[KeptKey, ...]:
    return tuple(KeptKey(key["sha256"], parse_timestamp(key["created_at"])) for key in json.loads(written))


def _written_keys(keys: Iterable[KeptKey]) -> str:
    return json.dumps([{"sha256": key.sha256, "created_at": format_timestamp(key.created_at)} for key in keys])


def _row(registration: Registration) -> Row:
    tenant, access = registration.tenant, registration.access
    policy = tenant.redaction_policy
    return (
        None if policy == DEFAULT_POLICY else json.dumps(policy_to_store(policy)),
        tenant.retention_days,
        json.dumps(dict(tenant.level_retention_days)) if tenant.level_retention_days else None,
        _written_erasures(tenant.erasures),
        _written_keys(access.keys.keys),
        access.quota.requests,
        access.quota.bytes,
        int(access.may_erase),
        int(registration.removed),
        registration.revision + 1,
    )
