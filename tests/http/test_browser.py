"""Requests that a real browser lets a page send to the server."""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# The second name is also this machine's, as if the name of a page had been resolved again.
RULES = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")


class Page(BaseHTTPRequestHandler):
    """An empty page."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>a page</title>")

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is the library's
        """Print nothing."""


@pytest.fixture(scope="module")
def pages() -> Iterator[int]:
    """Return the port of a server of pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the browser of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, RULES])
        yield browser
        browser.close()


def stored(client: Client, tenant_id: str) -> list[str]:
    """Return a tenant's stored texts."""
    return [log["text"] for log in client.get(f"/tenants/{tenant_id}/logs").json_object()["logs"]]


def send_from(browser: Browser, page_url: str, server: LocalServer, tenant_id: str) -> None:
    """Send a log from a page in each way that needs no permission (no preflight)."""
    line = json.dumps({"tenant_id": tenant_id, "text": "from the page"})
    page = browser.new_page()
    page.goto(page_url)
    page.evaluate(
        """async ([url, line]) => {
            const send = {method: 'POST', body: line, mode: 'no-cors', headers: {'Content-Type': 'text/plain'}};
            await fetch(url, send).catch(() => null);
            navigator.sendBeacon(url, line);
        }""",
        [f"{server.endpoint}/ingest/batch", line],
    )
    with page.expect_navigation():
        page.evaluate(
            """([url, line]) => {
                const form = document.createElement('form');
                form.method = 'POST'; form.action = url; form.enctype = 'text/plain';
                const field = document.createElement('input');
                // A form of plain text sends name=value.
                const half = line.indexOf('from');
                field.name = line.slice(0, half); field.value = line.slice(half);
                form.append(field); document.body.append(form); form.submit();
            }""",
            [f"{server.endpoint}/ingest/batch", line],
        )
    page.close()


@pytest.mark.parametrize("name", ["evil.example", "localhost", "127.0.0.1"])
def test_a_foreign_page_sends_no_log(browser: Browser, pages: int, server: LocalServer, name: str) -> None:
    """No script, beacon or form of a page on another host, or on another port of this machine, can send a log."""
    client = Client(server.endpoint)
    tenant_id = f"from-{name}"
    send_from(browser, f"http://{name}:{pages}/", server, tenant_id)
    # Logs sent earlier are stored earlier, so none of them can still be queued.
    client.post_text("a marker", tenant_id)
    assert poll(lambda: stored(client, tenant_id) or None, 30)
    assert stored(client, tenant_id) == ["a marker"]


def test_a_page_cannot_read_by_dns_rebinding(browser: Browser, server: LocalServer) -> None:
    """A page whose name is resolved to this machine later cannot read from the server (DNS rebinding)."""
    port = server.endpoint.rpartition(":")[2]
    page = browser.new_page()
    answer = page.goto(f"http://evil.example:{port}/tenants/acme/logs")
    assert answer
    assert (answer.status, answer.json()["code"]) == (403, "foreign_host")
    page.close()


def test_a_link_on_a_foreign_page_leads_to_a_log(browser: Browser, pages: int, server: LocalServer) -> None:
    """A user who follows the link sees the log."""
    page = browser.new_page()
    page.goto(f"http://evil.example:{pages}/")
    with page.expect_navigation() as navigation:
        page.evaluate(
            "url => { const a = document.createElement('a'); a.href = url; document.body.append(a); a.click(); }",
            f"{server.endpoint}/tenants/acme/logs",
        )
    answer = navigation.value
    assert answer
    assert answer.status == 200
    assert answer.request.headers.get("sec-fetch-site", "cross-site") == "cross-site"
    page.close()


def test_the_servers_own_pages_may_send(browser: Browser, server: LocalServer) -> None:
    """A script of the same origin is answered, and can read the answer."""
    page = browser.new_page()
    page.goto(f"{server.endpoint}/healthz")
    status = page.evaluate(
        """async () => (await fetch('/ingest', {
            method: 'POST', body: 'own', headers: {'Content-Type': 'text/plain', 'X-Tenant-ID': 'own'}})).status"""
    )
    assert status == 202
    page.close()


# More than two minutes' quotas of one request each allow.
SEND_UNTIL_REFUSED = """async ([url, key]) => {
    const answers = [];
    for (let number = 0; number < 3; number++) {
        try {
            const answer = await fetch(url, {
                method: 'POST', body: JSON.stringify({text: 'from the page'}),
                headers: {'Content-Type': 'application/json', 'Authorization': `Bearer ${key}`}});
            answers.push([answer.status, (await answer.json()).code, answer.headers.get('Retry-After')]);
        } catch (error) {
            answers.push([0, error.name, null]);
        }
    }
    return answers;
}"""


def test_an_allowed_page_sends_with_its_key_and_reads_that_its_quota_is_used_up(
    browser: Browser, pages: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page reads 202 and 429 after the browser's preflight; a page of another origin cannot send."""
    assert main(["tenants", "create", "acme", "--requests-per-minute", "1", "--data", str(tmp_path / "data")]) == 0
    key = capsys.readouterr().out.split()[-1]
    environment = {"AUTH_MODE": "key", "ALLOWED_ORIGINS": f"http://localhost:{pages}"}
    with LocalServer(tmp_path, seconds_per_character=0, environment=environment) as server:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{pages}/")
        foreign = page.evaluate(SEND_UNTIL_REFUSED, [f"{server.endpoint}/ingest", key])
        assert foreign == [[0, "TypeError", None]] * 3
        page.goto(f"http://localhost:{pages}/")
        answers = page.evaluate(SEND_UNTIL_REFUSED, [f"{server.endpoint}/ingest", key])
        page.close()
    assert answers[0] == [202, None, None]
    status, code, retry_after = answers[-1]
    assert (status, code) == (429, "quota_exceeded")
    assert 0 < int(retry_after) <= 60
