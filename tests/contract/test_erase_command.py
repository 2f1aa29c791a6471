"""`erase --aws` on a stack with the deployed names of tables, queues and secret."""

import json
import runpy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from application.envelope import Envelope
from entrypoints.cli import main
from infrastructure.aws.dead_letter_queue import SqsDeadLetterQueue
from infrastructure.aws.tenant_directory import DynamoDbTenantDirectory
from tests.contract.aws import create_table
from tests.contract.records import logs
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.support.dynamodb_log_store import DynamoDbLogStore
from tests.support.logs import entry
from tests.support.template import TENANTS
from tests.support.worker import Worker

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

WORDS = "words that nobody else writes"
OTHERS = "what beta keeps"


@dataclass(frozen=True)
class Stack:
    """A stack with 40 stored logs and a dead letter of each of two tenants."""

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    dead: str
    capsys: pytest.CaptureFixture[str]

    def occurrences(self, words: str) -> int:
        """In every item of every table, and in every dead letter."""
        items: list[Any] = [
            item
            for table in self.dynamodb.list_tables()["TableNames"]
            for item in self.dynamodb.scan(TableName=table)["Items"]
        ]
        received = self.sqs.receive_message(QueueUrl=self.dead, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return json.dumps([*items, received.get("Messages", [])]).count(words)

    def erase(self, *selection: str) -> dict[str, Any]:
        """The receipt."""
        self.capsys.readouterr()
        assert main(["erase", "--tenant", "acme", "--aws", "--yes", "--json", *selection]) == 0
        receipt: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return receipt

    def worker(self) -> Worker:
        """A worker that knows tenants as the deployed one does."""
        return Worker(tenants=DynamoDbTenantDirectory(self.dynamodb, table_name="tenants"))


@pytest.fixture
def stack(
    dynamodb: "DynamoDBClient",
    sqs: "SQSClient",
    secretsmanager: "SecretsManagerClient",
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Stack]:
    """Deployed, as far as erasing meets it."""
    create_table(dynamodb, TENANTS)
    table = create_table(dynamodb)
    sqs.create_queue(QueueName="log-processing-queue")
    dead = sqs.create_queue(QueueName="log-processing-dead-letters")["QueueUrl"]
    secretsmanager.create_secret(Name="log-processor-master-secret", SecretString="s" * 64)
    letters = SqsDeadLetterQueue(sqs, queue_url=dead)
    with ThreadPoolExecutor(8) as threads:
        repository = DynamoDbLogStore(dynamodb, table_name=table, shard_reads=threads, clock=ManualClock())
        for tenant_id, words in (("acme", WORDS), ("beta", OTHERS)):
            stored = logs([f"log-{number:02}" for number in range(40)], tenant_id=tenant_id)
            repository.add([replace(log, text=f"{words} {log.log_id}") for log in stored])
            letters.bury(Envelope((entry(words, tenant_id=tenant_id, log_id="dead"),), "request-1"), "item_refused")
        yield Stack(dynamodb, sqs, dead, capsys)


def test_nothing_of_an_erased_tenant_is_left_in_the_stack(stack: Stack) -> None:
    """An erased tenant leaves no item and no dead letter; others lose nothing; a second run finds nothing."""
    others = stack.occurrences(OTHERS)
    assert stack.occurrences(WORDS) == 41

    receipt = stack.erase()

    assert receipt["deleted"] == {"logs": 40, "messages": None, "dead_letters": 1}
    assert stack.occurrences(WORDS) == 0
    assert stack.occurrences(OTHERS) == others == 41
    assert stack.erase()["deleted"] == {"logs": 0, "messages": None, "dead_letters": 0}


def test_worker_drops_what_the_stack_is_to_forget(stack: Stack) -> None:
    """The worker drops logs that were received before the erasure, and stores those received after it."""
    stack.erase()
    worker = stack.worker()
    assert worker.deliver(entry(WORDS, log_id="before"), entry("x", log_id="foreign", tenant_id="acme"))
    assert worker.deliver(entry(WORDS, log_id="after", received_at=datetime.now(UTC) + timedelta(minutes=1)))
    assert worker.stored_ids() == ["after"]


def test_selected_logs_alone_are_erased_from_a_stack(stack: Stack) -> None:
    """An erasure by log id or time deletes only matching logs and dead letters."""
    assert stack.erase("--log-id", "log-07")["deleted"] == {"logs": 1, "messages": None, "dead_letters": 0}
    assert stack.erase("--log-id", "dead")["deleted"] == {"logs": 0, "messages": None, "dead_letters": 1}
    ten_seconds = ("--since", "2026-11-23T12:00:00Z", "--until", "2026-11-23T12:00:10Z")
    assert stack.erase(*ten_seconds)["deleted"]["logs"] == 9
    assert stack.occurrences(WORDS) == 30


def test_stack_that_is_not_there_is_told(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """An erasure under another prefix finds no stack and deletes nothing."""
    assert main(["erase", "--tenant", "acme", "--prefix", "other-", "--yes"]) == 1
    assert "not all erased" in capsys.readouterr().err
    assert stack.occurrences(WORDS) == 41


def test_read_api_erases_with_the_rights_of_a_tenant(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The deployed read-api erases with an administrator's key, in sessions of the tenant."""
    assert main(["tenants", "create-admin-key", "--table", "tenants"]) == 0
    headers = {"authorization": f"Bearer {capsys.readouterr().out.strip()}"}
    monkeypatch.setattr("application.erase_logs.WAIT", timedelta())
    role = "arn:aws:iam::123456789012:role/"
    environment = {
        "AWS_LAMBDA_FUNCTION_NAME": "read-api",
        "TABLE_NAME": "tenant_logs",
        "TENANTS_TABLE_NAME": "tenants",
        "TENANT_READER_ROLE_ARN": f"{role}reader",
        "TENANT_ERASER_ROLE_ARN": f"{role}eraser",
        "MASTER_SECRET_ID": "log-processor-master-secret",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    handler = runpy.run_module("entrypoints.read_api")["handler"]

    def deleted(path: str, query: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        answer = handler(http_event("DELETE", path, headers=headers, query=query), None)
        return answer["statusCode"], json.loads(answer["body"])

    logs_of_acme = "/tenants/acme/logs"
    ten_seconds = {"since": "2026-11-23T12:00:00Z", "until": "2026-11-23T12:00:10Z"}
    for path, query, number in (
        (f"{logs_of_acme}/log-33", {}, 1),
        (logs_of_acme, ten_seconds, 10),
        (logs_of_acme, {}, 29),
    ):
        status, receipt = deleted(path, query)
        assert status == 200
        assert receipt["deleted"] == {"logs": number, "messages": None, "dead_letters": None}
    # Dead letters hold raw text, which this function never sees.
    assert stack.occurrences(WORDS) == 1
    assert stack.occurrences(OTHERS) == 41
