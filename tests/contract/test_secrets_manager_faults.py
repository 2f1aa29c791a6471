"""What Secrets Manager's adapter makes of failures, and how often it asks."""

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
    """Whatever Secrets Manager fails with, the caller may try again later, and then is given the secret."""
    interception = intercept(secretsmanager, always=fault)
    with pytest.raises(PassingError):
        secret.read()

    interception.always = None
    assert secret.read() == SECRET.encode()


def test_secret_is_asked_for_once(secret: SecretsManagerMasterSecret, secretsmanager: "SecretsManagerClient") -> None:
    """A call costs money and time, so the secret is asked for at the first use and kept."""
    interception = intercept(secretsmanager)

    assert len({secret.read() for _ in range(3)}) == 1
    assert len(interception.requests) == 1


def test_secret_that_is_no_text_is_not_used(secretsmanager: "SecretsManagerClient") -> None:
    """A secret that somebody has put there in another form can be mended, so no log is given up for it."""
    arn = secretsmanager.create_secret(Name="binary", SecretBinary=bytes(64))["ARN"]
    with pytest.raises(PassingError):
        SecretsManagerMasterSecret(secretsmanager, secret_id=arn).read()


def test_secret_that_is_too_short_is_not_used(secretsmanager: "SecretsManagerClient") -> None:
    """What somebody put in the secret's place is not taken for one if it has less than 32 bytes."""
    arn = secretsmanager.create_secret(Name="master-secret", SecretString="short")["ARN"]

    with pytest.raises(PassingError):
        SecretsManagerMasterSecret(secretsmanager, secret_id=arn).read()
