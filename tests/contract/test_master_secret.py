"""The contract of MasterSecret."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.ports.master_secret import MasterSecret
from domain.errors import InvalidLog, PassingError
from domain.tenant_id import check_tenant_id
from infrastructure.aws.checked_master_secret import CheckedMasterSecret
from infrastructure.aws.log_items import INDEX
from infrastructure.aws.master_secret import SecretsManagerMasterSecret
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.master_secret import FileMasterSecret
from tests.contract.aws import create_table, intercept, refused
from tests.fakes.master_secret import FixedMasterSecret
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.master_secret import SimulatedMasterSecret

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True)
class Installation:
    """A place for one secret. `open` makes the adapter as each start of the program does."""

    open: Callable[[], MasterSecret]
    lose: Callable[[], object]


@pytest.fixture
def in_memory() -> Installation:
    """The fake."""
    return _failing_on_demand(FixedMasterSecret())


@pytest.fixture
def simulated() -> Installation:
    """The simulation's, with faults stopped."""
    return _failing_on_demand(SimulatedMasterSecret(quiet_environment()))


def _failing_on_demand(secret: FixedMasterSecret) -> Installation:
    def lose() -> None:
        secret.failure = PassingError()

    return Installation(lambda: secret, lose)


@pytest.fixture
def file(tmp_path: Path) -> Installation:
    """A new folder."""
    with DataFolder(tmp_path / "data") as folder:
        path = folder.master_secret
    return Installation(lambda: FileMasterSecret(path), path.unlink)


@pytest.fixture
def secrets_manager(secretsmanager: "SecretsManagerClient") -> Installation:
    """The secret as template.yaml has it made."""
    generated = secretsmanager.get_random_password(PasswordLength=64, ExcludePunctuation=True)["RandomPassword"]
    secret_id = secretsmanager.create_secret(Name="master-secret", SecretString=generated)["ARN"]
    return Installation(
        lambda: SecretsManagerMasterSecret(secretsmanager, secret_id=secret_id),
        lambda: secretsmanager.delete_secret(SecretId=secret_id, ForceDeleteWithoutRecovery=True),
    )


@pytest.fixture
def checked(secrets_manager: Installation, dynamodb: "DynamoDBClient") -> Installation:
    """The same, checked against the deployed table."""
    table = create_table(dynamodb)
    return Installation(
        lambda: CheckedMasterSecret(secrets_manager.open(), dynamodb, table_name=table), secrets_manager.lose
    )


@pytest.fixture(params=["in_memory", "file", "simulated", "secrets_manager", "checked"])
def installation(request: pytest.FixtureRequest) -> Installation:
    """Each adapter in turn."""
    found: Installation = request.getfixturevalue(request.param)
    return found


def test_secret_is_the_same_at_every_call(installation: Installation) -> None:
    """Every read returns the same bytes."""
    secret = installation.open()

    assert len({secret.read() for _ in range(3)}) == 1


def test_secret_outlives_the_program(installation: Installation) -> None:
    """The secret is the same after a restart of the program."""
    assert installation.open().read() == installation.open().read()


def test_secret_is_long_enough(installation: Installation) -> None:
    """A secret has at least 32 bytes."""
    assert len(installation.open().read()) >= 32


def test_secret_that_cannot_be_read_is_a_passing_error(installation: Installation) -> None:
    """If the secret cannot be read, PassingError is raised, and no other secret is returned."""
    secret = installation.open()
    installation.lose()

    with pytest.raises(PassingError):
        secret.read()


# What only the checked one promises


def test_table_belongs_to_the_first_secret_that_is_used_with_it(dynamodb: "DynamoDBClient") -> None:
    """A table accepts only the first secret that is used with it, also after logs are stored."""
    table = create_table(dynamodb)

    def checked(secret: bytes) -> MasterSecret:
        return CheckedMasterSecret(FixedMasterSecret(secret), dynamodb, table_name=table)

    first, foreign = bytes(range(32)), bytes(range(1, 33))
    assert checked(first).read() == first

    refused = checked(foreign)
    for _ in range(2):
        with pytest.raises(PassingError, match="foreign_master_secret"):
            refused.read()
    assert checked(first).read() == first


def test_secret_is_checked_once(dynamodb: "DynamoDBClient") -> None:
    """A worker compares its secret with the table once, at the first use; a failed check is repeated."""
    secret = CheckedMasterSecret(FixedMasterSecret(), dynamodb, table_name=create_table(dynamodb))
    interception = intercept(dynamodb, operation="PutItem", always=refused("AccessDeniedException"))
    with pytest.raises(PassingError):
        secret.read()
    interception.always = None
    interception.requests.clear()

    assert [secret.read() for _ in range(3)] == [bytes(range(32))] * 3
    assert len(interception.requests) == 1


def test_no_tenant_sees_the_tables_own_item(dynamodb: "DynamoDBClient") -> None:
    """No tenant can read the item that identifies the secret, and the item does not reveal it."""
    table = create_table(dynamodb)
    CheckedMasterSecret(FixedMasterSecret(), dynamodb, table_name=table).read()

    (item,) = dynamodb.scan(TableName=table)["Items"]
    with pytest.raises(InvalidLog):
        check_tenant_id(item["tenant_id"]["S"])
    assert item.keys() == {"tenant_id", "log_id", "content_tag"}
    assert dynamodb.scan(TableName=table, IndexName=INDEX)["Items"] == []
