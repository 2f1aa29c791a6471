"""The Secrets Manager adapter's handling of failures, and the number of its calls."""

from typing import TYPE_CHECKING

import pytest

from domain.errors import PassingError
from infrastructure.aws.master_secret import SecretsManagerMasterSecret
from tests.contract.aws import PASSING_FAULTS, Answer, intercept

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

SECRET = "s" * 64


@pytest.fixture
def secret(secretsmanager: "SecretsManagerClient") -> SecretsManagerMasterSecret:
    """The adapter, which has read nothing yet."""
    arn = secretsmanager.create_secret(Name="master-secret", SecretString=SECRET)["ARN"]
    return SecretsManagerMasterSecret(secretsmanager, secret_id=arn)


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_failed_call_is_a_passing_error(
    secret: SecretsManagerMasterSecret, secretsmanager: "SecretsManagerClient", fault: Answer
) -> None:
    """Every failure of Secrets Manager is a passing error, and the next read returns the secret."""
    interception = intercept(secretsmanager, always=fault)
    with pytest.raises(PassingError):
        secret.read()

    interception.always = None
    assert secret.read() == SECRET.encode()


def test_secret_is_asked_for_once(secret: SecretsManagerMasterSecret, secretsmanager: "SecretsManagerClient") -> None:
    """The secret is requested once, at the first use, because each call costs money and time."""
    interception = intercept(secretsmanager)

    assert len({secret.read() for _ in range(3)}) == 1
    assert len(interception.requests) == 1


def test_secret_that_is_no_text_is_not_used(secretsmanager: "SecretsManagerClient") -> None:
    """A secret of another form is a passing error, because somebody can correct it."""
    arn = secretsmanager.create_secret(Name="binary", SecretBinary=bytes(64))["ARN"]
    with pytest.raises(PassingError):
        SecretsManagerMasterSecret(secretsmanager, secret_id=arn).read()


def test_secret_that_is_too_short_is_not_used(secretsmanager: "SecretsManagerClient") -> None:
    """A secret of less than 32 bytes is not used."""
    arn = secretsmanager.create_secret(Name="master-secret", SecretString="short")["ARN"]

    with pytest.raises(PassingError):
        SecretsManagerMasterSecret(secretsmanager, secret_id=arn).read()
