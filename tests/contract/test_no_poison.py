"""Every accepted log can be stored: handlers and adapters on an AWS that is as strict as the real one."""

import json
import re
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from dependency_injector import providers
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.limits import MAX_ATTRIBUTES_BYTES, MAX_TEXT_BYTES, Limits
from domain.query.log_query import LogQuery
from domain.redaction import Action, CustomKind, RedactionPolicy
from entrypoints.containers.application import ApplicationContainer
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.handlers.worker import worker_handler
from infrastructure.aws.dead_letter_queue import SqsDeadLetterQueue
from infrastructure.aws.log_queue import SqsLogQueue
from infrastructure.system.fair_executor import ThreadedFairExecutor
from tests.contract.aws import create_queues, create_table
from tests.contract.records import HARD_TEXT
from tests.contract.strict import enforce
from tests.entrypoints.aws_events import http_event, sqs_event
from tests.fakes.clock import ManualClock
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.metrics import CountingMetrics
from tests.fakes.random_source import SeededRandomSource
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.fakes.workload import ImmediateWorkload
from tests.support.dynamodb_log_store import DynamoDbLogStore
from tests.support.examples import examples

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

# The longest names, the most of them and values as short as they may be: the worst that a policy can make of an item.
# The values stand between bars, so that only the examples that are meant for it have thousands of them.
GREEDY = "greedy"
_LETTERS = string.ascii_letters + string.digits + string.punctuation.replace("|", "")
# With 39 characters for each of three, this passes what an item may be.
_GROWING = "".join(f"|{letter}|" for letter in _LETTERS) * 100


@cache
def greedy_policy() -> RedactionPolicy:
    """Made when it is needed: its patterns take a second to check."""
    kinds = tuple(
        CustomKind(f"K{number:0>23}", rf"\|{re.escape(letter)}\|") for number, letter in enumerate((_LETTERS * 2)[:92])
    )
    return RedactionPolicy(version="v" * 64, actions={kind.name: Action.PSEUDONYM for kind in kinds}, custom=kinds)


class Pipeline:
    """Ingest and worker as they are deployed, save for time: without work, the bytes alone limit a text."""

    def __init__(self, sqs: "SQSClient", dynamodb: "DynamoDBClient", threads: ThreadPoolExecutor) -> None:
        self._sqs = sqs
        self._url, self._dead_letter_url = create_queues(sqs)
        self.repository = DynamoDbLogStore(
            dynamodb, table_name=create_table(dynamodb), shard_reads=threads, clock=ManualClock()
        )
        enforce(sqs)
        enforce(dynamodb)
        metrics = CountingMetrics()
        roles: dict[str, object] = {
            "clock": ManualClock(),
            "ids": CountingIdGenerator(),
            "random": SeededRandomSource(),
            "workload": ImmediateWorkload(),
            "tenants": FixedTenantDirectory({GREEDY: greedy_policy()}),
            "queue": SqsLogQueue(sqs, queue_url=self._url),
            "dead_letters": SqsDeadLetterQueue(sqs, queue_url=self._dead_letter_url),
            "repository": self.repository,
            "master_secret": FixedMasterSecret(),
            "limits": Limits.derive(seconds_per_character=0, worker_timeout_seconds=900),
            "storing": ThreadedFairExecutor(8),
            "most_stored_together": 25,
            "metrics": metrics,
        }
        application = ApplicationContainer(**{name: providers.Object(role) for name, role in roles.items()})
        self._ingest = ingest_handler(application.ingest_log(), application.ingest_logs(), metrics, probes=[])
        self._worker = worker_handler(application.process_messages())

    def ingest(self, headers: dict[str, str], body: str | bytes) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        answer = self._ingest(http_event("POST", "/ingest", headers=headers, body=body), None)
        return answer["statusCode"], json.loads(answer["body"])

    def work(self) -> None:
        """Work what is queued; every message must be done at its first receive, and none be given up."""
        messages = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages", [])
        assert len(messages) == 1
        response = self._worker(sqs_event(*(message["Body"] for message in messages)), None)
        assert response == {"batchItemFailures": []}
        for message in messages:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        assert "Messages" not in self._sqs.receive_message(QueueUrl=self._dead_letter_url)


@pytest.fixture
def pipeline(sqs: "SQSClient", dynamodb: "DynamoDBClient") -> Iterator[Pipeline]:
    """Over empty queues and an empty table."""
    with ThreadPoolExecutor(max_workers=8) as threads:
        yield Pipeline(sqs, dynamodb, threads)


CHARACTERS = st.sampled_from([*sorted(set(HARD_TEXT)), "a", "5", "\x1b", "\x00", "€", "\U0001f600", "\u0301", '"'])
TEXTS = st.one_of(
    st.text(),
    st.text(CHARACTERS),
    # As long as it may be, and a little longer: what is accepted depends on what the characters take.
    st.builds(
        lambda piece, size, end: piece * (size // len(piece.encode())) + end,
        st.text(CHARACTERS, min_size=1, max_size=4),
        st.sampled_from([40_000, 43_000, MAX_TEXT_BYTES - 8, MAX_TEXT_BYTES, MAX_TEXT_BYTES + 1]),
        st.sampled_from(["", "x", "é"]),
    ),
)
NUMBERS = st.integers() | st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_infinity=False)
ATTRIBUTES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(CHARACTERS) | st.builds(lambda: "x" * (MAX_ATTRIBUTES_BYTES - 40)),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(CHARACTERS), children, max_size=4),
    max_leaves=12,
)
TENANTS = st.sampled_from(["acme", GREEDY, "t" * 63]) | st.from_regex(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", fullmatch=True
)
LOG_IDS = st.from_regex(r"[A-Za-z0-9._:-]{1,128}", fullmatch=True)

JSON_DOCUMENTS = st.fixed_dictionaries(
    {"tenant_id": TENANTS, "text": TEXTS},
    optional={
        "log_id": LOG_IDS | st.integers(0) | st.none(),
        "attributes": st.dictionaries(st.text(CHARACTERS), ATTRIBUTES, max_size=4),
        "level": ATTRIBUTES,
        "": st.none(),
    },
)
_SETTINGS = settings(
    max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_SETTINGS
@example(document={"tenant_id": GREEDY, "text": _GROWING.ljust(MAX_TEXT_BYTES)}, ascii_only=False)
@example(
    document={"tenant_id": GREEDY, "text": "\U0001f600" * 21_500, "attributes": {"k": _GROWING[:16_000]}},
    ascii_only=False,
)
@example(document={"tenant_id": "acme", "text": HARD_TEXT, "log_id": "i" * 128, "n": 10**300}, ascii_only=True)
@given(document=JSON_DOCUMENTS, ascii_only=st.booleans())
def test_accepted_json_can_be_stored(pipeline: Pipeline, document: dict[str, Any], *, ascii_only: bool) -> None:
    """Any JSON log is rejected as the caller's error, or stored at the first attempt and read back unchanged."""
    status, answer = pipeline.ingest(
        {"content-type": "application/json"}, json.dumps(document, ensure_ascii=ascii_only)
    )
    _stored_or_refused(pipeline, status, answer)


@_SETTINGS
@example(tenant_id="acme", log_id=None, text=HARD_TEXT)
@given(tenant_id=TENANTS, log_id=LOG_IDS | st.none(), text=TEXTS)
def test_accepted_text_can_be_stored(pipeline: Pipeline, tenant_id: str, log_id: str | None, text: str) -> None:
    """Any plain text is rejected as the caller's error, or stored at the first attempt and read back unchanged."""
    headers = {"content-type": "text/plain", "x-tenant-id": tenant_id} | ({"x-log-id": log_id} if log_id else {})
    status, answer = pipeline.ingest(headers, text.encode())
    _stored_or_refused(pipeline, status, answer)


def _stored_or_refused(pipeline: Pipeline, status: int, answer: dict[str, Any]) -> None:
    if status != 202:
        assert status in {400, 413}, answer
        return
    pipeline.work()
    tenant_id, log_id = answer["tenant_id"], answer["log_id"]
    assert pipeline.repository.find(tenant_id, log_id)
    for log in pipeline.repository.page(LogQuery(tenant_id), 10).logs:
        f"{log.text}{json.dumps(log.attributes, ensure_ascii=False)}".encode()
