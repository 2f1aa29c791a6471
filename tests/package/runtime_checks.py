"""`make test-package`: the built packages in Lambda's own runtime, with an emulator for the services that they call."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from application.envelope import VERSION, Envelope
from domain.limits import WORKER_REPORT_SECONDS
from entrypoints.deployment.packages import BUILT, architectures
from tests.emulated.ministack import Ministack, running_ministack
from tests.entrypoints.aws_events import http_event, sqs_event
from tests.entrypoints.test_cold_start import ENVIRONMENT
from tests.package.lambda_runtime import ROOT, Function, running
from tests.package.size import MAX_ZIP_BYTES, zipped
from tests.support.logs import entry
from tests.support.template import (
    DEAD_LETTER_QUEUE,
    LOG_PROCESSING_QUEUE,
    TENANT_LOGS,
    TENANT_USAGE,
    TENANTS,
    create_queue_attributes,
    create_table_parameters,
)

HANDLERS = {
    "IngestApi": "entrypoints.ingest_api.handler",
    "LogWorker": "entrypoints.log_worker.handler",
    "ReadApi": "entrypoints.read_api.handler",
}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def aws() -> Iterator[Ministack]:
    """Return the services, with the resources of the template."""
    with running_ministack(enforces_roles=False) as ministack:
        dynamodb = ministack.client("dynamodb")
        for table in (TENANT_LOGS, TENANTS, TENANT_USAGE):
            dynamodb.create_table(**create_table_parameters(table))
        ministack.client("secretsmanager").create_secret(Name="master", SecretString="s" * 64)
        yield ministack


@pytest.fixture(scope="module")
def settings(aws: Ministack) -> Mapping[str, str]:
    """Return the functions' environment as the template and Lambda set it."""
    sqs = aws.client("sqs")
    dead = sqs.create_queue(QueueName="dead", Attributes=create_queue_attributes(DEAD_LETTER_QUEUE))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    attributes = create_queue_attributes(LOG_PROCESSING_QUEUE, dead_letter_target_arn=arn)
    return {
        **ENVIRONMENT,
        **aws.environment,
        "QUEUE_URL": sqs.create_queue(QueueName="logs", Attributes=attributes)["QueueUrl"],
        "DEAD_LETTER_QUEUE_URL": dead,
        "MASTER_SECRET_ID": "master",
        "SECONDS_PER_CHARACTER": "0.01",
        "PATH": "/usr/bin:/bin",
    }


def answer(function: Function, method: str, path: str, **request: Any) -> tuple[int, dict[str, Any]]:
    """Return status and body of an HTTP API's answer."""
    said = function.invoke(http_event(method, path, **request))
    return said["statusCode"], json.loads(said["body"])


def test_ingest_takes_each_form(settings: Mapping[str, str], aws: Ministack) -> None:
    """JSON, text, base64 and a batch are queued, and an invalid log is refused."""
    with running(BUILT.absolute() / "IngestApi", HANDLERS["IngestApi"], settings) as function:
        document = '{"tenant_id":"acme","log_id":"1","text":"call 555-0199"}'
        assert answer(function, "POST", "/ingest", headers=JSON, body=document)[0] == 202
        assert answer(function, "POST", "/ingest", headers=JSON, body=document.encode())[0] == 202
        text = {"content-type": "text/plain", "x-tenant-id": "acme"}
        assert answer(function, "POST", "/ingest", headers=text, body="x")[0] == 202
        status, batch = answer(function, "POST", "/ingest/batch", headers={}, body=f"{document}\n{document}")
        assert (status, batch["accepted"]) == (202, 2)
        assert answer(function, "POST", "/ingest", headers=JSON, body="{")[0] == 400
        assert answer(function, "GET", "/readyz")[0] == 200
        assert answer(function, "GET", "/openapi.json")[0] == 200
        assert answer(function, "GET", "/nowhere")[0] == 404
    attributes = aws.client("sqs").get_queue_attributes(
        QueueUrl=settings["QUEUE_URL"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "4"


def test_read_starts_and_asks_for_a_key(settings: Mapping[str, str]) -> None:
    """Reading always needs a key."""
    with running(BUILT.absolute() / "ReadApi", HANDLERS["ReadApi"], settings) as function:
        assert answer(function, "GET", "/tenants/acme/logs")[0] == 401


def message(log_id: str, text: str = "call +1 415 555 2671") -> str:
    """Return a message with one log."""
    return Envelope((entry(text, log_id=log_id),), "request-1").encode()


def stored(aws: Ministack, log_id: str) -> dict[str, Any] | None:
    """Return the item, or None."""
    key = {"tenant_id": {"S": "acme"}, "log_id": {"S": log_id}}
    item: dict[str, Any] | None = aws.client("dynamodb").get_item(TableName="tenant_logs", Key=key).get("Item")
    return item


def test_the_worker_reports_failed_messages(settings: Mapping[str, str], aws: Ministack) -> None:
    """The logs of a batch are stored redacted, and only the message of a later version is redelivered."""
    with running(BUILT.absolute() / "LogWorker", HANDLERS["LogWorker"], settings) as function:
        later = message("later").replace(f'"version":{VERSION}', f'"version":{VERSION + 1}')
        said = function.invoke(sqs_event(message("good"), later, message("also-good")))
        assert said == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
        item = stored(aws, "good")
        assert item
        assert item["text"] == {"S": "call [PHONE]"}
        assert stored(aws, "also-good")
        assert "555" not in function.log.read_text()


def test_a_timeout_of_a_batch_is_a_failure(settings: Mapping[str, str], aws: Ministack) -> None:
    """If Lambda stops the function within a batch, processed logs are stored, and the next run stores the rest once."""
    slow = {**settings, "SECONDS_PER_CHARACTER": "1"}
    # In its last seconds, a run stores no further logs.
    timeout_seconds = WORKER_REPORT_SECONDS + 5
    event = sqs_event(message("short", "x"), message("long", "x" * 2 * timeout_seconds))
    folder = BUILT.absolute() / "LogWorker"
    with running(folder, HANDLERS["LogWorker"], slow, timeout_seconds=timeout_seconds) as function:
        said = function.invoke(event)
        assert "batchItemFailures" not in said
        assert "timed out" in json.dumps(said)
    assert stored(aws, "short")
    assert not stored(aws, "long")
    with running(BUILT.absolute() / "LogWorker", HANDLERS["LogWorker"], settings) as function:
        assert function.invoke(event) == {"batchItemFailures": []}
    assert stored(aws, "long")


def test_a_crash_of_a_function_is_a_failure(settings: Mapping[str, str], tmp_path: Path) -> None:
    """The runtime detects that the process has ended, and starts a new one for the next event."""
    crashing = tmp_path / "crashing.py"
    crashing.write_text(
        "import os\n"
        "from entrypoints.log_worker import handler as worker\n"
        "def handler(event, context):\n"
        "    if event.get('crash'): os._exit(1)\n"
        "    return worker(event, context)\n"
    )
    environment = {**settings, "PYTHONPATH": str(tmp_path)}
    with running(BUILT.absolute() / "LogWorker", "crashing.handler", environment) as function:
        assert "Runtime" in json.dumps(function.invoke({"crash": True}))
        assert function.invoke(sqs_event(message("after-a-crash"))) == {"batchItemFailures": []}


@pytest.mark.parametrize("name", HANDLERS)
def test_a_package_is_small_and_has_only_what_it_needs(name: str) -> None:
    """The zip is below the limit, and has our bytecode but no tests, C sources or libraries of the runtime."""
    folder = BUILT.absolute() / name
    assert zipped(folder)[0] <= MAX_ZIP_BYTES[name]
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix in (".c", ".pyx", ".pxd", ".pyi")]
    assert not {"boto3", "botocore", "tests", "docs", "uvicorn", "moto"} & {path.parts[0] for path in files}
    assert [path for path in files if path.match("domain/__pycache__/log_entry.cpython-313.pyc")]
    # Only functions with routes need powertools' part for HTTP.
    assert (folder / "aws_lambda_powertools" / "event_handler").exists() == (name != "LogWorker")


def test_every_shared_object_is_of_the_architecture(tmp_path: Path) -> None:
    """Every shared object is for the architecture for which the package is built."""
    subprocess.run(  # noqa: S603 - our own Makefile
        ["make", "--silent", "build-LogWorker", "ARCHITECTURE=arm64", f"ARTIFACTS_DIR={tmp_path}"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert architectures(tmp_path) == {"arm64"}
    assert architectures(BUILT.absolute() / "LogWorker") == {"x86_64"}
