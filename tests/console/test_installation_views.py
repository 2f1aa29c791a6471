"""The views of an installation: health, redaction and tenants."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.console.conftest import OpenPage
from tests.console.installation import Installation, open_gate, prepare
from tests.console.shop import SOON_SECONDS, address, send, texts


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return an installation in open mode, for tests that each change another part of it."""
    folder = tmp_path_factory.mktemp("installation")
    admin, acme = prepare(folder)
    with LocalServer(folder, seconds_per_character=0) as server:
        yield Installation(server, admin, acme)


def test_health_tells_what_happens(open_page: OpenPage, installation: Installation) -> None:
    """Counts, times and kinds are updated without a reload."""
    client = Client(installation.server.endpoint)
    page = open_page(address(installation.server, "acme", "health"))
    tiles = page.locator(".tile")
    expect(tiles.filter(has_text="Dead letters").locator(".value")).to_have_text("1")
    send(client, "gamma", [{"message": "call 555-0199"}] * 3)
    client.request("POST", "/ingest", body="{", headers={"Content-Type": "application/json"})
    expect(tiles.filter(has_text="Accepted").locator(".value")).to_have_text("3")
    expect(tiles.nth(1).locator(".value")).to_have_text("3")
    expect(tiles.filter(has_text="Time until stored")).to_contain_text("95 % within")
    expect(page.locator(".reasons tr", has_text="malformed_json")).to_contain_text("1")
    expect(page.locator(".reasons tr", has_text="PHONE")).to_contain_text("3")


def test_dead_letters_are_shown_redacted_and_sent_home(open_page: OpenPage, installation: Installation) -> None:
    """An administrator's key shows dead letters, redacted; after they are queued again, their logs are stored."""
    page = open_page(address(installation.server, "acme", "health"))
    expect(page.get_by_label("Administrator's key")).to_be_visible()
    open_gate(page, installation.acme_key)
    expect(page.get_by_role("alert").filter(has_text="not an administrator")).to_be_visible()
    open_gate(page, installation.admin_key)
    letter = page.locator("dead-letters tbody tr").first
    expect(letter).to_contain_text("item_refused")
    letter.get_by_role("button", name="Show").click()
    expect(page.locator("dead-letters pre")).to_contain_text("call [PHONE]")
    page.get_by_role("button", name="Queue all 1 again").click()
    expect(page.locator("dead-letters")).to_contain_text("None. All accepted")
    client = Client(installation.server.endpoint)
    assert poll(lambda: texts(client, "acme") or None, SOON_SECONDS) == ["call [PHONE]"]


def test_a_changed_policy_is_compared_before_it_is_saved(open_page: OpenPage, installation: Installation) -> None:
    """The preview shows what is redacted and by which rule, and the difference that a changed policy makes."""
    client = Client(installation.server.endpoint)
    send(client, "beta", [{"message": "mail jane@example.com"}] * 2)
    page = open_page(address(installation.server, "beta", "redaction"))
    expect(page.locator(".kinds li")).to_contain_text("EMAIL")
    expect(page.locator(".kinds .number")).to_have_text("2")
    page.get_by_label("Text", exact=True).fill("😀 mail jane@example.com from 203.0.113.7")
    preview = page.locator(".preview").first
    expect(preview.locator("del")).to_have_text(["jane@example.com"])
    expect(preview.locator("pre").nth(1)).to_have_text("😀 mail [EMAIL] from 203.0.113.7")
    policy = page.get_by_label("Policy", exact=True)
    policy.fill('{"version": "next", "kinds": {"EMAIL": "keep", "IP_ADDRESS": "mask"}}')
    expect(page.locator(".changes li")).to_have_count(2)
    expect(page.locator(".changes li").nth(0)).to_contain_text("+IP_ADDRESS 203.0.113.7")
    expect(page.locator(".changes li").nth(1)).to_contain_text("\N{MINUS SIGN}EMAIL jane@example.com")
    policy.fill('{"kinds": {"EMAIL": "shred"}}')
    expect(page.get_by_role("alert").filter(has_text="EMAIL")).to_be_visible()
    page.get_by_role("button", name="Back to the policy in force").click()
    expect(page.locator(".preview")).to_have_count(1)
    assert len(texts(client, "beta")) == 2


def test_a_key_is_rotated(open_page: OpenPage, installation: Installation) -> None:
    """Tenants are listed with quota and retention, and a new key is shown only once."""
    page = open_page(address(installation.server, "acme", "tenants"))
    open_gate(page, installation.admin_key)
    acme, beta = (page.locator("tenants-view tbody tr", has_text=name) for name in ("acme", "beta"))
    expect(acme).to_contain_text("of 600")
    expect(beta).to_contain_text("90 days")
    page.get_by_role("button", name="Rotate key of acme").click()
    page.get_by_role("button", name="Create a new key").click()
    key = page.locator("dialog .key").inner_text()
    assert key.startswith("alp_acme_")
    page.get_by_role("button", name="Done").click()
    expect(acme.locator("td").nth(4)).to_have_text("2")
    page.reload()
    assert key not in page.content()


def test_in_key_mode_an_administrator_sees_no_logs(open_page: OpenPage, tmp_path: Path) -> None:
    """An administrator's key shows health and tenants; logs require a tenant's key as well."""
    admin, acme = prepare(tmp_path)
    with LocalServer(tmp_path, seconds_per_character=0, environment={"AUTH_MODE": "key"}) as server:
        page = open_page(address(server, "acme", "tenants"))
        page.get_by_label("API key").fill(admin)
        page.get_by_role("button", name="Open").click()
        expect(page.locator("tenants-view tbody tr")).to_have_count(2)
        page.get_by_role("link", name="Health").click()
        expect(page.locator("dead-letters tbody tr").first).to_contain_text("item_refused")
        page.get_by_role("link", name="Logs").click()
        page.get_by_label("API key").fill(acme)
        page.get_by_role("button", name="Open").click()
        expect(page.locator("first-log")).to_be_visible()
        page.get_by_role("link", name="Tenants").click()
        expect(page.locator("tenants-view tbody tr")).to_have_count(2)
