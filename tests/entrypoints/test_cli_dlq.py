import json
from contextlib import closing
from pathlib import Path

import pytest

from application.envelope import Envelope
from entrypoints.cli import main
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.system.clock import SystemClock
from tests.support.logs import entry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with a dead letter of each of two tenants, and an unreadable one."""
    with (
        DataFolder(tmp_path) as data_folder,
        closing(
            SqliteLogQueue(data_folder.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)
        ) as queue,
    ):
        for tenant_id in ("acme", "beta"):
            log = entry(
                "call 555-0199 from 192.0.2.7", tenant_id=tenant_id, log_id="log-1", attributes={"fax": "555-0198"}
            )
            queue.bury(Envelope((log,), "request-1"), "item_refused")
        queue.bury_unread("no json: call 555-0197", None, "not_json")
    return tmp_path


def test_the_list_has_ids_and_reasons_but_no_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list has tenant, log ids and reason of each letter, for people and for programs, and no text."""
    assert main(["dlq", "list", "--data", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "item_refused" in shown.out
    assert "log-1" in shown.out
    assert "unreadable" in shown.out
    assert "3 dead letters." in shown.err
    assert main(["dlq", "list", "--json", "--most", "2", "--data", str(folder)]) == 0
    listed = capsys.readouterr()
    assert [json.loads(line)["tenant_id"] for line in listed.out.splitlines()] == ["acme", "beta"]
    assert "a sample of about 3" in listed.err
    assert "555-01" not in shown.out + listed.out


def test_a_letter_is_shown_redacted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, attributes and unreadable bodies are shown with all kinds redacted."""
    main(["dlq", "list", "--json", "--data", str(folder)])
    ids = [json.loads(line)["message_id"] for line in capsys.readouterr().out.splitlines()]
    for message_id in ids:
        assert main(["dlq", "show", message_id, "--data", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert shown.count("[PHONE]") == 5
    assert "[IP_ADDRESS]" in shown
    assert "555-01" not in shown
    assert main(["dlq", "show", "none", "--data", str(folder)]) == 1


def test_a_redrive_can_be_of_one_tenant(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First one tenant's letters are redriven, then the others."""
    assert main(["dlq", "redrive", "--tenant", "acme", "--data", str(folder)]) == 0
    assert main(["dlq", "redrive", "--data", str(folder)]) == 0
    assert capsys.readouterr().out.replace("\r", "") == (
        "1 dead letter of acme queued again.\n2 dead letters queued again.\n"
    )
    assert main(["dlq", "list", "--data", str(folder)]) == 0
    assert "0 dead letters." in capsys.readouterr().err


def test_a_missing_folder_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing folder is an error, and is not created."""
    assert main(["dlq", "list", "--data", str(tmp_path / "none")]) == 1
    assert "--data" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
