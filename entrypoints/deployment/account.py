"""What the AWS account allows, and what is in it already."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from entrypoints.deployment.settings import Settings

# The stack's names of what outlives it (docs/runbook.md).
_KEPT_TABLES = ("tenant_logs", "tenants")
_KEPT_SECRET = "log-processor-master-secret"  # noqa: S105 - its name
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

    def concurrent_runs(self) -> int:
        """How many functions the account runs at the same time. Raises AccountError."""
        with _told():
            return int(self._functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])

    def stack_status(self) -> str | None:
        """CloudFormation's word, or None where there is no stack of the name. Raises AccountError."""
        stack = _unless_absent("ValidationError", self._stacks.describe_stacks, StackName=self._stack)
        return stack and str(stack["Stacks"][0]["StackStatus"])

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
        tables = [self._prefix + table for table in _KEPT_TABLES]
        secret = self._prefix + _KEPT_SECRET
        absent = "ResourceNotFoundException"
        found = [name for name in tables if _unless_absent(absent, self._tables.describe_table, TableName=name)]
        return [*found, *([secret] if _unless_absent(absent, self._secrets.describe_secret, SecretId=secret) else [])]


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
