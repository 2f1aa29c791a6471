import os
import subprocess
import sys
from pathlib import Path

import pytest
from dependency_injector import errors

from entrypoints.containers.application import ApplicationContainer
from entrypoints.containers.aws import AwsContainer
from entrypoints.containers.embedded import EmbeddedContainer
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.system.clock import SystemClock
from tests.template.rules import VARIABLES

ROOT = Path(__file__).parents[2]
USE_CASES = (
    "ingest_log",
    "process_log",
    "process_envelopes",
    "process_messages",
    "reading",
    "erase_logs",
    "authenticate_key",
    "spend_quota",
)
# The variables that Lambda sets. Without credentials, boto3 would search for them in the network.
LAMBDA_ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_LAMBDA_FUNCTION_NAME": "function",
}
AWS_ENVIRONMENT = {
    "QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/1/queue",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/1/dead-letters",
    "TABLE_NAME": "tenant_logs",
    "MASTER_SECRET_ID": "master",
    "SECONDS_PER_CHARACTER": "0.05",
    "WORKER_TIMEOUT_SECONDS": "900",
    "AUTH_MODE": "open",
    "TENANTS_TABLE_NAME": "tenants",
    "TENANT_USAGE_TABLE_NAME": "tenant_usage",
    "TENANT_READER_ROLE_ARN": "arn:aws:iam::123456789012:role/reader",
    "TENANT_ERASER_ROLE_ARN": "arn:aws:iam::123456789012:role/eraser",
    "OPEN_REQUESTS_PER_MINUTE": "2000",
    "OPEN_REQUESTS_PER_DAY": "200000",
    "OPEN_MEGABYTES_PER_DAY": "200",
}


def test_everything_is_wired_for_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every use case can be built from the variables that the template sets, and every port has an adapter."""
    for name, value in (LAMBDA_ENVIRONMENT | AWS_ENVIRONMENT).items():
        monkeypatch.setenv(name, value)
    container = AwsContainer()
    container.check_dependencies()
    for use_case in USE_CASES:
        assert getattr(container.application, use_case)()


@pytest.mark.parametrize(("mode", "shared"), [("open", True), ("key", False)])
def test_only_an_open_endpoint_has_an_allowance(monkeypatch: pytest.MonkeyPatch, mode: str, shared: bool) -> None:  # noqa: FBT001 - pytest
    """A caller with a key is limited only by its tenant's quota."""
    for name, value in (LAMBDA_ENVIRONMENT | AWS_ENVIRONMENT | {"AUTH_MODE": mode}).items():
        monkeypatch.setenv(name, value)
    assert (AwsContainer().spend_allowance() is not None) is shared


def test_everything_is_wired_for_the_embedded_run(tmp_path: Path) -> None:
    """Every use case can be built for a data folder."""
    with DataFolder(tmp_path / "data") as folder:
        container = EmbeddedContainer(data_folder=folder, seconds_per_character=0.05)
        container.check_dependencies()
        for use_case in USE_CASES:
            assert getattr(container.local().application, use_case)()
        for database in (container.queue(), container.repository(), container.tenants(), container.usage()):
            database.close()


def test_wrong_wiring_is_an_error() -> None:
    """A missing adapter, or one of the wrong type, is an error."""
    with pytest.raises(errors.Error, match="queue"):
        ApplicationContainer(clock=SystemClock()).check_dependencies()
    with pytest.raises(errors.Error, match="LogQueue"):
        ApplicationContainer(queue=SystemClock()).queue()


@pytest.mark.parametrize(
    ("module", "variables"),
    [
        ("ingest_api", VARIABLES["IngestApi"]),
        ("read_api", VARIABLES["ReadApi"]),
        ("log_worker", VARIABLES["LogWorker"]),
    ],
)
def test_a_function_needs_only_its_own_variables(module: str, variables: set[str]) -> None:
    """A handler module builds its container at import, with the variables that the template sets for its function."""
    given = LAMBDA_ENVIRONMENT | {name: AWS_ENVIRONMENT[name] for name in variables}
    code = f"import entrypoints.{module} as module; assert callable(module.handler)"
    result = run(code, given)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("module", ["ingest_api", "read_api"])
def test_ingest_api_and_read_api_do_not_load_redaction_rules(module: str) -> None:
    """The cold starts of the functions that answer requests do not load the redaction rules."""
    code = (
        f"import sys, entrypoints.{module}; assert not {{'domain.redaction', 're2', 'phonenumbers'}} & set(sys.modules)"
    )
    result = run(code, LAMBDA_ENVIRONMENT | AWS_ENVIRONMENT)
    assert result.returncode == 0, result.stderr


def test_reading_is_never_open_on_aws() -> None:
    """The deployed read routes need a key, also with AUTH_MODE=open."""
    code = (
        "from entrypoints.read_api import handler; from tests.entrypoints.aws_events import http_event;"
        "answers = [handler(http_event('GET', f'/tenants/acme/logs{path}'), None) for path in ('', '/1')];"
        "assert [answer['statusCode'] for answer in answers] == [401, 401], answers"
    )
    result = run(code, LAMBDA_ENVIRONMENT | AWS_ENVIRONMENT | {"AUTH_MODE": "open"})
    assert result.returncode == 0, result.stderr


def test_a_missing_variable_is_named() -> None:
    """The error names the missing variable."""
    result = run("import entrypoints.ingest_api", LAMBDA_ENVIRONMENT)
    assert result.returncode != 0
    assert "QUEUE_URL" in result.stderr


def test_the_embedded_run_needs_no_boto3() -> None:
    """The embedded run imports nothing for AWS."""
    result = run(
        "import sys; sys.modules.update(dict.fromkeys(('boto3', 'botocore')));"
        "import entrypoints.local.serve, entrypoints.cli.serve, entrypoints.containers.embedded",
        {},
    )
    assert result.returncode == 0, result.stderr


def test_a_start_does_not_wait_for_what_few_requests_need() -> None:
    """The first WebSocket imports its library, and the server starts without it."""
    result = run("import sys, entrypoints.local.serve; print('wsproto' in sys.modules)", {})
    assert (result.returncode, result.stdout) == (0, "False\n"), result.stderr


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run code in a separate interpreter, with none of our other variables."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
