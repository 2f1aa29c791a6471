"""The master secret in Secrets Manager."""

from typing import TYPE_CHECKING

from application.ports.master_secret import MIN_BYTES, MasterSecret
from domain.errors import PassingError
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class SecretsManagerMasterSecret(MasterSecret):
    """Reads the secret once and caches it, because it never rotates."""

    def __init__(self, client: "SecretsManagerClient", *, secret_id: str) -> None:
        self._client = client
        self._secret_id = secret_id
        self._secret: bytes | None = None

    def read(self) -> bytes:
        if self._secret is None:
            with passing_errors():
                answer = self._client.get_secret_value(SecretId=self._secret_id)
            secret = answer.get("SecretString", "").encode()
            if len(secret) < MIN_BYTES:
                raise PassingError("secret_too_short")
            self._secret = secret
        return self._secret
