"""The contract of TenantRegistry, and of the two directories that return registered tenants."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.change_tenant import removed
from application.ports.access_directory import AccessDirectory
from application.ports.erasure_markers import ErasureMarkers
from application.ports.tenant_directory import TenantDirectory
from application.ports.tenant_registry import TenantRegistry
from domain.api_key import AdminKeys, KeptKey, KeyRing, hash_api_key
from domain.erasure import Erasure, Selection
from domain.errors import PassingError
from domain.level import Level
from domain.quota import Quota
from domain.redaction import DEFAULT_POLICY, policy_from_document, policy_to_document
from domain.redaction.policy.catalogue import kinds_of
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import UNREGISTERED, TenantAccess
from infrastructure.aws.access_directory import DynamoDbAccessDirectory
from infrastructure.aws.erasure_markers import DynamoDbErasureMarkers
from infrastructure.aws.tenant_directory import DynamoDbTenantDirectory
from infrastructure.aws.tenant_registry import DynamoDbTenantRegistry
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.system.access_directory import CachingAccessDirectory
from infrastructure.system.tenant_directory import CachingTenantDirectory
from tests.contract.aws import PASSING_FAULTS, Answer, create_table, intercept, refused
from tests.fakes.clock import ManualClock
from tests.fakes.tenant_registry import InMemoryTenantRegistry
from tests.support.logs import NOON
from tests.support.template import TENANTS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MINUTE = 60
POLICY = policy_from_document(
    {
        "version": "2026-11",
        "region": "DE",
        "kinds": {"PHONE": "pseudonym", "IP_ADDRESS": "mask", "EMAIL": "keep"},
        "custom": [{"name": "EMPLOYEE_ID", "pattern": "E-[0-9]{6}", "action": "partial"}],
        "allow": ["+1 800 555 0199", "Grüße"],
    }
)
KEYS = KeyRing((KeptKey(hash_api_key("new"), NOON), KeptKey(hash_api_key("old"), NOON.replace(microsecond=1))))
ERASURES = (
    Erasure("0" * 32, NOON),
    Erasure("f" * 32, NOON, Selection("log-1", 5, 10**18 + 1, ("[EMAIL:0a1b]", "[PHONE:2c3d]"))),
)
WHOLE = Registration(
    Tenant(
        "acme", POLICY, retention_days=90, level_retention_days={Level.DEBUG: 22, Level.INFO: 30}, erasures=ERASURES
    ),
    TenantAccess(KEYS, Quota(requests=600, bytes=2**40), may_erase=True),
)
BARE = Registration(Tenant("acme"), TenantAccess())


@dataclass(frozen=True)
class TenantsUnderTest:
    """A registry, what shows its content, and how to make it fail or hold what nobody can read."""

    registry: TenantRegistry
    directory: TenantDirectory
    access: AccessDirectory
    markers: ErasureMarkers
    break_down: Callable[[], None]
    spoil_policy: Callable[[str], None]
    after_a_minute: Callable[[], None] = lambda: None


def in_memory_tenants(*, cached: bool) -> TenantsUnderTest:
    """Make the fake, seen through what remembers or not."""
    registry, clock = InMemoryTenantRegistry(), ManualClock()

    def break_down() -> None:
        registry.failure = PassingError()

    return TenantsUnderTest(
        registry,
        CachingTenantDirectory(registry, clock=clock) if cached else registry,
        CachingAccessDirectory(registry, clock=clock) if cached else registry,
        registry,
        break_down,
        lambda _: break_down(),
        lambda: clock.advance(MINUTE),
    )


@pytest.fixture
def in_memory() -> TenantsUnderTest:
    """The fake."""
    return in_memory_tenants(cached=False)


@pytest.fixture
def cached() -> TenantsUnderTest:
    """The fake, seen through what remembers for a moment."""
    return in_memory_tenants(cached=True)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[TenantsUnderTest]:
    """A new file."""
    path = tmp_path / "tenants.sqlite3"
    with closing(SqliteTenantRegistry(path)) as tenants:

        def spoil_policy(document: str) -> None:
            with tenants._database.transaction() as connection:  # noqa: SLF001 - as another version might write it
                connection.execute("UPDATE tenants SET redaction_policy = ?", (document,))

        yield TenantsUnderTest(tenants, tenants, tenants, tenants, tenants.close, spoil_policy)


@pytest.fixture
def dynamodb_tenants(dynamodb: "DynamoDBClient") -> TenantsUnderTest:
    """The deployed table."""
    table = create_table(dynamodb, TENANTS)

    def break_down() -> None:
        intercept(dynamodb, always=refused("ServiceUnavailable", 503))

    def spoil_policy(document: str) -> None:
        dynamodb.update_item(
            TableName=table,
            Key={"tenant_id": {"S": "acme"}},
            UpdateExpression="SET redaction_policy = :document",
            ExpressionAttributeValues={":document": {"S": document}},
        )

    return TenantsUnderTest(
        DynamoDbTenantRegistry(dynamodb, table_name=table),
        DynamoDbTenantDirectory(dynamodb, table_name=table),
        DynamoDbAccessDirectory(dynamodb, table_name=table),
        DynamoDbErasureMarkers(dynamodb, table_name=table),
        break_down,
        spoil_policy,
    )


@pytest.fixture(params=["in_memory", "cached", "sqlite", "dynamodb_tenants"])
def tenants(request: pytest.FixtureRequest) -> TenantsUnderTest:
    """Each adapter in turn, empty."""
    made: TenantsUnderTest = request.getfixturevalue(request.param)
    return made


# TenantRegistry


@pytest.mark.parametrize("registration", [WHOLE, BARE], ids=["whole", "bare"])
def test_registered_tenant_is_found_as_it_was(tenants: TenantsUnderTest, registration: Registration) -> None:
    """A registered tenant is found at once, with every field unchanged and the next revision."""
    assert tenants.registry.put(registration)

    assert tenants.registry.find("acme") == replace(registration, revision=1)


def test_unknown_tenant_is_not_found(tenants: TenantsUnderTest) -> None:
    """A tenant that was never registered is not found, however similar its id is to another."""
    tenants.registry.put(BARE)

    assert [tenants.registry.find(other) for other in ("ACME", "acm", "acme1", "acme.", "beta")] == [None] * 5


def test_tenant_is_registered_once(tenants: TenantsUnderTest) -> None:
    """Registering a tenant twice changes nothing and is reported."""
    tenants.registry.put(WHOLE)

    assert not tenants.registry.put(BARE)
    assert tenants.registry.find("acme") == replace(WHOLE, revision=1)


def test_change_of_what_has_changed_is_refused(tenants: TenantsUnderTest) -> None:
    """Of two changes that are based on the same revision, one succeeds and the other must read again."""
    tenants.registry.put(BARE)
    read = tenants.registry.find("acme")
    assert read
    assert tenants.registry.put(replace(WHOLE, revision=read.revision))

    assert not tenants.registry.put(replace(BARE, revision=read.revision))
    assert tenants.registry.find("acme") == replace(WHOLE, revision=2)


def test_change_of_nobody_is_refused(tenants: TenantsUnderTest) -> None:
    """An unregistered tenant cannot be changed."""
    assert not tenants.registry.put(replace(BARE, revision=1))
    assert tenants.registry.list() == []


def test_all_tenants_are_listed_by_id(tenants: TenantsUnderTest) -> None:
    """The list has every tenant once, also removed ones, sorted by id."""
    for tenant_id in ("b", "a", "B", "a.b", "a-b", "9"):
        tenants.registry.put(Registration(Tenant(tenant_id), TenantAccess(), removed=tenant_id == "b"))

    found = tenants.registry.list()

    assert [each.tenant.tenant_id for each in found] == ["9", "B", "a", "a-b", "a.b", "b"]
    assert [each.removed for each in found] == [False] * 5 + [True]


def test_administrators_keys_are_found_as_they_were(tenants: TenantsUnderTest) -> None:
    """Administrators' keys are found at once with the next revision, and work within a minute."""
    assert tenants.registry.admin_keys() == AdminKeys()
    for revision, keys in enumerate((KEYS.keys, KEYS.keys[:1], ())):
        tenants.access.admin_keys()
        assert tenants.registry.put_admin_keys(AdminKeys(keys, revision))
        assert tenants.registry.admin_keys() == AdminKeys(keys, revision + 1)
        tenants.after_a_minute()
        assert tenants.access.admin_keys().keys == keys


def test_change_of_administrators_keys_that_have_changed_is_refused(tenants: TenantsUnderTest) -> None:
    """Of two changes of administrators' keys with the same revision, one succeeds and the other must read again."""
    assert not tenants.registry.put_admin_keys(AdminKeys(KEYS.keys, 1))
    assert tenants.registry.put_admin_keys(AdminKeys(KEYS.keys))
    for revision in (0, 2):
        assert not tenants.registry.put_admin_keys(AdminKeys((), revision))
    assert tenants.registry.admin_keys() == AdminKeys(KEYS.keys, 1)


def test_administrators_are_no_tenant(tenants: TenantsUnderTest) -> None:
    """Administrators' keys are not listed as a tenant."""
    tenants.registry.put(BARE)
    tenants.registry.put_admin_keys(AdminKeys(KEYS.keys))

    assert [each.tenant.tenant_id for each in tenants.registry.list()] == ["acme"]


# ErasureMarkers


def test_markers_are_kept_and_nothing_else_is_changed(tenants: TenantsUnderTest) -> None:
    """An erasure marker works within a minute, and changes neither policy, keys nor quota."""
    tenants.registry.put(replace(WHOLE, tenant=replace(WHOLE.tenant, erasures=())))
    for erasures in (ERASURES[:1], ERASURES):
        tenants.directory.get("acme")
        tenants.markers.change("acme", lambda _, erasures=erasures: erasures)  # type: ignore[misc]
        assert tuple(tenants.markers.read("acme")) == erasures
        tenants.after_a_minute()
        assert tenants.directory.get("acme").erasures == erasures
    assert tenants.registry.find("acme") == replace(WHOLE, revision=3)


def test_tenant_that_is_not_registered_can_be_marked(tenants: TenantsUnderTest) -> None:
    """A marker for an unregistered tenant gives it no keys and counts it as removed; it can be registered later."""
    assert list(tenants.markers.read("acme")) == []
    tenants.markers.change("acme", lambda _: ERASURES)
    assert tenants.directory.get("acme") == Tenant("acme", erasures=ERASURES)
    assert tenants.access.access("acme") == UNREGISTERED
    found = tenants.registry.find("acme")
    assert found == Registration(Tenant("acme", erasures=ERASURES), UNREGISTERED, revision=1, removed=True)
    assert tenants.registry.list() == [found]
    assert tenants.registry.put(replace(WHOLE, revision=1))


def test_marker_and_another_change_undo_nothing_of_each_other(tenants: TenantsUnderTest) -> None:
    """A change that is based on the state before a marker is refused, and several markers are kept together."""
    tenants.registry.put(BARE)
    read = tenants.registry.find("acme")
    assert read

    tenants.markers.change("acme", lambda erasures: [*erasures, ERASURES[0]])
    assert not tenants.registry.put(read)
    tenants.markers.change("acme", lambda erasures: [*erasures, ERASURES[1]])
    assert tuple(tenants.markers.read("acme")) == ERASURES


def test_marker_is_put_again_where_the_tenant_has_changed_meanwhile(dynamodb_tenants: TenantsUnderTest) -> None:
    """A marker that meets a simultaneous change is put again; if that never succeeds, it is a passing error."""
    tenants = dynamodb_tenants
    others = iter(range(3))

    def crossed(erasures: Sequence[Erasure]) -> Sequence[Erasure]:
        if next(others, None) is not None:
            found = tenants.registry.find("acme")
            tenants.registry.put(found or BARE)
        return [*erasures, ERASURES[0]]

    tenants.markers.change("acme", crossed)
    assert tuple(tenants.markers.read("acme")) == ERASURES[:1]
    others = iter(range(100))
    with pytest.raises(PassingError, match="changed_meanwhile"):
        tenants.markers.change("acme", crossed)


# TenantDirectory and AccessDirectory


@pytest.mark.parametrize("tenant_id", ["acme", "ACME", "a", "t" * 63, "aZ09._-"])
def test_unregistered_tenant_has_the_defaults(tenants: TenantsUnderTest, tenant_id: str) -> None:
    """An unregistered tenant has the default policy, no expiry, no key and no quota."""
    assert tenants.directory.get(tenant_id) == Tenant(tenant_id, DEFAULT_POLICY, None)
    assert tenants.access.access(tenant_id) == UNREGISTERED


def test_change_is_seen_within_a_minute(tenants: TenantsUnderTest) -> None:
    """A change of a tenant works in both directories within a minute."""
    for registration in (WHOLE, replace(BARE, revision=1), replace(WHOLE, revision=2)):
        tenants.directory.get("acme")
        tenants.access.access("acme")
        assert tenants.registry.put(registration)
        tenants.after_a_minute()

        assert tenants.directory.get("acme") == registration.tenant
        assert tenants.access.access("acme") == registration.access


def test_removed_tenant_keeps_its_policy_and_loses_its_keys(tenants: TenantsUnderTest) -> None:
    """A removed tenant's queued logs are redacted by its policy, and none of its keys works."""
    tenants.registry.put(WHOLE)
    tenants.registry.put(removed(replace(WHOLE, revision=1)))

    assert tenants.directory.get("acme") == WHOLE.tenant
    assert tenants.access.access("acme") == UNREGISTERED


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "null",
        json.dumps({"kinds": {"PHONE": "ignore"}}),
        json.dumps({**policy_to_document(POLICY), "kinds": {"NO_SUCH_KIND": "mask"}}),
        json.dumps({**policy_to_document(POLICY), "custom": [{"name": "A", "pattern": "("}]}),
    ],
)
def test_policy_that_cannot_be_loaded_is_no_weaker_one(tenants: TenantsUnderTest, document: str) -> None:
    """A policy that cannot be read is a passing error, and is never replaced by the default policy."""
    tenants.registry.put(WHOLE)
    tenants.spoil_policy(document)

    with pytest.raises(PassingError):
        tenants.directory.get("acme")


@pytest.mark.parametrize("tenants", ["sqlite", "dynamodb_tenants"], indirect=True)
def test_policy_that_release_0_1_stored_is_of_its_catalogue(tenants: TenantsUnderTest) -> None:
    """A policy of release 0.1 keeps its catalogue of kinds, also if something else of the tenant changes."""
    tenants.registry.put(WHOLE)
    tenants.spoil_policy('{"version": "2026-10", "region": "DE", "kinds": {"PHONE": "pseudonym"}}')

    found = tenants.registry.find("acme")
    assert found is not None
    assert tenants.registry.put(found)

    policy = tenants.directory.get("acme").redaction_policy
    assert (policy.version, policy.catalogue, policy.regions) == ("2026-10", 1, ("DE",))
    assert set(policy.actions) <= set(kinds_of(1))


def test_what_cannot_answer_is_a_passing_error(tenants: TenantsUnderTest) -> None:
    """Every method raises PassingError if the tenants are unavailable, and reports no tenant as unregistered."""
    tenants.registry.put(WHOLE)
    tenants.break_down()

    for method in (
        lambda: tenants.registry.find("acme"),
        lambda: tenants.registry.put(BARE),
        tenants.registry.list,
        lambda: tenants.directory.get("acme"),
        lambda: tenants.access.access("acme"),
        tenants.registry.admin_keys,
        lambda: tenants.registry.put_admin_keys(AdminKeys()),
        tenants.access.admin_keys,
        lambda: tenants.markers.read("acme"),
        lambda: tenants.markers.change("acme", lambda _: ERASURES),
    ):
        with pytest.raises(PassingError):
            method()


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_whatever_dynamodb_fails_with_passes(
    dynamodb_tenants: TenantsUnderTest, dynamodb: "DynamoDBClient", fault: Answer
) -> None:
    """Every fault of DynamoDB is a passing error, and reports neither an unknown nor a changed tenant."""
    tenants = dynamodb_tenants
    tenants.registry.put(WHOLE)
    intercept(dynamodb, always=fault)

    for method in (
        lambda: tenants.registry.put(replace(WHOLE, revision=1)),
        tenants.registry.list,
        lambda: tenants.directory.get("acme"),
        lambda: tenants.access.access("acme"),
    ):
        with pytest.raises(PassingError):
            method()


# What remembers


def test_what_was_read_is_asked_for_once_in_half_a_minute() -> None:
    """Each tenant, registered or not, is read once in 30 seconds; failures are not remembered."""
    registry, clock = InMemoryTenantRegistry(), ManualClock()
    directories = (
        CachingTenantDirectory(registry, clock=clock).get,
        CachingAccessDirectory(registry, clock=clock).access,
    )
    for read in directories:
        registry.reads = 0
        for _ in range(3):
            read("acme")
        assert registry.reads == 1
        clock.advance(29.9)
        read("acme")
        assert registry.reads == 1
        clock.advance(0.1)
        registry.failure = PassingError()
        for _ in range(2):
            with pytest.raises(PassingError):
                read("acme")
        registry.failure = None
        read("acme")
        assert registry.reads == 4


@pytest.mark.parametrize("hours", [-12, 12])
def test_clock_that_is_set_keeps_nothing_alive(hours: int) -> None:
    """Remembered tenants expire after 30 seconds of real time, also if the clock is set meanwhile."""
    registry, clock = InMemoryTenantRegistry(), ManualClock()
    directory = CachingTenantDirectory(registry, clock=clock)
    directory.get("acme")
    clock.jump(hours * 3600)
    clock.advance(30)

    directory.get("acme")

    assert registry.reads == 2


def test_strangers_do_not_fill_the_memory() -> None:
    """Only a bounded number of tenants is remembered."""
    directory = CachingAccessDirectory(InMemoryTenantRegistry(), clock=ManualClock())
    for number in range(10_050):
        directory.access(f"stranger-{number}")

    assert len(directory._cache._loaded) == 10_000  # noqa: SLF001 - memory shows nowhere else


# What only some adapters can show


def test_processes_share_the_file(tmp_path: Path) -> None:
    """Processes that open a new file at the same time all see each other's changes."""
    path = tmp_path / "tenants.sqlite3"

    def register(number: int) -> None:
        with closing(SqliteTenantRegistry(path)) as tenants:
            assert tenants.put(Registration(Tenant(f"tenant-{number}"), TenantAccess()))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(register, range(24)))

    with closing(SqliteTenantRegistry(path)) as tenants:
        assert len(tenants.list()) == 24


def test_each_function_reads_what_its_role_may(dynamodb: "DynamoDBClient") -> None:
    """Each function reads only the attributes that its role may read, strongly consistent."""
    table = create_table(dynamodb, TENANTS)
    interception = intercept(dynamodb, operation="GetItem")

    DynamoDbAccessDirectory(dynamodb, table_name=table).access("acme")
    DynamoDbAccessDirectory(dynamodb, table_name=table).admin_keys()
    DynamoDbTenantDirectory(dynamodb, table_name=table).get("acme")

    assert [sorted(request["ProjectionExpression"].split(", ")) for request in interception.requests] == [
        ["api_keys", "may_erase", "quota_bytes", "quota_requests", "tenant_id"],
        ["api_keys", "tenant_id"],
        ["erasures", "level_retention_days", "redaction_policy", "retention_days", "tenant_id"],
    ]
    assert [request["ConsistentRead"] for request in interception.requests] == [True] * 3


def test_keys_are_kept_as_hashes_alone(tmp_path: Path) -> None:
    """No file contains a byte of a key."""
    key = "alp_acme_" + "5" * 64
    registration = Registration(Tenant("acme"), TenantAccess(KeyRing((KeptKey(hash_api_key(key), NOON),))))
    with closing(SqliteTenantRegistry(tmp_path / "tenants.sqlite3")) as tenants:
        tenants.put(registration)
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert hash_api_key(key).encode() in content
    assert b"55555555" not in content
