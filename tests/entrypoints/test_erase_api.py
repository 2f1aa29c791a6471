"""`DELETE /tenants/{tenant_id}/logs` and below, over fakes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.caller import ADMINISTRATOR
from domain.errors import PassingError
from domain.redaction import policy_from_document
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import TenantAccess
from entrypoints.handlers.read import read_handler
from tests.contract.records import log, logs, moment
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.erasure_receipts import InMemoryErasureReceipts
from tests.fakes.log_repository import InMemoryLogRepository
from tests.fakes.tenant_registry import InMemoryTenantRegistry
from tests.support.erasing import erasing_of
from tests.support.logs import entry
from tests.support.reading import reading_of
from tests.support.worker import Worker

LOGS = "/tenants/acme/logs"


class Http:
    """The handler over fakes, with 30 logs of each of two tenants, received within half a minute."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.repository = InMemoryLogRepository(self.clock)
        self.registry = InMemoryTenantRegistry()
        self.receipts = InMemoryErasureReceipts()
        for tenant_id in ("acme", "beta"):
            self.repository.add(logs([f"log-{number:02}" for number in range(30)], tenant_id=tenant_id))
        self.clock.advance(30)
        erase_logs = erasing_of(self.repository, self.registry, self.clock, self.receipts)
        self._handler = read_handler(
            reading_of(self.repository, self.clock, self.registry),
            erase_logs=lambda: erase_logs,
            authenticate=lambda *_: ADMINISTRATOR,
        )

    def delete(self, path: str = LOGS, query: dict[str, str] | None = None, body: str | None = None) -> dict[str, Any]:
        """Return the complete answer."""
        return self._handler(http_event("DELETE", path, query=query, body=body), None)

    def done(self, path: str = LOGS, query: dict[str, str] | None = None, body: str | None = None) -> dict[str, Any]:
        """Repeat the request until the erasure is complete; return the receipt."""
        answer = self.delete(path, query, body)
        for _ in range(100):
            document: dict[str, Any] = json.loads(answer["body"])
            assert document["complete"] == (answer["statusCode"] == 200)
            if document["complete"]:
                return document
            assert answer["statusCode"] == 202
            self.clock.advance(int(answer["headers"].get("Retry-After", "0")))
            answer = self.delete(path, {"cursor": document["next_cursor"]})
        raise AssertionError("It does not come to an end.")

    def left(self, tenant_id: str = "acme") -> list[str]:
        """Return the ids of a tenant's stored logs."""
        return sorted(log.log_id for log in self.repository.logs if log.tenant_id == tenant_id)


@pytest.fixture
def http() -> Http:
    """Return a handler with all its logs."""
    return Http()


def test_everything_received_until_now_is_erased(http: Http) -> None:
    """Logs received afterwards and those of other tenants stay, and a second run finds nothing."""
    started = json.loads(http.delete()["body"])
    assert started["erasure"]["received_before"] == "2026-11-23T12:00:30.000000Z"
    http.repository.add([log("later", seconds=31)])
    receipt = http.done()
    assert receipt["deleted"] == {"logs": 30, "messages": None, "dead_letters": None}
    assert receipt["requested_by"] == "administrator"
    assert http.left() == ["later"]
    assert len(http.left("beta")) == 30
    assert http.done()["deleted"]["logs"] == 1


def test_nothing_is_deleted_before_every_worker_knows(http: Http) -> None:
    """The first answer says how long to wait, and the tenant gets a marker.

    A request that comes too early gets the same.
    """
    first = http.delete()
    assert first["headers"]["Retry-After"] == "60"
    assert [each.erasure_id for each in http.registry.read("acme")] == [json.loads(first["body"])["erasure"]["id"]]
    http.clock.advance(59.5)
    second = http.delete(query={"cursor": json.loads(first["body"])["next_cursor"]})
    assert (second["statusCode"], second["headers"]["Retry-After"]) == (202, "1")
    assert len(http.left()) == 30
    http.clock.advance(0.5)
    assert http.delete(query={"cursor": json.loads(second["body"])["next_cursor"]})["statusCode"] == 200
    assert http.left() == []


def test_a_queued_log_is_dropped_by_the_worker(http: Http) -> None:
    """A queued log that was received before the first request is never stored; one received after it is."""
    http.delete()
    worker = Worker(tenants=http.registry)
    worker.deliver(entry("before", log_id="before", received_at=http.clock.now().replace(second=29)))
    worker.deliver(entry("after", log_id="after", received_at=http.clock.now().replace(second=31)))
    assert worker.stored_ids() == ["after"]


@pytest.mark.parametrize(
    ("path", "query", "gone"),
    [
        (f"{LOGS}/log-07", {}, ["log-07"]),
        (LOGS, {"until": "2026-11-23T12:00:03Z"}, ["log-00", "log-01", "log-02"]),
        (LOGS, {"since": "-3s"}, ["log-27", "log-28", "log-29"]),
        (LOGS, {"since": "2026-11-23T12:00:10Z", "until": "2026-11-23T12:00:11Z"}, ["log-10"]),
    ],
)
def test_only_selected_logs_are_erased(http: Http, path: str, query: dict[str, str], gone: list[str]) -> None:
    """One log is erased by its id, or the logs of a range of time."""
    before = http.left()
    assert http.done(path, query)["deleted"]["logs"] == len(gone)
    assert sorted(set(before) - set(http.left())) == gone
    assert len(http.left("beta")) == 30


@pytest.mark.parametrize(("path", "query"), [(f"{LOGS}/log-07", {}), (LOGS, {"until": "2026-11-23T12:00:10Z"})])
def test_selected_logs_received_later_stay(http: Http, path: str, query: dict[str, str]) -> None:
    """A log received later stays, even if it has the id, or is in the range, of the erasure."""
    first = http.delete(path, query)
    http.repository.delete("acme", "log-07")
    http.repository.add([replace(log("log-07", seconds=7), received_at=moment(31))])
    http.clock.advance(60)
    http.delete(path, {"cursor": json.loads(first["body"])["next_cursor"]})
    assert "log-07" in http.left()


def test_conflicts_are_erased_with_their_log(http: Http) -> None:
    """Conflicts under the id are erased with the log. A conflict can also be erased alone."""
    http.repository.add([replace(log(f"log-07~{digit * 32}"), conflicts_with="log-07") for digit in "ab"])
    assert http.done(f"{LOGS}/log-07~{'a' * 32}")["deleted"]["logs"] == 1
    assert http.done(f"{LOGS}/log-07")["deleted"]["logs"] == 2


def test_logs_of_a_person_are_erased_by_a_value(http: Http) -> None:
    """If the policy keeps pseudonyms, logs are erased by them. Neither the answer nor the marker contains the value."""
    value = f"ann{chr(64)}example.com"
    body = json.dumps({"values": [{"kind": "EMAIL", "value": value}]})
    assert json.loads(http.delete(body=body)["body"])["code"] == "no_tags"
    policy = policy_from_document({"version": "tags", "kinds": {"EMAIL": "pseudonym"}})
    http.registry.put(Registration(Tenant("acme", policy), TenantAccess()))
    (placeholder,) = json.loads(http.delete(body=body)["body"])["erasure"]["placeholders"]
    http.repository.add([log("hers", text=f"mail from {placeholder}", seconds=1)])
    receipt = http.done(body=body)
    assert receipt["deleted"]["logs"] == 1
    assert "hers" not in http.left()
    assert value not in json.dumps(receipt) + repr(http.registry.read("acme"))


def test_a_request_for_erasing_ends_after_its_time(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cursor continues where the request stopped, and the receipt counts all requests."""
    monkeypatch.setattr("entrypoints.handlers.erase._WORK_SECONDS", 0.0)
    first = http.delete()
    http.clock.advance(60)
    cursor, numbers = json.loads(first["body"])["next_cursor"], []
    while cursor:
        document = json.loads(http.delete(query={"cursor": cursor})["body"])
        numbers.append(document["deleted"]["logs"])
        cursor = document["next_cursor"]
    assert numbers == [10, 20, 30]
    assert http.receipts.kept[0].logs == 30


def test_receipt_is_kept(http: Http) -> None:
    """Each completed erasure stores one receipt."""
    receipt = http.done()
    (kept,) = http.receipts.kept
    assert (kept.erasure.erasure_id, kept.logs, kept.requested_by) == (receipt["erasure"]["id"], 30, "administrator")


def test_a_failed_request_for_erasing_can_be_repeated(http: Http) -> None:
    """If the store does not answer, the status is 503, and the same request continues later."""
    cursor = json.loads(http.delete()["body"])["next_cursor"]
    http.clock.advance(60)
    http.repository.failure = PassingError()
    assert http.delete(query={"cursor": cursor})["statusCode"] == 503
    http.repository.failure = None
    assert http.delete(query={"cursor": cursor})["statusCode"] == 200


@pytest.mark.parametrize(
    ("path", "query", "body", "code"),
    [
        (LOGS, {"q": "word"}, None, "invalid_parameter"),
        (LOGS, {"level": "debug"}, None, "invalid_parameter"),
        (f"{LOGS}/log-1", {"since": "-1h"}, None, "invalid_parameter"),
        (f"{LOGS}/..", {}, None, "bad_log_id"),
        (LOGS, {"since": "-1h", "until": "-2h"}, None, "invalid_parameter"),
        (LOGS, {"since": "now", "until": "now"}, None, "invalid_erasure"),
        (LOGS, {"cursor": "nonsense"}, None, "bad_cursor"),
        (LOGS, {"cursor": "WyJlcmFzaW5nIiwiYSIsLTFd"}, None, "bad_cursor"),
        (LOGS, {}, "[]", "invalid_parameter"),
        (LOGS, {}, '{"values":[]}', "invalid_parameter"),
        (LOGS, {}, '{"values":[{"kind":"EMAIL"}]}', "invalid_parameter"),
        (LOGS, {}, '{"since":"-1h"}', "invalid_parameter"),
        (LOGS, {}, "{", "malformed_json"),
    ],
)
def test_an_unknown_condition_erases_nothing(
    http: Http, path: str, query: dict[str, str], body: str | None, code: str
) -> None:
    """An unknown condition is refused instead of being ignored, and marks nothing."""
    answer = http.delete(path, query, body)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, code)
    assert list(http.registry.read("acme")) == []


def test_a_cursor_continues_only_its_own_erasure(http: Http) -> None:
    """A cursor continues only the erasure of its own tenant, and only without another selection."""
    cursor = json.loads(http.delete()["body"])["next_cursor"]
    foreign = http.delete("/tenants/beta/logs", {"cursor": cursor})
    assert (foreign["statusCode"], json.loads(foreign["body"])["code"]) == (404, "unknown_erasure")
    assert http.delete(query={"cursor": cursor, "since": "-1h"})["statusCode"] == 400


def test_allow_lists_all_methods_of_a_path(http: Http) -> None:
    """The Allow header of a list and of a log has GET and DELETE."""
    for path in (LOGS, f"{LOGS}/log-1"):
        answer = http._handler(http_event("PUT", path), None)  # noqa: SLF001 - another method
        assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "GET, DELETE")
