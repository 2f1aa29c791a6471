"""The console of a server that requires keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.api_key import write_api_key
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.console.conftest import OpenPage
from tests.console.installation import printed
from tests.console.shop import address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the server's folder."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def key(folder: Path) -> str:
    """Return a key of acme."""
    return printed("tenants", "create", "acme", "--data", str(folder / "data"))


@pytest.fixture(scope="module")
def key_server(folder: Path, key: str) -> Iterator[LocalServer]:
    """Return a server that asks for keys, with one log of acme."""
    with LocalServer(folder, seconds_per_character=0, environment={"AUTH_MODE": "key"}) as server:
        client, headers = Client(server.endpoint), {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
        client.request("POST", "/ingest", body="acme's own", headers=headers).expect_status(202)
        assert poll(
            lambda: client.request("GET", "/tenants/acme/logs", headers=headers).json_object()["logs"] or None, 30
        )
        yield server


def test_the_key_decides_what_is_seen(open_page: OpenPage, key_server: LocalServer, key: str) -> None:
    """A wrong key shows nothing; a valid one shows its own tenant's logs live, whatever tenant the address names."""
    page = open_page(address(key_server, "beta"))
    page.get_by_label("API key").fill(write_api_key("acme", bytes(32)))
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("is not valid")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Open").click()
    expect(page.locator("log-list .text")).to_have_text("acme's own")
    expect(page.locator(".live")).to_have_text("Live")
    assert "tenant=acme" in page.url


@pytest.mark.parametrize("kept", [False, True])
def test_a_key_is_kept_no_longer_than_is_wished(
    open_page: OpenPage, key_server: LocalServer, key: str, *, kept: bool
) -> None:
    """The key is in no address and no permanent storage; a reload asks for it again unless the tab keeps it."""
    page = open_page(address(key_server, "acme"))
    page.get_by_label("API key").fill(key)
    if kept:
        page.get_by_label("Keep it").check()
    page.get_by_role("button", name="Open").click()
    expect(page.locator("log-list .text")).to_have_text("acme's own")
    stored = page.evaluate("[location.href, document.cookie, JSON.stringify(localStorage)].join()")
    assert key not in stored
    page.reload()
    if kept:
        expect(page.locator("log-list .text")).to_have_text("acme's own")
        page.get_by_role("button", name="Forget the key").click()
        page.reload()
    expect(page.get_by_label("API key")).to_be_visible()
