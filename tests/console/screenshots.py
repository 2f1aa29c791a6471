"""`make screenshots`: pictures of each view in both themes, for the documentation."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.console.conftest import CHROMIUM, FLAGS, NARROW, SOON_MILLISECONDS
from tests.console.installation import Installation, open_gate, prepare
from tests.console.shop import address, send

FOLDER = Path(__file__).parents[2] / "docs" / "console"
MOST_BYTES = 150_000
SIZE = (1200, 750)


def logs(page: Page) -> None:
    """Show the sample logs with one of them open."""
    page.get_by_role("button", name="Send sample logs").click()
    expect(page.locator(".counts")).to_have_text("80 logs")
    expect(page.locator("log-histogram rect").nth(30)).to_be_attached()
    page.locator("log-list .row[data-level=error] .text").first.click()


def health(page: Page) -> None:
    """Show the counts while logs arrive."""
    client = Client("/".join(page.url.split("/")[:3]))
    for number in range(16):
        send(client, "shop", [{"message": f"order {index} paid"} for index in range(5 + number * 7 % 11)], waits=False)
        page.wait_for_timeout(1_500)


def redaction(page: Page) -> None:
    """Show a changed policy and the current one."""
    policy = page.get_by_label("Policy", exact=True)
    expect(policy).not_to_have_value("")
    policy.fill(policy.input_value().replace('"IP_ADDRESS": "keep"', '"IP_ADDRESS": "mask"'))
    expect(page.locator(".changes li")).to_have_count(1)


def tenants(page: Page) -> None:
    """Show all tenants."""
    expect(page.locator("tenants-view tbody tr")).to_have_count(2)


VIEWS = {"logs": logs, "health": health, "redaction": redaction, "tenants": tenants}


def take(browser: Browser, installation: Installation, name: str, *, dark: bool, size: tuple[int, int] = SIZE) -> Path:
    """Take one picture."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", timezone_id="UTC"
    )
    tenant_id = f"{'dark' if dark else 'light'}-{size[0]}" if name == "logs" else "acme"
    page.goto(address(installation.server, tenant_id, name))
    if name in ("health", "tenants"):
        open_gate(page, installation.admin_key)
        expect(page.locator("tbody tr").first).to_be_visible()
    VIEWS[name](page)
    if name == "logs":
        # Nobody needs to see how the picture was made.
        page.evaluate("document.querySelector('#tenant').value = 'acme'")
    page.mouse.move(size[0] - 4, 4)
    path = FOLDER / f"{name}-{'dark' if dark else 'light'}{'-narrow' if size == NARROW else ''}.png"
    page.screenshot(path=path, animations="disabled")
    page.close()
    return path


def main() -> int:
    """Return 1 if a picture is too large."""
    if CHROMIUM is None:
        print("Needs chromium: apt-get install chromium", file=sys.stderr)
        return 1
    expect.set_options(timeout=SOON_MILLISECONDS)
    FOLDER.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    try:
        admin, acme = prepare(folder)
        with LocalServer(folder, seconds_per_character=0.001) as server, sync_playwright() as playwright:
            installation = Installation(server, admin, acme)
            client = Client(server.endpoint)
            send(client, "acme", [{"message": f"user{number}@example.com asks for a refund"} for number in range(40)])
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            paths = [take(browser, installation, name, dark=dark) for dark in (False, True) for name in VIEWS]
            paths += [take(browser, installation, "logs", dark=False, size=NARROW)]
            browser.close()
    finally:
        shutil.rmtree(folder)
    for path in paths:
        print(f"{path.name:<24} {path.stat().st_size:>8,} bytes")
    return int(any(path.stat().st_size > MOST_BYTES for path in paths))


if __name__ == "__main__":
    sys.exit(main())
