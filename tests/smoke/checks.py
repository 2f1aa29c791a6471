"""The checks in order. Each has an expected result, and says what to do if it fails."""

import gzip
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.smoke.endpoint import Answer, Endpoint

# The time from the answer to the stored log: the work of a short text, a cold start and a busy queue.
_STORED_WITHIN_SECONDS = 120.0
_PAUSE_SECONDS = 1.0
_BATCH_LOGS = 500
_BURST_REQUESTS = 300
_BURST_CLIENTS = 50
_NUMBER = "+1 415 555 2671"


class NotAsExpected(Exception):
    """The check has failed. The message has the actual result."""


@dataclass(frozen=True)
class Check:
    """A check. `only_on_aws` means that an emulator does not support it."""

    expected: str
    otherwise: str
    run: Callable[[Endpoint], str]
    only_on_aws: bool = False


CHECKS: list[Check] = []


def check(expected: str, otherwise: str, *, only_on_aws: bool = False) -> Callable[[Callable[[Endpoint], str]], None]:
    """Add a check. It returns what it saw, or raises NotAsExpected."""

    def enter(run: Callable[[Endpoint], str]) -> None:
        CHECKS.append(Check(expected, otherwise, run, only_on_aws))

    return enter


@check(
    "gzip as application/json is accepted (202), or refused with advice (415 compressed_as_text), but never with 400",
    "shippers drop logs after a 400: send compressed bodies as application/x-ndjson (docs/shippers.md) and file an "
    "issue with the status and code",
    only_on_aws=True,
)
def _(endpoint: Endpoint) -> str:
    body = gzip.compress(_log(endpoint, "gzip-json"))
    answer = endpoint.ask("POST", "/ingest", body, content_type="application/json", content_encoding="gzip")
    if answer.status != 202 and answer.document.get("code") != "compressed_as_text":
        raise NotAsExpected(_said(answer))
    return _said(answer)


@check(
    "gzip as application/x-ndjson is accepted (202)",
    "the gateway treats this content type as text too: send bodies uncompressed and file an issue",
)
def _(endpoint: Endpoint) -> str:
    body = gzip.compress(_log(endpoint, "gzip-ndjson"))
    answer = endpoint.ask("POST", "/ingest/batch", body, content_type="application/x-ndjson", content_encoding="gzip")
    return _must(answer, 202)


@check(
    "reading without a key is 401, with WWW-Authenticate or x-amzn-remapped-www-authenticate",
    "with 200 anyone can read logs: set AuthMode=key, check read-api's role, and close the endpoint",
)
def _(endpoint: Endpoint) -> str:
    answer = endpoint.ask("GET", f"/tenants/{endpoint.tenant_id}/logs", with_key=False)
    _must(answer, 401)
    found = [name for name in ("www-authenticate", "x-amzn-remapped-www-authenticate") if name in answer.headers]
    if not found:
        raise NotAsExpected(f"401 with neither header: {sorted(answer.headers)}")
    return f"401, {found[0]}"


@check(
    "reading another tenant's logs with this key is 403",
    "the key gives access to other tenants: close the endpoint",
)
def _(endpoint: Endpoint) -> str:
    return _must(endpoint.ask("GET", f"/tenants/{endpoint.tenant_id}-other/logs"), 403)


@check(
    "a log is stored, redacted and read back with the rights of a tenant's own session",
    "404 for two minutes: the worker does not run or fails; see failed-attempts and oldest-message in docs/runbook.md. "
    "503: read-api may not assume TenantReaderRole, or a condition on its leading keys refuses the read",
)
def _(endpoint: Endpoint) -> str:
    _must(endpoint.ask("POST", "/ingest", _log(endpoint, "one"), content_type="application/json"), 202)
    seconds, log = _wait_for(endpoint, endpoint.log_id("one"))
    text = str(log.get("text"))
    if _NUMBER in text or "[PHONE]" not in text:
        raise NotAsExpected("the text that was stored is not redacted")
    return f"stored within {seconds:.0f} s"


@check(
    "the list by time contains it too, read from the index with the session's rights",
    "503: the condition on dynamodb:LeadingKeys of the index refuses `tenant#shard`; file an issue",
)
def _(endpoint: Endpoint) -> str:
    answer = endpoint.ask("GET", f"/tenants/{endpoint.tenant_id}/logs?limit=100")
    _must(answer, 200)
    if endpoint.log_id("one") not in [log["log_id"] for log in answer.document["logs"]]:
        raise NotAsExpected("the log is not among the newest hundred")
    return "listed"


@check(
    "the same log sent again is stored once, and a different log under its id is stored as a conflict",
    "an item was overwritten or stored twice: check the condition of PutItem in log-worker's role",
)
def _(endpoint: Endpoint) -> str:
    for _ in range(2):
        _must(endpoint.ask("POST", "/ingest", _log(endpoint, "one"), content_type="application/json"), 202)
    other = json.dumps({"log_id": endpoint.log_id("one"), "text": "another record"}).encode()
    _must(endpoint.ask("POST", "/ingest", other, content_type="application/json"), 202)
    deadline = time.monotonic() + _STORED_WITHIN_SECONDS
    while time.monotonic() < deadline:
        conflicts = (endpoint.stored(endpoint.log_id("one")) or {}).get("conflicts", [])
        if conflicts:
            if len(conflicts) > 1:
                raise NotAsExpected(f"{len(conflicts)} conflicts instead of one")
            return "one log, one conflict"
        time.sleep(_PAUSE_SECONDS)
    raise NotAsExpected("the other record is not stored")


@check(
    f"{_BATCH_LOGS} logs of one request are all stored; the time shows the worker's rate",
    "some are missing after two minutes: see the dead letters (`dlq list --aws`) and docs/capacity.md for the rate",
)
def _(endpoint: Endpoint) -> str:
    lines = [
        json.dumps({"log_id": endpoint.log_id(f"batch-{number}"), "text": f"number {number}"})
        for number in range(_BATCH_LOGS)
    ]
    started = time.monotonic()
    answer = endpoint.ask("POST", "/ingest/batch", "\n".join(lines).encode(), content_type="application/x-ndjson")
    _must(answer, 202)
    for number in (0, _BATCH_LOGS // 2, _BATCH_LOGS - 1):
        _wait_for(endpoint, endpoint.log_id(f"batch-{number}"))
    seconds = time.monotonic() - started
    return f"accepted {answer.document.get('accepted')}; first, middle and last stored within {seconds:.0f} s"


@check(
    "a path with an encoded tilde is decoded, and the API itself answers 404",
    "the gateway does not decode paths, so conflicts cannot be read by id: file an issue with the status",
)
def _(endpoint: Endpoint) -> str:
    answer = endpoint.ask("GET", f"/tenants/{endpoint.tenant_id}/logs/{endpoint.log_id('one')}%7E{'0' * 32}")
    _must(answer, 404)
    if answer.document.get("code") != "log_not_found":
        raise NotAsExpected(_said(answer))
    return "404 log_not_found"


@check(
    "a body of 5 MB is refused with 413 by the function or the gateway, and never with 5xx",
    "the body reaches Lambda and makes it fail: lower MAX_REQUEST_BYTES in domain/limits.py",
)
def _(endpoint: Endpoint) -> str:
    return _must(endpoint.ask("POST", "/ingest", b"x" * 5_000_000, content_type="text/plain"), 413)


@check(
    f"API Gateway refuses some of {_BURST_REQUESTS} concurrent requests with 429, and does not bill them",
    "all pass: RequestsPerSecond is higher, or the stage's throttle does not hold, and with it the bound of cost in "
    "docs/aws.md",
    only_on_aws=True,
)
def _(endpoint: Endpoint) -> str:
    with ThreadPoolExecutor(_BURST_CLIENTS) as clients:
        answers = list(clients.map(lambda _: endpoint.ask("GET", "/healthz"), range(_BURST_REQUESTS)))
    refused = sum(answer.status == 429 for answer in answers)
    if not refused:
        raise NotAsExpected(f"{sorted({answer.status for answer in answers})}")
    return f"{refused} of {_BURST_REQUESTS} refused"


def _log(endpoint: Endpoint, name: str) -> bytes:
    return json.dumps({"log_id": endpoint.log_id(name), "text": f"call {_NUMBER}"}).encode()


def _must(answer: Answer, status: int) -> str:
    if answer.status != status:
        raise NotAsExpected(_said(answer))
    return str(status)


def _said(answer: Answer) -> str:
    return f"{answer.status} {answer.document.get('code') or answer.document.get('message') or ''}".strip()


def _wait_for(endpoint: Endpoint, log_id: str) -> tuple[float, dict[str, object]]:
    started = time.monotonic()
    while (log := endpoint.stored(log_id)) is None:
        if time.monotonic() - started > _STORED_WITHIN_SECONDS:
            raise NotAsExpected(f"not stored within {_STORED_WITHIN_SECONDS:.0f} s")
        time.sleep(_PAUSE_SECONDS)
    return time.monotonic() - started, log
