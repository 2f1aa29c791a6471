"""An installation with an administrator, two tenants and a dead letter."""

import io
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from application.envelope import Envelope
from entrypoints.cli import main
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.system.clock import SystemClock
from tests.acceptance.local_server import LocalServer
from tests.support.logs import entry


@dataclass(frozen=True)
class Installation:
    """A server and its keys."""

    server: LocalServer
    admin_key: str
    acme_key: str


def printed(*command: str) -> str:
    """Return the key that a command prints."""
    output = io.StringIO()
    with redirect_stdout(output):
        assert main([*command]) == 0
    return output.getvalue().split()[-1]


def prepare(folder: Path) -> tuple[str, str]:
    """Fill a data folder, and return an administrator's key and a key of acme."""
    data = str(folder / "data")
    acme = printed("tenants", "create", "acme", "--data", data, "--requests-per-minute", "600")
    printed("tenants", "create", "beta", "--data", data, "--retention-days", "90")
    admin = printed("tenants", "create-admin-key", "--data", data)
    with (
        DataFolder(folder / "data") as files,
        closing(
            SqliteLogQueue(files.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)
        ) as queue,
    ):
        log = entry("call 555-0199", tenant_id="acme", log_id="buried")
        queue.bury(Envelope((log,), "request-1"), "item_refused")
    return admin, acme


def open_gate(page: Page, key: str) -> None:
    """Enter an administrator's key in a view."""
    page.get_by_label("Administrator's key").fill(key)
    page.get_by_role("button", name="Open").click()
