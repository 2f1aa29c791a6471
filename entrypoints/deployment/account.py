"""The AWS account: its limits, its stack, and resources that a deleted stack has left in it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from entrypoints.aws_names import LOGS_TABLE, MASTER_SECRET, TENANTS_TABLE
from entrypoints.deployment.settings import Settings

# The logical ids and names of the resources that remain when the stack is deleted (docs/runbook.md).
_KEPT_TABLES = {"TenantLogs": LOGS_TABLE, "Tenants": TENANTS_TABLE}
_MASTER_SECRET, _MASTER_SECRET_NAME = "MasterSecret", MASTER_SECRET
_ENCRYPTION_KEY = "EncryptionKey"
# The stack has a change set, but no resources yet.
_NOT_YET_CREATED = "REVIEW_IN_PROGRESS"
_ABSENT = "ResourceNotFoundException"
_CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})


class AccountError(Exception):
    """The account does not answer, or a kept resource is missing. The message says what to do."""


class Account:
    """The account and region that the settings name."""

    def __init__(self, settings: Settings) -> None:
        with _account_errors():
            session = boto3.Session(region_name=settings.region, profile_name=settings.profile)
            # The installed type stubs do not include these two.
            self._functions: Any = session.client("lambda", config=_CONFIG)
            self._stacks: Any = session.client("cloudformation", config=_CONFIG)
            self._tables = session.client("dynamodb", config=_CONFIG)
            self._secrets = session.client("secretsmanager", config=_CONFIG)
        self._stack = settings.stack
        self._prefix = settings.parameters.get("NamePrefix", "")
        self._secret_name = self._prefix + _MASTER_SECRET_NAME

    def concurrent_runs(self) -> int:
        """Return how many functions the account can run at the same time. Raises AccountError."""
        with _account_errors():
            return int(self._functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])

    def stack_status(self) -> str | None:
        """Return CloudFormation's name for the stack's status, or None if there is no stack. Raises AccountError."""
        stack = _unless_absent("ValidationError", self._stacks.describe_stacks, StackName=self._stack)
        status = stack and str(stack["Stacks"][0]["StackStatus"])
        return None if status == _NOT_YET_CREATED else status

    def outputs(self) -> Mapping[str, str]:
        """Return the stack's outputs by key. Raises AccountError."""
        with _account_errors():
            (stack,) = self._stacks.describe_stacks(StackName=self._stack)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def delete_stack(self) -> None:
        """Delete the stack and wait until it is gone. Raises AccountError."""
        with _account_errors():
            self._stacks.delete_stack(StackName=self._stack)
            self._stacks.get_waiter("stack_delete_complete").wait(StackName=self._stack)

    def kept(self) -> list[str]:
        """Return the names of this stack's tables and secret that already exist. Raises AccountError."""
        tables = [name for name in self._kept_tables().values() if self._table(name)]
        return [*tables, *([self._secret_name] if self._secret() else [])]

    def kept_identifiers(self) -> dict[str, str]:
        """Return the identifier of each kept resource by its logical id. Raises AccountError if one is missing."""
        identifiers = self._kept_tables()
        for name in identifiers.values():
            if not self._table(name):
                raise AccountError(f"There is no table {name}: restore it first (docs/runbook.md).")
        if not (secret := self._secret()):
            raise AccountError(f"There is no secret {self._secret_name}: restore it first (docs/runbook.md).")
        identifiers[_MASTER_SECRET] = secret["ARN"]
        described = self._table(next(iter(identifiers.values())))
        if key_arn := described["Table"].get("SSEDescription", {}).get("KMSMasterKeyArn"):
            identifiers[_ENCRYPTION_KEY] = key_arn.rpartition("/")[2]
        return identifiers

    def import_resources(
        self, template: Mapping[str, Any], resources: Sequence[Mapping[str, Any]], parameters: Mapping[str, str]
    ) -> None:
        """Create a stack of these existing resources, and wait until it exists. Raises AccountError."""
        with _account_errors():
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
                # Otherwise the next attempt could not use the name.
                self._stacks.delete_change_set(ChangeSetName=change_set)

    def _kept_tables(self) -> dict[str, str]:
        return {logical_id: self._prefix + name for logical_id, name in _KEPT_TABLES.items()}

    def _table(self, name: str) -> Any:
        return _unless_absent(_ABSENT, self._tables.describe_table, TableName=name)

    def _secret(self) -> Any:
        return _unless_absent(_ABSENT, self._secrets.describe_secret, SecretId=self._secret_name)


def _unless_absent(code: str, call: Callable[..., Any], **request: str) -> Any:
    """Return the answer of the call, or None if it fails with this code. Raises AccountError."""
    with _account_errors():
        try:
            return call(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] == code:
                return None
            raise


@contextmanager
def _account_errors() -> Iterator[None]:
    """Raise AccountError for a failed call."""
    try:
        yield
    except ClientError as error:
        refusal = error.response["Error"]
        raise AccountError(
            f"AWS refused {error.operation_name}: {refusal.get('Code')}: {refusal.get('Message')}"
        ) from error
    except BotoCoreError as error:
        raise AccountError(f"AWS did not answer: {error}") from error
