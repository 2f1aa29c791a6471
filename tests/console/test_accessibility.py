"""Accessibility of the console, checked with axe (https://github.com/dequelabs/axe-core)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.console.conftest import NARROW, WIDE, OpenPage
from tests.console.installation import Installation, open_gate, prepare
from tests.console.shop import SHOP, address, send

AXE = Path(__file__).with_name("node") / "node_modules" / "axe-core" / "axe.min.js"
RUN = "async () => (await axe.run()).violations.map(each => [each.id, ...each.nodes.map(node => node.html)])"

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core, which `make test-browser` installs by npm")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return a server with logs of acme only."""
    folder = tmp_path_factory.mktemp("installation")
    admin, acme = prepare(folder)
    with LocalServer(folder, seconds_per_character=0) as server:
        send(Client(server.endpoint), "acme", [*SHOP, {"level": "fatal", "message": "mail jane@example.com"}])
        yield Installation(server, admin, acme)


def open_view(open_page: OpenPage, installation: Installation, view: str, size: tuple[int, int], *, dark: bool) -> Page:
    """Open the view with all of its parts."""
    tenant_id, _, of_tenant = view.rpartition(" ")
    page = open_page(address(installation.server, tenant_id or "acme", of_tenant), size=size, dark=dark)
    if view == "logs":
        page.locator("[data-id=declined] .text").click()
        expect(page.locator("log-details")).to_be_visible()
        expect(page.locator("log-histogram rect").first).to_be_visible()
    elif view == "nobody logs":
        expect(page.locator("first-log")).to_be_visible()
    elif view == "redaction":
        expect(page.locator(".preview")).to_be_visible()
    else:
        open_gate(page, installation.admin_key)
        expect(page.locator("tbody tr").first).to_be_visible()
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("view", ["logs", "nobody logs", "health", "redaction", "tenants"])
def test_axe_finds_nothing(
    open_page: OpenPage, installation: Installation, view: str, size: tuple[int, int], *, dark: bool
) -> None:
    """No view violates a rule of axe, in both themes, on a large screen and on a phone."""
    page = open_view(open_page, installation, view, size, dark=dark)
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN) == []
    # Nothing is wider than the screen.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_motion_is_for_those_who_want_it(open_page: OpenPage, installation: Installation) -> None:
    """Nothing is animated for users who have asked their system for less motion."""
    for still, names in ((True, "none"), (False, "breathe")):
        page = open_page(address(installation.server, "acme"), still=still)
        expect(page.locator(".live[data-state=live]")).to_be_visible()
        assert page.locator(".live").evaluate("e => getComputedStyle(e, '::before').animationName") == names


def test_new_logs_are_told_once_in_a_while(open_page: OpenPage, installation: Installation) -> None:
    """A live region announces the number of new logs, but not their texts."""
    page = open_page(address(installation.server, "spoken"))
    expect(page.locator("first-log")).to_be_visible()
    send(Client(installation.server.endpoint), "spoken", [{"message": f"log {number}"} for number in range(20)])
    status = page.get_by_role("status").filter(has_text="new logs")
    expect(status).to_have_count(1)
    assert "log 1" not in status.inner_text()


def test_focus_is_seen(open_page: OpenPage, installation: Installation) -> None:
    """Every element that the Tab key reaches has a visible outline."""
    page = open_page(address(installation.server, "acme"))
    expect(page.locator("log-list .row").first).to_be_visible()
    outlines = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        outlines.add(
            page.evaluate(
                "[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle].join()"
            )
        )
    assert {outline.split(",")[1] for outline in outlines if not outline.startswith("BODY")} == {"solid"}
