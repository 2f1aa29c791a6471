"""The HTTP handlers with generated events, while their services work and while they fail."""

import base64
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import PassingError
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from entrypoints.http.api import Handler
from infrastructure.system.clock import SystemClock
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.examples import examples
from tests.support.ingest_api import IngestApi
from tests.support.reading import reading_of

# The requests that a gateway can pass: any text, often nearly valid.
NAMES = st.sampled_from(
    ["content-type", "x-tenant-id", "x-log-id", "x-request-id", "traceparent", "content-encoding", "content-length"]
)
VALUES = st.sampled_from(
    [
        "application/json",
        "text/plain",
        "text/plain; charset=utf-8",
        "application/json;charset",
        "acme",
        "acme,beta",
        "123",
        "identity",
        "gzip",
        "9" * 30,
    ]
)
HEADERS = st.dictionaries(NAMES | st.text(max_size=20), VALUES | st.text(), max_size=7)
PATHS = (
    st.sampled_from(["/ingest", "/healthz", "/readyz", "/openapi.json", "/tenants/acme/logs", "/tenants/acme/logs/1"])
    | st.builds("/tenants/{}/logs/{}".format, st.text(max_size=20), st.text(max_size=20))
    | st.text().map("/{}".format)
)
METHODS = st.sampled_from(["GET", "POST", "HEAD", "PUT", "PROPFIND"]) | st.text(min_size=1, max_size=10)
QUERIES = st.dictionaries(st.sampled_from(["limit", "since", "until", "cursor"]) | st.text(), st.text(), max_size=4)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=10,
)

DOCUMENTS = st.dictionaries(
    st.sampled_from(["tenant_id", "log_id", "text", "attributes"]) | st.text(), JSON_VALUES, max_size=6
).map(json.dumps)
BODIES = st.none() | st.binary() | st.text() | DOCUMENTS | DOCUMENTS.map(lambda body: body[:-1])

_ANSWERS = {200, 202, 400, 404, 405, 413, 415}


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(method=METHODS, path=PATHS, headers=HEADERS, body=BODIES, query=QUERIES, broken=st.booleans())
def test_every_event_has_an_answer(  # noqa: PLR0913 - one argument for each part of a request
    method: str,
    path: str,
    headers: dict[str, str],
    body: str | bytes | None,
    query: dict[str, str],
    *,
    broken: bool,
) -> None:
    """No event raises an error or gets 500; 503 occurs only while a service fails, with Retry-After."""
    event = http_event(method, path, headers=headers, body=body, query=query)
    for handler in handlers(broken=broken):
        check(handler(event, None), broken=broken)


@settings(max_examples=examples(100))
@given(st.text(), HEADERS)
def test_every_base64_has_an_answer(claimed: str, headers: dict[str, str]) -> None:
    """A body that the gateway marks as base64 is decoded strictly or refused."""
    event = http_event("POST", "/ingest", headers=headers, body="x") | {"body": claimed, "isBase64Encoded": True}
    check(handlers(broken=False)[0](event, None), broken=False)


@settings(max_examples=examples(100))
@given(st.binary(max_size=200), st.sampled_from(["application/json", "text/plain"]))
def test_bytes_that_are_no_utf8_are_400(body: bytes, content_type: str) -> None:
    """Invalid bytes are neither replaced nor removed."""
    try:
        body.decode()
    except UnicodeDecodeError:
        event = http_event("POST", "/ingest", headers={"content-type": content_type, "x-tenant-id": "acme"}, body="x")
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        answer = handlers(broken=False)[0](event, None)
        assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "malformed_utf8")


def handlers(*, broken: bool) -> tuple[Handler, Handler]:
    """Return the handlers for sending and reading over fakes, which fail if `broken`."""
    queue, repository = InMemoryLogQueue(), InMemoryLogRepository()
    if broken:
        queue.failure = RuntimeError("unforeseen")
        repository.failure = PassingError()
    return (
        IngestApi(queue).handler,
        read_handler(reading_of(repository, SystemClock()), authenticate=anyone),
    )


def check(answer: dict[str, Any], *, broken: bool) -> None:
    """Check that the answer is a known one, and can be sent."""
    status, headers = answer["statusCode"], answer["headers"]
    assert status in (_ANSWERS | {503} if broken else _ANSWERS)
    assert (status == 503) is ("Retry-After" in headers)
    assert isinstance(json.loads(answer["body"]), dict)
    assert headers["X-Request-Id"]
    for name, value in headers.items():
        f"{name}: {value}".encode("latin-1")
        assert value.isprintable()
