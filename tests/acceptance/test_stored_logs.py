"""Reading directly from the table, which a local server cannot test."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from domain.processed_log import ProcessedLog
from tests.acceptance.expectation import CheckFailed
from tests.acceptance.stored_logs import StoredLog, TableStoredLogs
from tests.fakes.clock import ManualClock
from tests.support.dynamodb_log_store import DynamoDbLogStore
from tests.support.moto_partiql import execute_as_dynamodb_does
from tests.support.template import REGION, create_table_parameters

_LOG = ProcessedLog(
    tenant_id="acme",
    log_id="1",
    time=1_769_860_800 * 10**9,
    ordinal=0,
    text="called [PHONE] and " + "again " * 15_000,
    source="json",
    received_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
    processed_at=datetime(2026, 1, 31, 12, 0, 5, tzinfo=UTC),
    policy_version="1",
    content_tag="0" * 64,
    attributes={"level": "info", "sizes": [1, 2.5]},
    redactions={"PHONE": 1},
)
# More than the 1 MB that DynamoDB returns at a time.
_LOGS = [replace(_LOG, log_id=str(number)) for number in range(1, 16)]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return a table as deployed, with logs that the worker's own adapter has stored."""
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", REGION)):
        monkeypatch.setenv(f"AWS_{name}", value)
    execute_as_dynamodb_does(monkeypatch)
    with mock_aws(), ThreadPoolExecutor() as threads:
        client = boto3.client("dynamodb")
        parameters = create_table_parameters()
        client.create_table(**parameters)
        name = str(parameters["TableName"])
        repository = DynamoDbLogStore(client, table_name=name, shard_reads=threads, clock=ManualClock())
        assert repository.add(_LOGS) == [None] * len(_LOGS)
        repository.add([replace(_LOG, tenant_id="beta")])
        yield name


def test_the_table_is_read_as_the_worker_writes_it(table: str) -> None:
    """Every log of a tenant is listed once, as it was stored, and no log of another tenant."""
    listed = TableStoredLogs.connect(table).all_of("acme")
    assert sorted(listed, key=lambda log: int(log.log_id)) == [
        StoredLog(log.log_id, log.text, log.source, log.redactions, log.attributes, ("01769860800000000000", 0))
        for log in _LOGS
    ]


def test_a_log_is_found_by_tenant_and_id(table: str) -> None:
    """A log is found only under its own tenant and id."""
    stored = TableStoredLogs.connect(table)
    found = stored.find("beta", "1")
    assert found is not None
    assert found.text == _LOG.text
    assert stored.find("beta", "2") is None


@pytest.mark.usefixtures("table")
def test_a_missing_table_is_reported() -> None:
    """A table that cannot be read is a failure with a reason."""
    with pytest.raises(CheckFailed, match="ResourceNotFoundException"):
        TableStoredLogs.connect("another")
