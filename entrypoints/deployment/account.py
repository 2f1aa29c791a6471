"""What the AWS account allows, and what is in it already."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from entrypoints.aws_names import LOGS_TABLE, MASTER_SECRET, TENANTS_TABLE
from entrypoints.deployment.settings import Settings

# The stack's logical ids and names of what outlives it (docs/runbook.md).
_KEPT_TABLES = {"TenantLogs": LOGS_TABLE, "Tenants": TENANTS_TABLE}
_MASTER_SECRET, _MASTER_SECRET_NAME = "MasterSecret", MASTER_SECRET
_ENCRYPTION_KEY = "EncryptionKey"
# A change set is prepared for the stack, and nothing else.
_NOT_YET_MADE = "REVIEW_IN_PROGRESS"
_ABSENT = "ResourceNotFoundException"
_CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})


class AccountError(Exception):
    """The account cannot be asked, or nothing can be deployed to it now; the message says what to do."""


class Account:
    """The account and region that the settings name."""

    def __init__(self, settings: Settings) -> None:
        with _told():
            session = boto3.Session(region_name=settings.region, profile_name=settings.profile)
            # The stubs that are installed do not have these two.
            self._functions: Any = session.client("lambda", config=_CONFIG)
            self._stacks: Any = session.client("cloudformation", config=_CONFIG)
            self._tables = session.client("dynamodb", config=_CONFIG)
            self._secrets = session.client("secretsmanager", config=_CONFIG)
        self._stack = settings.stack
        self._prefix = settings.parameters.get("NamePrefix", "")
        self._secret_name = self._prefix + _MASTER_SECRET_NAME

    def concurrent_runs(self) -> int:
        """How many functions the account runs at the same time. Raises AccountError."""
        with _told():
            return int(self._functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])

    def stack_status(self) -> str | None:
        """CloudFormation's word, or None where there is no stack of the name. Raises AccountError."""
        stack = _unless_absent("ValidationError", self._stacks.describe_stacks, StackName=self._stack)
        status = stack and str(stack["Stacks"][0]["StackStatus"])
        return None if status == _NOT_YET_MADE else status

    def outputs(self) -> Mapping[str, str]:
        """The stack's outputs by key. Raises AccountError."""
        with _told():
            (stack,) = self._stacks.describe_stacks(StackName=self._stack)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def delete_stack(self) -> None:
        """Delete the stack and wait until it is gone. Raises AccountError."""
        with _told():
            self._stacks.delete_stack(StackName=self._stack)
            self._stacks.get_waiter("stack_delete_complete").wait(StackName=self._stack)

    def kept(self) -> list[str]:
        """The names of this stack's tables and secret that are there already. Raises AccountError."""
        tables = [name for name in self._kept_tables().values() if self._table(name)]
        return [*tables, *([self._secret_name] if self._secret() else [])]

    def kept_identifiers(self) -> dict[str, str]:
        """By logical id what CloudFormation needs to import each of them. Raises AccountError where one is missing."""
        identifiers = self._kept_tables()
        for name in identifiers.values():
            if not self._table(name):
                raise AccountError(f"There is no table {name}; docs/runbook.md says how it is restored first.")
        if not (secret := self._secret()):
            raise AccountError(
                f"There is no secret {self._secret_name}; docs/runbook.md says how it is restored first."
            )
        identifiers[_MASTER_SECRET] = secret["ARN"]
        described = self._table(next(iter(identifiers.values())))
        if key_arn := described["Table"].get("SSEDescription", {}).get("KMSMasterKeyArn"):
            identifiers[_ENCRYPTION_KEY] = key_arn.rpartition("/")[2]
        return identifiers

    def import_resources(
        self, template: Mapping[str, Any], resources: Sequence[Mapping[str, Any]], parameters: Mapping[str, str]
    ) -> None:
        """Make the stack of these existing resources, and wait until it is there. Raises AccountError."""
        with _told():
            change_set = self._stacks.create_change_set(
                StackName=self._stack,
                ChangeSetName="take-over",
                ChangeSetType="IMPORT",
                TemplateBody=json.dumps(template),
                ResourcesToImport=resources,
                Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            )["Id"]
            try:
                self._stacks.get_waiter("change_set_create_complete").wait(ChangeSetName=change_set)
                self._stacks.execute_change_set(ChangeSetName=change_set)
                self._stacks.get_waiter("stack_import_complete").wait(StackName=self._stack)
            finally:
                # So that the next try finds its name free.
                self._stacks.delete_change_set(ChangeSetName=change_set)

    def _kept_tables(self) -> dict[str, str]:
        return {logical_id: self._prefix + name for logical_id, name in _KEPT_TABLES.items()}

    def _table(self, name: str) -> Any:
        return _unless_absent(_ABSENT, self._tables.describe_table, TableName=name)

    def _secret(self) -> Any:
        return _unless_absent(_ABSENT, self._secrets.describe_secret, SecretId=self._secret_name)


def _unless_absent(code: str, call: Callable[..., Any], **request: str) -> Any:
    """What the call answers, or None where it fails with this code."""
    with _told():
        try:
            return call(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] == code:
                return None
            raise


@contextmanager
def _told() -> Iterator[None]:
    """Raise AccountError for a failed call."""
    try:
        yield
    except ClientError as error:
        told = error.response["Error"]
        raise AccountError(f"{error.operation_name} was refused: {told.get('Code')}: {told.get('Message')}") from error
    except BotoCoreError as error:
        raise AccountError(f"AWS cannot be asked: {error}") from error
