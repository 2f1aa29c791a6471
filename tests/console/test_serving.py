"""The HTTP answers of the console."""

import re
import sys
from pathlib import Path

import pytest

from entrypoints.handlers.console.files import FOLDER
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

MOST_BYTES = 150_000
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_the_root_leads_browsers_to_the_console(client: Client) -> None:
    """`/` redirects browsers to the console, and is 404 for programs."""
    answer = client.request("GET", "/", headers=BROWSER)
    assert (answer.status, answer.headers["Location"]) == (303, "/console")
    assert client.get("/").status == 404


def test_the_page_and_its_files_are_served_with_a_strict_policy(client: Client) -> None:
    """The policy forbids inline and foreign scripts and frames; files have their hash in the path and are cached."""
    page = client.request("GET", "/console", headers=BROWSER)
    assert page.status == 200
    names = re.findall(r'(?:href|src)="(/console/[0-9a-f]{16}/[a-z-]+\.(?:js|css|svg))"', page.body.decode())
    assert {name.rpartition("/")[2] for name in names} == {path.name for path in FOLDER.iterdir()} - {"index.html"}
    for answer in (page, *map(client.get, names)):
        assert answer.status == 200
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert policy["require-trusted-types-for"] == "'script'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == (
            "no-store" if answer is page else "public, max-age=31536000, immutable"
        )


def test_a_page_answers_head_as_get_without_its_body(client: Client) -> None:
    """HEAD answers like GET without a body, for the page, its files and the redirect."""
    page = client.request("GET", "/console", headers=BROWSER)
    (script,) = re.findall(r'src="(/console/[0-9a-f]{16}/[a-z-]+\.js)"', page.body.decode())
    for path in ("/", "/console", script):
        by_get, by_head = (client.request(method, path, headers=BROWSER) for method in ("GET", "HEAD"))
        assert (by_head.status, by_head.body) == (by_get.status, b"")
        assert by_head.headers["Content-Length"] == by_get.headers["Content-Length"]
        assert by_head.headers["Cache-Control"] == by_get.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/console/0123456789abcdef/main.js", "/console/x/../files.py", "/console/x/y/z"])
def test_nothing_else_is_served(client: Client, path: str) -> None:
    """Files of another version or folder are not found."""
    assert client.get(path).status == 404


def test_a_page_of_elsewhere_cannot_read_who_may_come_in(client: Client) -> None:
    """The page's first request is refused for foreign origins and hosts, like every route."""
    access = client.get("/console/access").json_object()
    assert access == {"tenant_id": None, "rights": ["ingest", "read", "see_service"], "streams": True}
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.request("GET", "/console/access", headers=headers).status == 403


def test_the_console_is_small() -> None:
    """All files of the console together have at most 150,000 bytes."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MOST_BYTES


def test_the_server_tells_its_console_and_opens_it(tmp_path: Path) -> None:
    """The start message has the console's address, and --open opens it in the browser of the environment."""
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\nimport sys\nopen({str(opened)!r}, 'w').write(sys.argv[1])\n")
    browser.chmod(0o700)
    with LocalServer(
        tmp_path, seconds_per_character=0, environment={"BROWSER": str(browser)}, flags=["--open"]
    ) as server:
        url = f"http://localhost:{server.endpoint.rpartition(':')[2]}/console"
        assert url in server.output.read_text()
        assert poll(lambda: (opened.read_text() or None) if opened.is_file() else None, 20) == url
