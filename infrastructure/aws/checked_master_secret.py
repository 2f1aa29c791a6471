"""Checking that the master secret is the one with which the table of logs was first used."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from application.ports.master_secret import MasterSecret
from domain.errors import PassingError
from domain.identity import installation_identity
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# No tenant id starts with a tilde. The item is in no index, because it lacks the index's attributes.
_TENANT_ID, _LOG_ID = "~installation", "identity"


class CheckedMasterSecret(MasterSecret):
    """Binds a table to the first master secret that is used with it.

    With another secret, every retry of a stored log would be stored again as a conflict. So `read` raises PassingError
    (`foreign_master_secret`) until the right secret is restored. The check needs only the permission to put logs.
    """

    def __init__(self, secret: MasterSecret, client: "DynamoDBClient", *, table_name: str) -> None:
        self._secret = secret
        self._client = client
        self._table_name = table_name
        self._checked = False

    def read(self) -> bytes:
        secret = self._secret.read()
        if not self._checked:
            self._check(installation_identity(secret))
            self._checked = True
        return secret

    def _check(self, identity: str) -> None:
        with passing_errors():
            try:
                self._client.put_item(
                    TableName=self._table_name,
                    Item={"tenant_id": {"S": _TENANT_ID}, "log_id": {"S": _LOG_ID}, "content_tag": {"S": identity}},
                    ConditionExpression="attribute_not_exists(log_id) OR content_tag = :identity",
                    ExpressionAttributeValues={":identity": {"S": identity}},
                )
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    raise PassingError("foreign_master_secret") from error
                raise
