"""The read-api's sessions: each tenant's logs are read in a session of that tenant, which is reused.

moto has the calls but no rights: that a session sees nothing of another tenant's is up to AWS, and no test here shows
it (tests/template holds the policy that says so).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import PassingError
from domain.query.log_query import LogQuery
from infrastructure.aws.clients import dynamodb_client_as, sts_client
from infrastructure.aws.tenant_log_reader import DynamoDbTenantLogReader
from infrastructure.aws.tenant_sessions import Credentials, TenantSessions
from tests.contract.aws import create_table
from tests.contract.conftest import Clients
from tests.contract.records import add, logs
from tests.fakes.clock import ManualClock
from tests.support.dynamodb_log_store import DynamoDbLogStore
from tests.support.logs import NOON

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROLE = "arn:aws:iam::123456789012:role/tenant-reader"
HOUR = timedelta(hours=1)


class Sts:
    """Gives sessions of an hour, and remembers what was asked."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.requests: list[dict[str, Any]] = []

    def assume_role(self, **request: Any) -> dict[str, Any]:
        """Number the sessions."""
        self.requests.append(request)
        number = str(len(self.requests))
        credentials: dict[str, str | datetime] = dict.fromkeys(
            ("AccessKeyId", "SecretAccessKey", "SessionToken"), number
        )
        return {"Credentials": credentials | {"Expiration": self._clock.now() + HOUR}}

    def tenants(self) -> list[str]:
        """The tenants that were asked for, each time."""
        return [request["Tags"][0]["Value"] for request in self.requests]


@pytest.fixture
def clock() -> ManualClock:
    """The sessions' time."""
    return ManualClock()


@pytest.fixture
def sts(clock: ManualClock) -> Sts:
    """What gives sessions."""
    return Sts(clock)


@pytest.fixture
def connected() -> list[Credentials]:
    """The credentials of each client that was made."""
    return []


@pytest.fixture
def sessions(aws: Clients, sts: Sts, clock: ManualClock, connected: list[Credentials]) -> TenantSessions:
    """Sessions whose clients reach moto."""

    def connect(credentials: Credentials) -> "DynamoDBClient":
        connected.append(credentials)
        return aws.dynamodb()

    return TenantSessions(sts.assume_role, role_arn=ROLE, connect=connect, clock=clock)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """What shards are read by."""
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_session_is_tagged_with_its_tenant_alone(sessions: TenantSessions, sts: Sts) -> None:
    """The role is assumed with exactly the tag that its trust policy requires, for at most an hour."""
    sessions.client("acme")

    assert sts.requests == [
        {
            "RoleArn": ROLE,
            "RoleSessionName": "read-api",
            "Tags": [{"Key": "tenant", "Value": "acme"}],
            "DurationSeconds": 3600,
        }
    ]


def test_session_is_kept_until_shortly_before_its_end(sessions: TenantSessions, sts: Sts, clock: ManualClock) -> None:
    """A tenant's session is reused, and replaced before a request could outlive it."""
    first = sessions.client("acme")
    clock.advance(54 * 60)
    assert sessions.client("acme") is first
    clock.advance(2 * 60)

    assert sessions.client("acme") is not first
    assert sts.tenants() == ["acme", "acme"]


def test_tenants_never_share_a_session(sessions: TenantSessions, sts: Sts, connected: list[Credentials]) -> None:
    """Each tenant's client has the credentials of that tenant's own session, in whatever order they are used."""
    clients = {tenant: sessions.client(tenant) for tenant in ("acme", "beta", "ACME")}

    assert {tenant: sessions.client(tenant) for tenant in reversed(clients)} == clients
    assert sts.tenants() == ["acme", "beta", "ACME"]
    assert [each["SessionToken"] for each in connected] == ["1", "2", "3"]


def test_many_tenants_do_not_fill_the_memory(sessions: TenantSessions, sts: Sts) -> None:
    """Only a bounded number of clients is kept: those used last."""
    kept: Any = object()
    sessions._connect = lambda _: kept  # noqa: SLF001 - making hundreds of real ones takes seconds
    for number in range(300):
        sessions.client("often")
        sessions.client(f"tenant-{number}")

    assert sts.tenants().count("often") == 1
    assert len(sessions._sessions) <= 200  # noqa: SLF001 - memory shows nowhere else


def test_role_that_cannot_be_assumed_is_a_passing_error(
    aws: Clients,  # noqa: ARG001 - it keeps AWS away
    clock: ManualClock,
) -> None:
    """If STS refuses the role, it is a passing error, and nothing is read in another way."""
    sessions = TenantSessions(sts_client().assume_role, role_arn="no role", connect=dynamodb_client_as, clock=clock)

    with pytest.raises(PassingError):
        sessions.client("acme")


def test_logs_are_read_in_their_tenants_session(aws: Clients, threads: ThreadPoolExecutor) -> None:
    """Logs are found, listed and checked for conflicts by a client of their tenant's session."""
    table = create_table(aws.dynamodb())
    own = {tenant: logs(["a", "b", "a~" + "0" * 32], tenant_id=tenant) for tenant in ("acme", "beta")}
    clock = ManualClock(NOON - 999 * HOUR)
    writer = DynamoDbLogStore(aws.dynamodb(), table_name=table, shard_reads=threads, clock=clock)
    for each in [each for one in own.values() for each in one]:
        add(writer, each)
    sessions = TenantSessions(sts_client().assume_role, role_arn=ROLE, connect=dynamodb_client_as, clock=clock)
    reader = DynamoDbTenantLogReader(sessions, table_name=table, shard_reads=threads, clock=clock)

    for tenant, (first, second, conflict) in own.items():
        assert reader.find(tenant, "a") == first
        assert reader.conflicts(tenant, "a", 10) == [conflict.log_id]
        assert reader.page(LogQuery(tenant), 2).logs == [conflict, second]
    assert sessions.client("acme") is not sessions.client("beta")
