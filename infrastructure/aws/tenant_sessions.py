"""DynamoDB clients with permissions for a single tenant."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from application.ports.clock import Clock
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Credentials = Mapping[str, Any]

# The longest session that STS allows if a role assumes another role.
_SESSION_SECONDS = 3600
# Do not begin a request with a session that ends within this time.
_MARGIN = timedelta(minutes=5)
# The most cached clients: each takes some hundred KB.
_MOST = 200


class TenantSessions:
    """Assumes a role in sessions that are tagged with a tenant, which limits them to that tenant's logs.

    Not thread-safe: an instance of a Lambda function handles one request at a time.
    """

    def __init__(
        self,
        assume_role: Callable[..., Mapping[str, Any]],
        *,
        role_arn: str,
        connect: Callable[[Credentials], "DynamoDBClient"],
        clock: Clock,
    ) -> None:
        self._assume_role = assume_role
        self._role_arn = role_arn
        self._connect = connect
        self._clock = clock
        self._sessions: OrderedDict[str, tuple[datetime, DynamoDBClient]] = OrderedDict()

    def client(self, tenant_id: str) -> "DynamoDBClient":
        """Return a client that can access only this tenant's logs. Sessions are cached. Raises PassingError."""
        if session := self._sessions.get(tenant_id):
            ends, client = session
            if self._clock.now() < ends - _MARGIN:
                self._sessions.move_to_end(tenant_id)
                return client
        with passing_errors():
            answer = self._assume_role(
                RoleArn=self._role_arn,
                RoleSessionName="read-api",
                Tags=[{"Key": "tenant", "Value": tenant_id}],
                DurationSeconds=_SESSION_SECONDS,
            )
        client = self._connect(answer["Credentials"])
        self._sessions[tenant_id] = answer["Credentials"]["Expiration"], client
        self._sessions.move_to_end(tenant_id)
        if len(self._sessions) > _MOST:
            self._sessions.popitem(last=False)
        return client
