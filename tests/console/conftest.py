"""Fixtures: a browser, a server, and pages whose errors are collected."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SOON_MILLISECONDS = 20_000
WIDE, NARROW = (1440, 900), (390, 844)
# Both run before any script of the page: the first tells what the policy has refused, the second what a log has run.
WATCH = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
    window.sentinel = [];
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests that need a browser if there is none."""
    if CHROMIUM is None:
        for item in items:
            if "console/" in str(item.path) and "open_page" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason="needs chromium: apt-get install chromium"))


@dataclass
class WatchedPages:
    """Opens pages and collects their errors, violations of the content policy, and requests to other origins."""

    browser: Browser
    pages: list[Page] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(
        self, url: str, *, size: tuple[int, int] = WIDE, dark: bool = False, still: bool = True, time_zone: str = "UTC"
    ) -> Page:
        """Open a page at this address, in a session of its own."""
        page = self.browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
            timezone_id=time_zone,
        )
        page.set_default_timeout(SOON_MILLISECONDS)
        page.add_init_script(WATCH)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        origin = "/".join(url.split("/")[:3])
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(f"{origin}/") else self.faults.append(f"asked {request.url}")
            ),
        )
        page.goto(url)
        self.pages.append(page)
        return page

    def close(self) -> None:
        """Close all pages and raise AssertionError if one of them had a fault."""
        for page in self.pages:
            self.faults += [f"refused: {violation}" for violation in page.evaluate("window.violations")]
            self.faults += [f"a log ran: {each}" for each in page.evaluate("window.sentinel")]
            page.context.close()
        assert self.faults == []


OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the browser, for one module: while it is open, nothing else in the process can run asyncio."""
    expect.set_options(timeout=SOON_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens pages, and check that none had an error, a violation or a foreign request."""
    pages = WatchedPages(browser)
    yield pages.open
    pages.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return an embedded run with default settings, without simulated work."""
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0) as server:
        yield server


@pytest.fixture
def client(server: LocalServer) -> Client:
    """Return a client of the server."""
    return Client(server.endpoint)
