"""The view of logs: search, chart, list and live logs."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.console.conftest import NARROW, WIDE, OpenPage
from tests.console.shop import SHOP, address, send


def rows(page: Page) -> Locator:
    """Return the logs in the list."""
    return page.locator("log-list .row")


def expect_logs(page: Page, *log_ids: str) -> None:
    """Wait until the list has exactly these logs, the newest first."""
    expect(rows(page)).to_have_count(len(log_ids))
    assert [row.get_attribute("data-id") for row in rows(page).all()] == list(log_ids)


@pytest.fixture
def shop(client: Client, request: pytest.FixtureRequest) -> str:
    """Return a tenant with the logs of a shop, for one test."""
    tenant_id = re.sub("[^a-z]+", "-", str(request.node.originalname))[-60:].strip("-")
    send(client, tenant_id, SHOP)
    return tenant_id


@pytest.mark.parametrize(("size", "dark"), [(WIDE, False), (NARROW, True)])
@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_pasted_command_becomes_the_first_log(
    open_page: OpenPage, server: LocalServer, size: tuple[int, int], *, dark: bool
) -> None:
    """A tenant without logs shows a command; the log that it sends appears redacted, without a reload."""
    page = open_page(address(server, f"first-{size[0]}-{dark}"), size=size, dark=dark)
    expect(page.locator("first-log pre")).to_be_visible()
    command = page.locator("first-log pre").inner_text()
    page.evaluate("window.isSamePage = true")
    subprocess.run(["/bin/sh", "-c", command], check=True, capture_output=True, timeout=20)  # noqa: S603 - ours
    expect(page.locator("log-list .text")).to_have_text("User [PHONE] called")
    expect(page.locator("log-list .chip[data-kind=PHONE]")).to_be_visible()
    expect(page.locator("first-log")).to_be_hidden()
    assert page.evaluate("window.isSamePage")


def test_sample_logs_fill_the_page(open_page: OpenPage, server: LocalServer) -> None:
    """A button sends logs of several levels, services and kinds, which appear without a reload."""
    page = open_page(address(server, "samples"))
    page.get_by_role("button", name="Send sample logs").click()
    expect(page.locator(".counts")).to_have_text("80 logs")
    expect(page.locator("search-bar .levels [data-level=error] .count")).not_to_be_empty()
    expect(page.locator("log-histogram rect").first).to_be_visible()
    kinds = page.locator("log-list .chip").evaluate_all("chips => [...new Set(chips.map(chip => chip.dataset.kind))]")
    assert set(kinds) >= {"EMAIL", "PAYMENT_CARD"}


def test_words_narrow_the_list_and_stand_in_the_address(open_page: OpenPage, server: LocalServer, shop: str) -> None:
    """`/` focuses the search; the address contains the search, and Back undoes it."""
    page = open_page(address(server, shop))
    expect_logs(page, "paid", "slow", "declined", "timeout", "cache")
    page.keyboard.press("/")
    page.keyboard.type("-order miss")
    page.keyboard.press("Enter")
    expect_logs(page, "cache")
    assert "q=-order+miss" in page.url
    expect_logs(open_page(page.url), "cache")
    page.go_back()
    expect_logs(page, "paid", "slow", "declined", "timeout", "cache")


def test_an_expression_is_searched_for_and_a_bad_one_is_told(
    open_page: OpenPage, server: LocalServer, shop: str
) -> None:
    """With `.*` the text is a regular expression, and the server's message says what is wrong with it."""
    page = open_page(address(server, shop))
    page.get_by_role("button", name="Regular expression").click()
    page.get_by_label("Search", exact=True).fill("after [0-9]{4} ms")
    page.keyboard.press("Enter")
    expect_logs(page, "timeout")
    page.get_by_label("Search", exact=True).fill("after [0-9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("re:")


def test_levels_and_services_narrow_the_list(open_page: OpenPage, server: LocalServer, shop: str) -> None:
    """Several levels and one service can be selected, and each shows its number of logs."""
    page = open_page(address(server, shop))
    error, warn = (page.locator(f"search-bar .levels [data-level={level}]") for level in ("error", "warn"))
    expect(error.locator(".count")).to_have_text("2")
    error.click()
    expect_logs(page, "declined", "timeout")
    warn.click()
    expect_logs(page, "slow", "declined", "timeout")
    page.get_by_label("Service").select_option("checkout")
    expect_logs(page, "timeout")
    page.get_by_role("button", name="Clear filters").click()
    expect_logs(page, "paid", "slow", "declined", "timeout", "cache")


def test_an_open_log_narrows_by_its_attributes(open_page: OpenPage, server: LocalServer, shop: str) -> None:
    """A click opens a log; + keeps the logs with the same attribute, and - the logs without it."""
    page = open_page(address(server, shop))
    rows(page).nth(0).locator(".text").click()
    status = page.locator("log-details .fields > div", has_text="http.status")
    status.get_by_role("button", name="Only logs with this").click()
    expect_logs(page, "paid", "slow", "cache")
    page.get_by_role("button", name="http.status = 200").click()
    expect_logs(page, "paid", "slow", "declined", "timeout", "cache")
    page.locator("[data-id=declined] .text").click()
    page.locator("[data-id=declined] .fields > div", has_text="http.status").get_by_role(
        "button", name="without"
    ).click()
    expect_logs(page, "paid", "slow", "timeout", "cache")


def test_a_brush_over_the_chart_narrows_the_time(open_page: OpenPage, server: LocalServer, client: Client) -> None:
    """A range selected in the chart by mouse or keyboard limits the list to its time."""
    now = datetime.now(UTC)
    send(
        client,
        "brush",
        [
            {"log_id": f"minutes-{ago}", "message": "x", "timestamp": (now - timedelta(minutes=ago)).isoformat()}
            for ago in (5, 30, 55)
        ],
    )
    page = open_page(address(server, "brush"))
    expect_logs(page, "minutes-5", "minutes-30", "minutes-55")
    area = page.locator("log-histogram .area")
    expect(page.locator("log-histogram rect")).to_have_count(3)
    box = area.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=5)
    page.mouse.up()
    expect_logs(page, "minutes-30")
    page.go_back()
    expect_logs(page, "minutes-5", "minutes-30", "minutes-55")
    area.focus()
    page.keyboard.press("ArrowLeft")
    for _ in range(20):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect_logs(page, "minutes-5")


def test_a_link_to_a_log_shows_its_neighbours(open_page: OpenPage, server: LocalServer, shop: str) -> None:
    """The address of a log shows it open among its neighbours, whatever the search was before."""
    page = open_page(address(server, shop, level="error"))
    expect_logs(page, "declined", "timeout")
    rows(page).nth(0).locator(".text").click()
    page.get_by_role("link", name="Neighbours").click()
    expect_logs(page, "paid", "slow", "declined", "timeout", "cache")
    expect(page.locator("[data-id=declined] log-details")).to_be_visible()
    shared = open_page(page.url)
    expect_logs(shared, "paid", "slow", "declined", "timeout", "cache")
    expect(shared.locator("[data-id=declined] log-details")).to_be_visible()


def test_the_neighbours_of_a_log_go_on_in_both_directions(
    open_page: OpenPage, server: LocalServer, client: Client
) -> None:
    """The list starts with 50 neighbours on each side, and scrolling to an end loads more."""
    send(client, "around", [{"log_id": f"log-{number}", "message": f"log {number}"} for number in range(400)])
    page = open_page(address(server, "around", log="log-200"))
    expect(page.locator(".around")).to_contain_text("Logs around")
    expect(page.locator("[data-id=log-200] log-details")).to_be_visible()
    # The end moves away when logs are added below it, so scroll on until the last log is there.
    scroll_until_shown = """([top, id]) => {
      document.querySelector('log-list').scrollTop = top;
      return document.querySelector(id);
    }"""
    page.wait_for_function(scroll_until_shown, arg=[0, "[data-id=log-0]"])
    page.wait_for_function(scroll_until_shown, arg=[1e9, "[data-id=log-399]"])
    expect(page.locator(".counts")).to_have_text("400 logs")
    page.get_by_role("button", name="Back to the search").click()
    expect(page.locator(".around")).to_be_hidden()


def test_logs_come_by_themselves_and_wait_while_paused(
    open_page: OpenPage, server: LocalServer, client: Client
) -> None:
    """New logs appear without a reload; while the page is paused they are counted, and shown on request."""
    send(client, "live", [{"message": "before"}])
    page = open_page(address(server, "live"))
    expect(rows(page)).to_have_count(1)
    send(client, "live", [{"message": "first"}])
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("f")
    expect(page.locator(".live")).to_have_text("Paused")
    send(client, "live", [{"message": f"held {number}"} for number in range(3)])
    expect(page.locator(".more")).to_have_text("3 new")
    expect(rows(page)).to_have_count(2)
    page.locator(".more").click()
    expect(rows(page)).to_have_count(5)
    expect(page.locator(".live")).to_have_text("Live")


def test_following_goes_on_after_the_server_was_away(open_page: OpenPage, tmp_path: Path) -> None:
    """Logs that are stored after a restart of the server appear once, without a reload."""
    server = LocalServer(tmp_path, seconds_per_character=0)
    with server:
        client = Client(server.endpoint)
        send(client, "acme", [{"message": "before"}])
        page = open_page(address(server, "acme"))
        expect(rows(page)).to_have_count(1)
    expect(page.locator(".live")).to_have_text("Reconnecting")
    with server:
        client = Client(server.endpoint)
        send(client, "acme", [{"message": "after"}])
        expect(page.locator(".live")).to_have_text("Live")
        expect(rows(page)).to_have_count(2)
        send(client, "acme", [{"message": "later"}])
        expect(rows(page)).to_have_count(3)
        assert sorted(page.locator("log-list .text").all_inner_texts()) == ["after", "before", "later"]


def test_the_keyboard_moves_and_opens(open_page: OpenPage, server: LocalServer, shop: str) -> None:
    """`j` and `k` move between logs, and Enter opens the focused one."""
    page = open_page(address(server, shop))
    expect_logs(page, "paid", "slow", "declined", "timeout", "cache")
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    focused = "document.activeElement.closest('.row').dataset.id"
    assert page.evaluate(focused) == "slow"
    page.keyboard.press("Enter")
    expect(page.locator("[data-id=slow] log-details")).to_be_visible()
    assert page.evaluate(focused) == "slow"
    page.keyboard.press("Enter")
    expect(page.locator("log-details")).to_have_count(0)


def test_what_is_found_nowhere_says_what_to_try(open_page: OpenPage, server: LocalServer, client: Client) -> None:
    """Without logs in the time range, the page offers all time; without matches, it offers to clear the filters."""
    send(client, "old", [{"log_id": "old", "message": "long ago", "timestamp": "2026-01-01T00:00:00Z"}])
    page = open_page(address(server, "old"))
    page.get_by_role("button", name="Search all time").click()
    expect_logs(page, "old")
    page.get_by_label("Search", exact=True).fill("nowhere")
    page.keyboard.press("Enter")
    page.locator(".nothing").get_by_role("button", name="Clear filters").click()
    expect_logs(page, "old")
