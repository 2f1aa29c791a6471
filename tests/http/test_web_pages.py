"""The web pages that may use the server, and the headers for browsers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from entrypoints.settings import parse_origins
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer

ALLOWED = "https://logs.example.com,http://localhost:3000"
TEXT = {"Content-Type": "text/plain", "X-Tenant-ID": "acme"}
VISIT = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server with two allowed origins."""
    environment = {"ALLOWED_ORIGINS": ALLOWED}
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0, environment=environment) as server:
        yield server


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, ""),
        ({"Host": "localhost"}, ""),
        ({"Host": "LocalHost:80"}, ""),
        ({"Host": "127.8.9.10:80"}, ""),
        ({"Host": "[::1]:80"}, ""),
        ({"Host": "logs.example.com"}, ""),
        ({"Host": "evil.example"}, "foreign_host"),
        ({"Host": "evil.example:8000"}, "foreign_host"),
        ({"Host": "127.0.0.1.evil.example"}, "foreign_host"),
        ({"Host": "192.0.2.1"}, "foreign_host"),
        ({"Host": "localhost/"}, "foreign_host"),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, ""),
        ({"Host": "logs.example.com", "Origin": "https://logs.example.com"}, ""),
        ({"Origin": "https://logs.example.com", "Sec-Fetch-Site": "cross-site"}, ""),
        ({"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"}, ""),
        ({"Origin": "http://evil.example"}, "foreign_page"),
        ({"Origin": "http://localhost:3001", "Sec-Fetch-Site": "same-site"}, "foreign_page"),
        ({"Host": "localhost:8000", "Origin": "http://localhost"}, "foreign_page"),
        ({"Origin": "http://logs.example.com"}, "foreign_page"),
        ({"Origin": "https://logs.example.com.evil.example"}, "foreign_page"),
        ({"Origin": "null"}, "foreign_page"),
        ({"Origin": ""}, "foreign_page"),
        ({"Sec-Fetch-Site": "none"}, ""),
        ({"Sec-Fetch-Site": "same-origin"}, ""),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign_page"),
        ({"Sec-Fetch-Site": "same-site"}, "foreign_page"),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, "foreign_page"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_own_and_allowed_pages_are_admitted(
    server: LocalServer, method: str, headers: dict[str, str], code: str
) -> None:
    """A foreign Host, Origin or Sec-Fetch-Site gets 403 with a code for each, for reading and for sending."""
    client = Client(server.endpoint)
    if method == "GET":
        answer = client.request("GET", "/tenants/acme/logs", headers=headers)
    else:
        answer = client.request("POST", "/ingest", body="x", headers=TEXT | headers)
    if code:
        assert (answer.status, answer.json_object()["code"]) == (403, code)
    else:
        assert answer.status == (200 if method == "GET" else 202)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", VISIT, 200),
        ("GET", VISIT | {"Sec-Fetch-Dest": "iframe"}, 403),
        ("POST", VISIT, 403),
        ("GET", VISIT | {"Host": "evil.example"}, 403),
    ],
)
def test_a_link_may_be_followed(server: LocalServer, method: str, headers: dict[str, str], status: int) -> None:
    """Following a link from another site's page is answered, but not a form or a frame of that page."""
    answer = Client(server.endpoint).request(method, "/tenants/acme/logs", headers=headers)
    assert answer.status == status


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.fixture(scope="module")
def key_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server that requires keys, with two allowed origins."""
    environment = {"ALLOWED_ORIGINS": ALLOWED, "AUTH_MODE": "key"}
    with LocalServer(tmp_path_factory.mktemp("keys"), seconds_per_character=0, environment=environment) as server:
        yield server


@pytest.mark.parametrize("mode", ["server", "key_server"])
@pytest.mark.parametrize("origin", ALLOWED.split(","))
def test_an_allowed_pages_preflight_is_answered(request: pytest.FixtureRequest, mode: str, origin: str) -> None:
    """With and without keys, the browser learns what the page may send, without sending a key."""
    server: LocalServer = request.getfixturevalue(mode)
    answer = Client(server.endpoint).request("OPTIONS", "/ingest", headers=PREFLIGHT | {"Origin": origin})
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Methods"].split(",") == ["GET", "HEAD", "POST"]
    assert {"authorization", "content-type", "x-tenant-id"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(",")
    )
    assert answer.headers["Access-Control-Max-Age"] == "600"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    ("mode", "headers", "status"),
    [
        ("server", PREFLIGHT | {"Origin": "http://evil.example"}, 403),
        ("key_server", PREFLIGHT | {"Origin": "http://evil.example"}, 405),
        ("key_server", PREFLIGHT, 405),
        ("server", {"Origin": "http://localhost:3000"}, 405),
    ],
)
def test_only_preflights_are_answered_as_such(
    request: pytest.FixtureRequest, mode: str, headers: dict[str, str], status: int
) -> None:
    """A foreign page's preflight is refused, and any other OPTIONS request is a wrong method."""
    server: LocalServer = request.getfixturevalue(mode)
    answer = Client(server.endpoint).request("OPTIONS", "/ingest", headers=headers)
    assert answer.status == status
    assert "Access-Control-Allow-Methods" not in answer.headers


@pytest.mark.parametrize(
    ("mode", "asked", "body", "status"),
    [
        ("server", "GET /healthz", None, 200),
        ("server", "GET /tenants/acme/logs", None, 200),
        ("server", "POST /ingest", "x", 202),
        ("server", "POST /ingest", "", 400),
        ("server", "GET /nowhere", None, 404),
        ("server", "POST /ingest", b"x" * (4 * 1024 * 1024 + 1), 413),
        ("key_server", "POST /ingest", "x", 401),
    ],
)
def test_an_allowed_page_may_read_every_answer(
    request: pytest.FixtureRequest, mode: str, asked: str, body: str | bytes | None, status: int
) -> None:
    """Errors name the page's origin like successful answers, and other origins are never named."""
    server: LocalServer = request.getfixturevalue(mode)
    client, (method, path) = Client(server.endpoint), asked.split()
    answer = client.request(method, path, body=body, headers=TEXT | {"Origin": "http://localhost:3000"})
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "retry-after" in answer.headers["Access-Control-Expose-Headers"].split(",")
    assert answer.headers["Vary"] == "Origin"
    for origin in ({}, {"Origin": "http://evil.example"}):
        other = client.request(method, path, body=body, headers=TEXT | origin)
        assert "Access-Control-Allow-Origin" not in other.headers
        assert other.headers["Vary"] == "Origin"


def test_any_page_may_send_requests_if_keys_are_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Origin and host do not matter if a key is required, because browsers do not add a key by themselves."""
    monkeypatch.setenv("AUTH_MODE", "key")
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        foreign = {"Host": "evil.example", "Origin": "http://evil.example"}
        healthy = client.request("GET", "/healthz", headers=foreign)
        assert (healthy.status, healthy.headers.get("Vary")) == (200, None)
        assert client.request("GET", "/tenants/acme/logs", headers=foreign).status == 401


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("http://localhost:3000", ("http://localhost:3000",)),
        (
            " HTTP://Logs.Example.com:80 , https://a:443,https://[::1]:8443 ",
            ("http://logs.example.com", "https://a", "https://[::1]:8443"),
        ),
    ],
)
def test_origins_are_read_as_browsers_write_them(text: str, origins: tuple[str, ...]) -> None:
    """Origins are read in lower case and without the default port of the scheme."""
    assert parse_origins(text) == origins


@pytest.mark.parametrize(
    "text", ["*", "null", "localhost", "ftp://a", "http://a/", "http://a b", "http://u@a", "http://a:x"]
)
def test_an_invalid_origin_is_refused(text: str) -> None:
    """A setting that would match nothing, or too much, is an error."""
    with pytest.raises(ValueError, match="is not an origin"):
        parse_origins(text)
