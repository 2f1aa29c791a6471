"""Access over HTTP: keys and quotas."""

import base64
import gzip
import json
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple

import pytest

from application.authenticate_key import AuthenticateKey
from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.ports.dead_letters import DeadLetter
from application.ports.metrics import Metric
from application.spend_quota import SpendQuota
from domain.api_key import AdminKeys, KeptKey, KeyRing, hash_api_key, write_admin_key, write_api_key
from domain.caller import Right
from domain.errors import PassingError
from domain.limits import MAX_INFLATED_BYTES, MAX_REQUEST_BYTES, Limits
from domain.quota import Quota
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import TenantAccess
from entrypoints.auth_mode import AuthMode
from entrypoints.handlers.administration import Administration
from entrypoints.handlers.console.files import console_files
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import authentication
from entrypoints.http.api import Api
from entrypoints.http.request import Request
from entrypoints.local.metrics_page import metrics_handler
from infrastructure.system.metrics import PrometheusMetrics
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.dead_letters import InMemoryDeadLetters
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.metrics import CountingMetrics
from tests.fakes.tenant_registry import InMemoryTenantRegistry
from tests.fakes.usage_counter import InMemoryUsageCounter
from tests.support.erasing import erasing_of
from tests.support.logs import NOON, entry
from tests.support.reading import reading_of
from tests.support.worker import Worker

# Built at run time, so that no secret scanner reports them.
RIGHT, OTHERS, WRONG, OLD = (
    write_api_key(tenant_id, bytes([number]) * 32) for number, tenant_id in enumerate(["acme", "beta", "acme", "acme"])
)
ADMIN, WRONG_ADMIN = (write_admin_key(bytes([number]) * 32) for number in (1, 2))
KEYS = {"no key": None, "wrong key": WRONG, "other tenant's key": OTHERS, "right key": RIGHT}
JSON = {"content-type": "application/json"}
TEXT = {"content-type": "text/plain"}
CLAIM = {"x-tenant-id": "acme"}
LOKI = "/loki/api/v1"


def basic(name: str, key: str) -> str:
    """Return the header of Basic authentication (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{name}:{key}'.encode()).decode()}"


LETTER = DeadLetter("letter-1", "acme", NOON, "unreadable", '{"logs":[{"log_id":"1","text":"call +44 20 7946 0958"}]}')


class Http:
    """All handlers over fakes, with two tenants that have a key each. One of them has a stored log."""

    def __init__(self, mode: AuthMode = AuthMode.KEY, quota: Quota | None = None) -> None:
        worker = Worker()
        worker.deliver(entry("acme's own", log_id="log-1"))
        self.clock = ManualClock()
        self.queue = InMemoryLogQueue()
        self.counter = InMemoryUsageCounter()
        self.metrics = CountingMetrics()
        self.registry = InMemoryTenantRegistry()
        for tenant_id, keys in (("acme", [RIGHT, OLD]), ("beta", [OTHERS])):
            ring = KeyRing(tuple(KeptKey(hash_api_key(key), NOON) for key in keys))
            self.registry.put(Registration(Tenant(tenant_id), TenantAccess(ring, quota or Quota())))
        self.registry.put_admin_keys(AdminKeys((KeptKey(hash_api_key(ADMIN), NOON),)))
        authenticate = authentication(mode, AuthenticateKey(access=self.registry))
        ingest_logs = IngestLogs(
            queue=self.queue,
            clock=self.clock,
            ids=CountingIdGenerator(),
            limits=Limits.derive(seconds_per_character=0.05, worker_timeout_seconds=900),
            metrics=self.metrics,
        )
        erase_logs = erasing_of(worker.repository, self.registry, worker.clock)
        self.ingest = ingest_handler(
            IngestLog(ingest_logs=ingest_logs),
            ingest_logs,
            self.metrics,
            authenticate=authenticate,
            spend_quota=SpendQuota(access=self.registry, counter=self.counter, clock=self.clock),
        )
        self.read = read_handler(
            reading_of(worker.repository, worker.clock),
            erase_logs=lambda: erase_logs,
            administration=Administration(self.registry, self.counter, InMemoryDeadLetters([LETTER]), self.clock),
            authenticate=authenticate,
        )
        self.counts = metrics_handler(PrometheusMetrics(), {"queued_messages": lambda: 0}, authenticate=authenticate)

    def answer(self, method: str, path: str, key: str | None = None, **request: Any) -> dict[str, Any]:
        """Return the complete answer of the handler to which the path belongs."""
        headers = {**request.pop("headers", {}), **({"authorization": f"Bearer {key}"} if key else {})}
        handlers = {f"{LOKI}/push": self.ingest, "/metrics": self.counts}
        handlers |= dict.fromkeys(("/tenants", "/console", "/dead-letters", LOKI), self.read)
        handler = next((handlers[start] for start in handlers if path.startswith(start)), self.ingest)
        if path == "/":
            handler = self.read
        path, _, query = path.partition("?")
        return handler(http_event(method, path, headers=headers, **request) | {"rawQueryString": query}, None)

    def send(self, key: str | None = RIGHT, body: str = "{}", **headers: str) -> dict[str, Any]:
        """Ingest plain text."""
        return self.answer("POST", "/ingest", key, headers=TEXT | headers, body=body)

    def tenants(self) -> list[str]:
        """Return the tenants of the queued logs."""
        return [envelope.tenant_id for envelope in self.queue.envelopes]


class Row(NamedTuple):
    """A request, and the statuses without a key, with a wrong one, with another tenant's, and with the right one."""

    method: str
    path: str
    route: str
    answers: tuple[int, int, int, int]
    headers: dict[str, str] = {}  # noqa: RUF012 - it is never changed
    body: str | None = None
    query: dict[str, str] = {}  # noqa: RUF012 - the same


TABLE = {
    "JSON that names its tenant": Row(
        "POST", "/ingest", "/ingest", (401, 401, 403, 202), JSON, '{"tenant_id":"acme","text":"x"}'
    ),
    "JSON with a header": Row("POST", "/ingest", "/ingest", (401, 401, 403, 202), JSON | CLAIM, '{"text":"x"}'),
    # A request that names no tenant belongs to the tenant of the key.
    "JSON that claims nothing": Row("POST", "/ingest", "/ingest", (401, 401, 202, 202), JSON, '{"text":"x"}'),
    "text with a header": Row("POST", "/ingest", "/ingest", (401, 401, 403, 202), TEXT | CLAIM, "x"),
    "text that claims nothing": Row("POST", "/ingest", "/ingest", (401, 401, 202, 202), TEXT, "x"),
    "a batch": Row(
        "POST", "/ingest/batch", "/ingest/batch", (401, 401, 403, 202), JSON, '{"tenant_id":"acme","text":"x"}'
    ),
    "a batch with a header": Row("POST", "/ingest/batch", "/ingest/batch", (401, 401, 403, 202), CLAIM, '{"log":"x"}'),
    "a batch that claims nothing": Row(
        "POST", "/ingest/batch", "/ingest/batch", (401, 401, 202, 202), {}, '[{"msg":"x"}]'
    ),
    "OTLP": Row("POST", "/v1/logs", "/v1/logs", (401, 401, 200, 200), {"content-type": "application/json"}, "{}"),
    "OTLP with a header": Row("POST", "/v1/logs", "/v1/logs", (401, 401, 403, 200), JSON | CLAIM, "{}"),
    "Loki with a header": Row(
        "POST", "/loki/api/v1/push", "/loki/api/v1/push", (401, 401, 403, 204), JSON | CLAIM, '{"streams":[]}'
    ),
    # A caller without access does not learn what else is wrong with the request.
    "malformed JSON": Row("POST", "/ingest", "/ingest", (401, 401, 400, 400), JSON, "{"),
    "a list": Row("GET", "/tenants/acme/logs", "/tenants/<tenant_id>/logs", (401, 401, 403, 200)),
    "a search": Row(
        "GET",
        "/tenants/acme/logs",
        "/tenants/<tenant_id>/logs",
        (401, 401, 403, 200),
        query={"q": "own", "level": "warn"},
    ),
    "a search by POST": Row(
        "POST",
        "/tenants/acme/logs/search",
        "/tenants/<tenant_id>/logs/search",
        (401, 401, 403, 200),
        JSON,
        '{"q":"own"}',
    ),
    "a histogram": Row(
        "GET", "/tenants/acme/logs/histogram", "/tenants/<tenant_id>/logs/histogram", (401, 401, 403, 200)
    ),
    "facets": Row("GET", "/tenants/acme/logs/facets", "/tenants/<tenant_id>/logs/facets", (401, 401, 403, 200)),
    "following": Row("GET", "/tenants/acme/logs/tail", "/tenants/<tenant_id>/logs/tail", (401, 401, 403, 200)),
    "neighbours": Row(
        "GET", "/tenants/acme/logs/log-1/context", "/tenants/<tenant_id>/logs/<log_id>/context", (401, 401, 403, 200)
    ),
    "a log": Row("GET", "/tenants/acme/logs/log-1", "/tenants/<tenant_id>/logs/<log_id>", (401, 401, 403, 200)),
    "the policy": Row("GET", "/tenants/acme/redaction", "/tenants/<tenant_id>/redaction", (401, 401, 403, 200)),
    "a preview of a policy": Row(
        "POST",
        "/tenants/acme/redaction/preview",
        "/tenants/<tenant_id>/redaction/preview",
        (401, 401, 403, 200),
        JSON,
        '{"text":"x"}',
    ),
    "no log": Row("GET", "/tenants/acme/logs/none", "/tenants/<tenant_id>/logs/<log_id>", (401, 401, 403, 404)),
    "a tenant that is none": Row("GET", "/tenants/nobody/logs", "/tenants/<tenant_id>/logs", (401, 401, 403, 403)),
    "health": Row("GET", "/healthz", "/healthz", (200, 200, 200, 200)),
    "health by HEAD": Row("HEAD", "/healthz", "/healthz", (200, 200, 200, 200)),
    "readiness": Row("GET", "/readyz", "/readyz", (200, 200, 200, 200)),
    "readiness by HEAD": Row("HEAD", "/readyz", "/readyz", (200, 200, 200, 200)),
    "readiness, as Loki's clients ask": Row("GET", "/ready", "/ready", (200, 200, 200, 200)),
    "the interface": Row("GET", "/openapi.json", "/openapi.json", (401, 401, 200, 200)),
    **{
        f"Loki's {path}": Row("GET", f"{LOKI}{path}", f"{LOKI}{route}", (401, 401, 403, 200), CLAIM)
        for path, route in {
            "/query_range?query={source=%22json%22}": "/query_range",
            "/query?query=vector(1)%2Bvector(1)": "/query",
            "/labels": "/labels",
            "/label/level/values": "/label/<name>/values",
            "/series": "/series",
            "/index/stats": "/index/stats",
            "/index/volume": "/index/volume",
            "/index/volume_range": "/index/volume_range",
            "/detected_labels": "/detected_labels",
            "/detected_fields": "/detected_fields",
        }.items()
    },
    "a count of Loki's that claims nothing": Row(
        "GET", f"{LOKI}/index/stats", f"{LOKI}/index/stats", (401, 401, 200, 200)
    ),
    "Loki's live tail": Row("GET", f"{LOKI}/tail", f"{LOKI}/tail", (401, 401, 403, 501), CLAIM),
    "what Loki is built of": Row("GET", f"{LOKI}/status/buildinfo", f"{LOKI}/status/buildinfo", (200, 200, 200, 200)),
    # The console is an empty page until it has a key.
    "the way to the console": Row("GET", "/", "/", (303, 303, 303, 303), {"accept": "text/html"}),
    "the console": Row("GET", "/console", "/console", (200, 200, 200, 200)),
    "a file of the console": Row(
        "GET", f"/console/{console_files().version}/main.js", "/console/<version>/<name>", (200, 200, 200, 200)
    ),
    "whose key it is": Row("GET", "/console/access", "/console/access", (401, 401, 200, 200)),
    # Only the embedded run has this route. The counts name no tenant.
    "the counts": Row("GET", "/metrics", "/metrics", (401, 401, 200, 200)),
}


# The logs of acme, which beta may not erase even if beta's own tenant may erase its logs.
ERASING = {
    "/tenants/<tenant_id>/logs": "/tenants/acme/logs",
    "/tenants/<tenant_id>/logs/<log_id>": "/tenants/acme/logs/log-1",
}

# Requests for administrators only, by method and path, with the status for the right key.
ADMINISTERING = {
    "/tenants": ("GET /tenants", 200),
    "/tenants/<tenant_id>/keys": ("POST /tenants/acme/keys", 201),
    "/dead-letters": ("GET /dead-letters", 200),
    "/dead-letters/redrive": ("POST /dead-letters/redrive", 200),
    "/dead-letters/<message_id>": ("GET /dead-letters/letter-1", 200),
}


@pytest.fixture
def http() -> Http:
    """Return all handlers with AUTH_MODE=key."""
    return Http()


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
@pytest.mark.parametrize("which", range(4), ids=KEYS)
def test_every_route_with_every_key(http: Http, row: Row, which: int) -> None:
    """With AUTH_MODE=key each request gets the status in the table, and only requests with a 202 are queued."""
    key = list(KEYS.values())[which]
    answer = http.answer(row.method, row.path, key, headers=row.headers, body=row.body, query=row.query)
    assert answer["statusCode"] == row.answers[which]
    assert http.tenants() == (["beta" if key == OTHERS else "acme"] if answer["statusCode"] == 202 else [])
    if answer["statusCode"] >= 400:
        if row.path.startswith("/v1/"):
            assert json.loads(answer["body"]).keys() == {"message"}
        elif row.path.startswith("/loki/"):
            assert answer["headers"]["Content-Type"].startswith("text/plain")
        else:
            assert answer["headers"]["Content-Type"] == "application/problem+json"
            assert json.loads(answer["body"])["status"] == answer["statusCode"]
        assert "acme's own" not in answer["body"]
        assert not key or key not in json.dumps(answer)
    assert (answer["headers"].get("WWW-Authenticate") == "Bearer") == (answer["statusCode"] == 401)


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_administrators_key_sends_and_reads_no_logs(http: Http, row: Row) -> None:
    """It opens only the routes that belong to no tenant; a wrong one is refused like any wrong key."""
    of_no_tenant = (
        "/console",
        "/console/<version>/<name>",
        "/console/access",
        "/healthz",
        "/readyz",
        "/ready",
        "/openapi.json",
        "/metrics",
        f"{LOKI}/status/buildinfo",
    )
    answers = [
        http.answer(row.method, row.path, key, headers=row.headers, body=row.body, query=row.query)["statusCode"]
        for key in (ADMIN, WRONG_ADMIN)
    ]
    assert answers == [303 if row.route == "/" else 200 if row.route in of_no_tenant else 403, row.answers[1]]
    assert http.tenants() == []


def test_a_foreign_log_of_a_batch_is_rejected_by_itself(http: Http) -> None:
    """The logs of the key's own tenant are queued, and others are listed as rejected.

    If there are only others, it is 403.
    """
    own, foreign = (json.dumps({"tenant_id": tenant, "text": "x"}) for tenant in ("acme", "beta"))
    mixed = http.answer("POST", "/ingest/batch", RIGHT, body=f"{foreign}\n{own}\n{foreign}")
    assert mixed["statusCode"] == 202
    answer = json.loads(mixed["body"])
    assert (answer["accepted"], [(error["index"], error["code"]) for error in answer["errors"]]) == (
        1,
        [(0, "forbidden_tenant"), (2, "forbidden_tenant")],
    )
    assert http.tenants() == ["acme"]
    refused = http.answer("POST", "/ingest/batch", RIGHT, body=f"{foreign}\n{foreign}")
    assert (refused["statusCode"], json.loads(refused["body"])["code"]) == (403, "forbidden_tenant")


def test_refusals_for_a_key_are_counted(http: Http) -> None:
    """Each ingest request that is refused for its key is counted once by its code, and each accepted log is counted."""
    for key in (None, WRONG, OTHERS, RIGHT):
        http.send(key, **CLAIM)
    assert http.metrics.counts == {
        (Metric.REFUSED, "missing_key"): 1,
        (Metric.REFUSED, "unknown_key"): 1,
        (Metric.REFUSED, "forbidden_tenant"): 1,
        (Metric.ACCEPTED, None): 1,
    }


def test_the_table_has_every_route(http: Http) -> None:
    """No route can be added without a row in the table."""
    routes: dict[Right | None, set[str]] = {Right.ERASE: set(), Right.ADMINISTER: set(), None: set()}
    for handler in (http.ingest, http.read, http.counts):
        api = handler.__self__  # type: ignore[attr-defined]  # a handler is a method of its Api
        assert isinstance(api, Api)
        for route in api._routes:  # noqa: SLF001 - there is no public list of them
            routes[route.right if route.right in routes else None].add(route.path)
    assert routes == {
        None: {row.route for row in TABLE.values()},
        Right.ERASE: ERASING.keys(),
        Right.ADMINISTER: ADMINISTERING.keys(),
    }


@pytest.mark.parametrize("asked", ADMINISTERING.values(), ids=ADMINISTERING)
@pytest.mark.parametrize("mode", AuthMode)
def test_only_administrators_administer(mode: AuthMode, asked: tuple[str, int]) -> None:
    """In either mode these routes require an administrator's key, and the refusal reveals nothing."""
    http = Http(mode)
    (method, path), status = asked[0].split(), asked[1]
    for key, expected in zip((*KEYS.values(), WRONG_ADMIN, ADMIN), (401, 401, 403, 403, 401, status), strict=True):
        answer = http.answer(method, path, key)
        assert answer["statusCode"] == expected
        assert (json.loads(answer["body"]).get("code") is None) == (key == ADMIN)
    assert "+44" not in answer["body"]


@pytest.mark.parametrize("path", ERASING.values())
@pytest.mark.parametrize(
    ("mode", "allowed", "answers"),
    [
        (AuthMode.KEY, False, (401, 401, 403, 403, 401, 202)),
        (AuthMode.KEY, True, (401, 401, 403, 202, 401, 202)),
        (AuthMode.OPEN, False, (401, 401, 403, 403, 401, 202)),
        (AuthMode.OPEN, True, (401, 401, 403, 403, 401, 202)),
    ],
)
def test_who_may_erase(path: str, mode: AuthMode, answers: tuple[int, ...], *, allowed: bool) -> None:
    """An administrator may erase; so may a tenant's own key if keys are required and the tenant allows it."""
    http = Http(mode)
    for tenant_id in ("acme", "beta"):
        found = http.registry.find(tenant_id)
        assert found
        http.registry.put(replace(found, access=replace(found.access, may_erase=allowed)))
    for key, status in zip((*KEYS.values(), WRONG_ADMIN, ADMIN), answers, strict=True):
        answer = http.answer("DELETE", path, key)
        assert answer["statusCode"] == status
        assert bool(http.registry.read("acme")) == (status == 202)
        http.registry.change("acme", lambda _: ())


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_in_open_mode_keys_are_ignored(row: Row, key: str | None) -> None:
    """With AUTH_MODE=open no request is refused for its key, and no key is looked up."""
    http = Http(AuthMode.OPEN)
    http.registry.reads = 0
    answer = http.answer(row.method, row.path, key, headers=row.headers, body=row.body, query=row.query)
    expected = {name: 400 for name in TABLE if name.endswith("claims nothing")} | {
        "a tenant that is none": 200,
        "a count of Loki's that claims nothing": 401,
    }
    name = next(name for name, other in TABLE.items() if other is row)
    assert answer["statusCode"] == expected.get(name, row.answers[3])
    # One lookup for the quota, if the tenant is known.
    assert http.registry.reads == 1 or (http.registry.reads == 0 and answer["statusCode"] != 202)


def test_both_keys_are_valid_during_a_rotation(http: Http) -> None:
    """The old key and the new key give the same access."""
    assert [http.send(key)["statusCode"] for key in (RIGHT, OLD)] == [202, 202]
    assert http.tenants() == ["acme", "acme"]


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "missing_key"),
        ("Bearer", "missing_key"),
        ("Bearer ", "missing_key"),
        (RIGHT, "missing_key"),
        (f"Basic {RIGHT}", "missing_key"),
        (basic(RIGHT, ""), "missing_key"),
        (basic("acme", f"{RIGHT}x"), "unknown_key"),
        (f"Bearer {RIGHT} {RIGHT}", "missing_key"),
        (f"Bearer {RIGHT},Bearer {OLD}", "missing_key"),
        (f"Bearer {RIGHT}x", "unknown_key"),
        (f"Bearer {RIGHT.upper()}", "unknown_key"),
        (f"Bearer {hash_api_key(RIGHT)}", "unknown_key"),
        ("Bearer é", "unknown_key"),
        (f"Bearer {write_api_key('nobody', bytes(32))}", "unknown_key"),
    ],
    ids=count(),
)
def test_an_invalid_key_is_401(http: Http, authorization: str, code: str) -> None:
    """Other schemes, two keys, a damaged key and an unknown key are 401, and the answer says what to send."""
    answer = http.answer("POST", "/ingest", headers=TEXT | {"Authorization": authorization}, body="x")
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (401, code)
    assert answer["headers"]["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ["", "grafana", "1234"])
def test_key_is_taken_as_the_password_of_basic(http: Http, name: str) -> None:
    """Grafana sends the key this way, with any user name."""
    for scheme in ("Basic", "basic"):
        authorization = basic(name, RIGHT).replace("Basic", scheme)
        answer = http.answer("POST", "/ingest", headers=TEXT | {"authorization": authorization}, body="x")
        assert answer["statusCode"] == 202
    assert http.answer("GET", "/tenants/beta/logs", headers={"authorization": basic(name, RIGHT)})["statusCode"] == 403


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_scheme_is_read_in_any_case(http: Http, scheme: str) -> None:
    """The scheme is case-insensitive, as in RFC 9110."""
    answer = http.answer("POST", "/ingest", headers=TEXT | {"AUTHORIZATION": f"{scheme} {RIGHT}"}, body="x")
    assert answer["statusCode"] == 202


def test_a_wrong_key_and_an_unknown_tenant_look_the_same(http: Http) -> None:
    """Nobody can find out by trying which tenants exist."""
    wrong, nobody = (json.loads(http.send(key)["body"]) for key in (WRONG, write_api_key("nobody", bytes(32))))
    assert wrong == nobody


def test_two_different_claims_are_400_before_403(http: Http) -> None:
    """A request that contradicts itself is refused for that reason, whatever its key."""
    answer = http.answer(
        "POST", "/ingest", RIGHT, headers=JSON | {"x-tenant-id": "beta"}, body='{"tenant_id":"acme","text":"x"}'
    )
    assert json.loads(answer["body"])["code"] == "tenant_mismatch"


def test_keys_that_cannot_be_looked_up_are_503(http: Http) -> None:
    """Nobody is admitted, and nobody is told that the key is wrong."""
    http.registry.failure = PassingError("ThrottlingException")
    for answer in (http.send(), http.answer("GET", "/tenants/acme/logs", RIGHT)):
        assert answer["statusCode"] == 503
        assert int(answer["headers"]["Retry-After"]) > 0
    assert http.answer("GET", "/healthz")["statusCode"] == 200


# Quotas


def test_the_answer_has_the_remaining_quota() -> None:
    """If a quota applies, the answer says what it is, how much remains, and until when."""
    http = Http(quota=Quota(requests=2, bytes=100))
    http.clock.advance(18)
    headers = http.send(body="x" * 30)["headers"]
    assert headers["RateLimit-Policy"] == '"requests";q=2;w=60, "bytes";q=100;w=60;qu="content-bytes"'
    assert headers["RateLimit"] == '"requests";r=1;t=42, "bytes";r=70;t=42'


@pytest.mark.parametrize("mode", list(AuthMode))
def test_a_quota_that_is_used_up_is_429(mode: AuthMode) -> None:
    """The answer says limit, usage, unit and when to try again, in whole seconds. The next minute is free again."""
    http = Http(mode, Quota(requests=2))
    http.clock.advance(18.5)
    answers = [http.send(**CLAIM) for _ in range(3)]
    assert [answer["statusCode"] for answer in answers] == [202, 202, 429]
    problem = json.loads(answers[2]["body"])
    assert problem["code"] == "quota_exceeded"
    assert problem["detail"] == "The tenant has used 3 of 2 requests in this minute. Try again in 42 s."
    assert answers[2]["headers"]["Retry-After"] == "42"
    assert answers[2]["headers"]["RateLimit"] == '"requests";r=0;t=42'
    assert len(http.queue.envelopes) == 2
    http.clock.advance(42)
    assert http.send(**CLAIM)["statusCode"] == 202


def test_tenants_do_not_use_up_each_others_quota() -> None:
    """A tenant that is over its quota does not affect the others."""
    http = Http(quota=Quota(requests=1))
    assert [http.send(RIGHT)["statusCode"] for _ in range(2)] == [202, 429]
    assert http.send(OTHERS)["statusCode"] == 202


@pytest.mark.parametrize("body", ["é" * 30, b"\xc3\xa9" * 30])
def test_bytes_are_those_that_were_sent(body: str | bytes) -> None:
    """The size of a body is that of the sent bytes, whether the gateway passes it as text or as base64."""
    http = Http(quota=Quota(bytes=100))
    answer = http.answer("POST", "/ingest", RIGHT, headers=TEXT, body=body)
    assert answer["headers"]["RateLimit"] == '"bytes";r=40;t=60'


def test_a_body_larger_than_the_whole_quota_is_413() -> None:
    """The answer does not say to retry, because the request could never pass."""
    http = Http(quota=Quota(bytes=100))
    answer = http.send(body="x" * 101)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (413, "request_over_quota")
    assert "Retry-After" not in answer["headers"]


@pytest.mark.parametrize("mode", list(AuthMode))
@pytest.mark.parametrize("path", ["/ingest", "/ingest/batch", "/v1/logs", "/loki/api/v1/push"])
def test_every_request_is_charged_once(mode: AuthMode, path: str) -> None:
    """Each request is counted once, with its inflated size, even if it is malformed, refused or a bomb."""
    text = b"x" * 10_000
    whole = gzip.compress(text)
    bomb = gzip.compress(bytes(MAX_INFLATED_BYTES + 2))
    sent: tuple[tuple[dict[str, str], bytes, int], ...] = (
        # The body as sent, and the charged size: for a damaged body the part that was read, but at least the sent size.
        ({}, text, len(text)),
        ({"content-type": "nonsense/nonsense"}, text, len(text)),
        ({"content-encoding": "gzip"}, whole, len(text)),
        ({"content-encoding": "gzip"}, whole[:-1], len(text)),
        ({"content-encoding": "gzip"}, b"nonsense", len(b"nonsense")),
        ({"content-encoding": "gzip"}, gzip.compress(b""), len(gzip.compress(b""))),
        ({"content-encoding": "nonsense"}, text, len(text)),
        ({"content-encoding": "gzip"}, bomb, MAX_INFLATED_BYTES + 1),
        ({"content-length": str(MAX_REQUEST_BYTES + 1)}, b"", 0),
    )
    for number, (headers, body, size) in enumerate(sent):
        http = Http(mode, Quota(requests=1_000, bytes=1_000_000_000))
        key = RIGHT if mode is AuthMode.KEY else None
        claim = {} if key else CLAIM
        http.answer("POST", path, key, headers={"content-type": "application/json"} | claim | headers, body=body)
        assert http.counter.used("acme") == (1, size), number


def test_a_key_of_another_tenant_is_charged_to_its_own() -> None:
    """A request that names another tenant is charged to the tenant of its key."""
    http = Http(quota=Quota(bytes=1_000))
    assert http.send(OTHERS, body="x" * 100, **CLAIM)["statusCode"] == 403
    assert (http.counter.used("acme"), http.counter.used("beta")) == ((0, 0), (1, 100))


def test_a_quota_that_is_used_up_inflates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request over the quota is refused by its size as sent, before it is inflated."""
    http = Http(quota=Quota(requests=1))
    http.send()
    monkeypatch.setattr(Request, "body", lambda _: pytest.fail("The body was read."))
    assert http.send()["statusCode"] == 429


def test_a_body_that_inflates_beyond_the_quota_is_429_or_413() -> None:
    """The status is 429 if another minute has room for it, otherwise 413. It is counted in both cases."""
    http = Http(quota=Quota(bytes=1_000))
    packed = {"content-encoding": "gzip", "content-type": "text/plain"}
    for size, status in ((600, 202), (600, 429), (1_001, 413)):
        http.clock.advance(60 if status == 413 else 0)
        body = gzip.compress(b"x" * size)
        assert http.answer("POST", "/ingest", RIGHT, headers=packed, body=body)["statusCode"] == status
    assert http.counter.used("acme") == (3, 2_201)


def test_without_a_quota_nothing_is_counted(http: Http) -> None:
    """Without a quota there are no headers, and the counter is not called."""
    headers = http.send()["headers"]
    assert not [name for name in headers if name.lower().startswith("ratelimit")]
    assert http.counter.calls == 0


def test_headers_of_one_answer_are_in_no_other() -> None:
    """The quota headers of one tenant do not appear in the answers to another."""
    http = Http(quota=Quota(requests=5))
    http.send()
    assert "RateLimit" not in http.answer("GET", "/healthz")["headers"]


def test_requests_pass_if_the_counter_fails() -> None:
    """If the counter fails, requests pass: a quota protects tenants from one another, and must not lock them out."""
    http = Http(quota=Quota(requests=1))
    http.counter.failure = PassingError("ThrottlingException")
    assert [http.send()["statusCode"] for _ in range(3)] == [202] * 3


def test_a_bad_tenant_id_is_refused_before_its_quota_is_read() -> None:
    """A bad tenant id is refused before anything is looked up."""
    http = Http(AuthMode.OPEN)
    http.registry.reads = 0
    assert http.send(None, **{"x-tenant-id": "a#b"})["statusCode"] == 400
    assert http.registry.reads == 0
