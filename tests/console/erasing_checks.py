"""Erasing with the console, which waits a minute until all workers have noticed."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.console.conftest import OpenPage
from tests.console.installation import open_gate, prepare
from tests.console.shop import address, send, texts


@pytest.mark.timeout(240)
def test_logs_are_erased_with_a_receipt(open_page: OpenPage, tmp_path: Path) -> None:
    """Logs are erased only after the tenant's name is typed, and the receipt states their number."""
    admin, _ = prepare(tmp_path)
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        send(client, "acme", [{"message": f"log {number}"} for number in range(5)])
        page = open_page(address(server, "acme", "tenants"))
        open_gate(page, admin)
        page.get_by_role("button", name="Erase logs of acme").click()
        erase = page.get_by_role("button", name="Erase permanently")
        expect(erase).to_be_disabled()
        page.get_by_label("Type the tenant's name").fill("acme")
        erase.click()
        receipt = page.locator("dialog .receipt")
        expect(receipt).to_be_visible(timeout=150_000)
        expect(receipt.locator("div", has_text="Logs")).to_contain_text("5")
        expect(receipt).to_contain_text("Receipt")
        assert texts(client, "acme") == []
