"""Simulated clients, which send requests, wait, and repeat those without a successful answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from entrypoints.http.api import Handler
from tests.entrypoints.aws_events import http_event
from tests.simulation.deliveries import Body, Invocation
from tests.simulation.environment import Environment
from tests.simulation.faults import Kind, Step
from tests.simulation.laws import UNACCOUNTED, WRONG_ANSWER, Judge
from tests.simulation.ledger import Ledger
from tests.simulation.ports.log_queue import SimulatedLogQueue
from tests.simulation.scheduler import Crash
from tests.simulation.traffic import Record, Traffic

_MOST_ATTEMPTS = 4
_RETRY_AFTER = 5_000
_LONGEST_PAUSE = 400
_CLIENT_RATE = 0.3
_BATCHES = 0.3
_WITHOUT_ID = 0.1
# The shares of batches, and of the kinds of logs in them.
_OF_SEVERAL_TENANTS = 0.5
_WITH_IDEMPOTENCY_KEY = 0.2
_TIMED = 0.2
_BROKEN = 0.2


@dataclass
class _Request:
    """A request. `send` returns whether the answer was a success."""

    send: Callable[[], bool]
    attempts: int = 0
    not_before: int = 0


@dataclass(frozen=True)
class _Batch:
    """Records, their request, and the expected numbers of accepted and refused logs."""

    records: Sequence[Record]
    event: dict[str, Any]
    sound: int
    broken: int


class Clients:
    """Clients whose requests arrive one at a time, as in a Lambda function, but in any order."""

    def __init__(  # noqa: PLR0913 - all parts that they use
        self,
        *,
        environment: Environment,
        traffic: Traffic,
        ledger: Ledger,
        judge: Judge,
        handler: Handler,
        queue: SimulatedLogQueue,
    ) -> None:
        self._environment = environment
        self._scheduler = environment.scheduler
        self._random = environment.random
        self._traffic = traffic
        self._ledger = ledger
        self._judge = judge
        self._handler = handler
        self._queue = queue
        self._requests: list[_Request] = []
        self._numbers = count(1)
        self.are_done = False

    def run(self, requests: int) -> None:
        """Send this number of requests, and repeat those without a successful answer."""
        for _ in range(requests):
            self._plan()
        while self._requests:
            index = int(self._random.random() * len(self._requests))
            request = self._requests.pop(index)
            pause = self._scheduler.now + int(self._random.random() * _LONGEST_PAUSE)
            self._scheduler.sleep_until(max(request.not_before, pause))
            request.attempts += 1
            if not request.send() and request.attempts < _MOST_ATTEMPTS:
                request.not_before = self._scheduler.now + _RETRY_AFTER
                self._requests.append(request)
        self.are_done = True

    def _plan(self) -> None:
        faults = self._environment.faults
        tenant_id = self._traffic.tenant()
        deviation = faults.draw_at(Step.CLIENT, _CLIENT_RATE)
        if deviation is Kind.BAD_REQUEST:
            nonsense = self._traffic.anonymous(tenant_id)
            event, status = self._bad_request(nonsense)
            self._requests.append(_Request(lambda: self._is_refused(nonsense, event, status)))
            return
        unreadable = faults.draw_at(Step.MESSAGE, _CLIENT_RATE)
        if unreadable and unreadable in _UNREADABLE:
            self._requests.append(_Request(lambda: self._is_put(unreadable, tenant_id)))
        if self._random.random() < _BATCHES:
            self._plan_batch(tenant_id)
            return
        if self._random.random() < _WITHOUT_ID:
            record = self._traffic.anonymous(tenant_id)
        else:
            record = self._traffic.record(tenant_id, deviation)
        for _ in range(2 if deviation is Kind.SENT_AGAIN else 1):
            self._requests.append(_Request(lambda: self._is_accepted(record)))

    def _plan_batch(self, tenant_id: str) -> None:
        random, traffic = self._random, self._traffic
        key = f"{random.getrandbits(64):016x}" if random.random() < _WITH_IDEMPOTENCY_KEY else None
        of_several = random.random() < _OF_SEVERAL_TENANTS
        records: list[Record] = []
        documents: list[tuple[Record | None, object]] = []
        for _ in range(random.choice((1, 2, 4, 8))):
            own = traffic.tenant() if of_several else tenant_id
            chance = random.random()
            if chance < _WITHOUT_ID:
                record = traffic.anonymous(own)
                record.copies = int(key is not None)
            elif chance < _WITHOUT_ID + _TIMED:
                record = traffic.timed(own)
                record.copies = random.choice((1, 1, 2))
            else:
                record = traffic.record(own)
            records.append(record)
            documents += [(record, _document(record))] * (record.copies or 1)
        sound = len(documents)
        if broken := random.random() < _BROKEN:
            unsound = traffic.anonymous(tenant_id)
            nonsense = _document(unsound) | random.choice(({"log_id": unsound.text}, {"log_id": [unsound.text]}))
            documents.insert(int(random.random() * (sound + 1)), (None, nonsense))
        for place, (sent, _) in enumerate(documents):
            if sent:
                sent.places.add(place)
        logs = [document for _, document in documents]
        body = json.dumps(logs) if random.random() < 0.5 else "\n".join(map(json.dumps, logs))
        headers = {"content-type": "application/json"} | ({"idempotency-key": key} if key else {})
        batch = _Batch(records, http_event("POST", "/ingest/batch", headers=headers, body=body), sound, int(broken))
        self._requests.append(_Request(lambda: self._are_accepted(batch)))

    # POST /ingest

    def _is_accepted(self, record: Record) -> bool:
        record.places.add(0)
        self._ledger.sends([record], self._scheduler.now)
        answer = self._answer(_ingest_event(record), record.text, (202, 503), Step.INGEST_SEND, Step.INGEST_SEND)
        if not answer or answer["statusCode"] != 202:
            return False
        accepted = json.loads(answer["body"])
        if accepted["tenant_id"] != record.tenant_id or record.log_id not in (None, accepted["log_id"]):
            self._judge.accuse(WRONG_ANSWER, "202 names another log")
        self._ledger.acknowledged(record, accepted["log_id"])
        return self._environment.faults.draw(Step.ANSWER) is not Kind.LOST

    def _is_refused(self, record: Record, event: dict[str, Any], status: int) -> bool:
        self._ledger.sends([], self._scheduler.now)
        self._answer(event, record.text, (status,), Step.INGEST_SEND, Step.INGEST_SEND)
        return True

    def _answer(
        self, event: dict[str, Any], words: str, expected: Sequence[int], send: Step, send_many: Step
    ) -> dict[str, Any] | None:
        task = self._scheduler.current
        assert task
        task.invocation = Invocation(send=send, send_many=send_many, words=words)
        try:
            answer = self._handler(event, None)
        except Crash:
            # API Gateway would answer 502.
            return None
        except Exception as error:  # noqa: BLE001 - the law is that it never raises
            self._judge.handler_raised("ingest-api", error)
            return None
        finally:
            task.invocation = None
        self._judge.answered(answer, expected)
        return answer

    def _bad_request(self, record: Record) -> tuple[dict[str, Any], int]:
        as_json = {"content-type": "application/json"}
        document = {"tenant_id": record.tenant_id, "text": record.text}
        headers, body, status = self._random.choice(
            [
                (as_json, record.text, 400),
                (as_json, json.dumps(document)[:-1], 400),
                (as_json, json.dumps({"text": record.text}), 400),
                (as_json, json.dumps([document]), 400),
                (as_json, json.dumps(document | {"text": {"nested": record.text}}), 400),
                (as_json, json.dumps(document | {"log_id": record.text}), 400),
                (as_json, json.dumps(document | {"tenant_id": record.text}), 400),
                (as_json | {"x-tenant-id": "another"}, json.dumps(document), 400),
                ({"content-type": "text/plain"}, record.text, 400),
                ({"content-type": "text/plain", "x-tenant-id": record.text}, record.text, 400),
                ({"content-type": "text/csv", "x-tenant-id": record.tenant_id}, record.text, 415),
                ({"content-type": "text/plain", "x-tenant-id": record.tenant_id}, record.text * 2_000, 413),
            ]
        )
        return http_event("POST", "/ingest", headers=headers, body=body), status

    # POST /ingest/batch

    def _are_accepted(self, batch: _Batch) -> bool:
        self._ledger.sends(batch.records, self._scheduler.now)
        answer = self._answer(batch.event, _words(batch.records), (202, 503), Step.BATCH_SEND, Step.BATCH_SEND_MANY)
        if not answer or answer["statusCode"] != 202:
            return False
        counted = json.loads(answer["body"])
        if (counted["accepted"], counted["rejected"]) != (batch.sound, batch.broken):
            self._judge.accuse(
                UNACCOUNTED, f"{counted['accepted']} + {counted['rejected']} of {batch.sound} + {batch.broken}"
            )
        self._ledger.all_acknowledged(batch.records)
        return self._environment.faults.draw(Step.ANSWER) is not Kind.LOST

    # Messages that do not come from our own clients

    def _is_put(self, kind: Kind, tenant_id: str) -> bool:
        record = self._traffic.anonymous(tenant_id)
        body = _UNREADABLE[kind].replace("TEXT", json.dumps(record.text)[1:-1]).replace("TENANT", tenant_id)
        # Each is unique, so that a dead letter can be matched to it.
        body += " " * next(self._numbers)
        self._ledger.unreadable.append(body)
        self._queue.put(Body(tenant_id, body, ((tenant_id, body),), by_itself=kind is Kind.UNKNOWN_VERSION))
        return True


def _ingest_event(record: Record) -> dict[str, Any]:
    if record.log_id is None and not record.attributes:
        headers = {"content-type": "text/plain; charset=utf-8", "x-tenant-id": record.tenant_id}
        return http_event("POST", "/ingest", headers=headers, body=record.text)
    body = json.dumps(_document(record), ensure_ascii=False)
    return http_event("POST", "/ingest", headers={"content-type": "application/json"}, body=body)


def _document(record: Record) -> dict[str, Any]:
    document: dict[str, Any] = {"tenant_id": record.tenant_id, "text": record.text, **record.attributes}
    if record.log_id is not None:
        document["log_id"] = record.log_id
    return document


def _words(records: Sequence[Record]) -> str:
    return "\n".join(record.text for record in records)


_LOG = '{"log_id":"strange","text":"TEXT"}'
_HEAD = '{"schema":"aws-log-processor/envelope","received_at":"2026-11-23T12:00:00Z","source":"json","request_id":"r",'
_UNREADABLE: dict[Kind, str] = {
    Kind.NOT_JSON: "TEXT",
    Kind.NOT_AN_ENVELOPE: '{"schema":"another","text":"TEXT"}',
    Kind.UNKNOWN_VERSION: f'{_HEAD}"version":99,"tenant_id":"TENANT","logs":[{_LOG}]}}',
    Kind.MALFORMED: f'{_HEAD}"version":1,"tenant_id":"TEXT","logs":[{_LOG}]}}',
}
