"""`backup`, `restore` and `check`: a data folder is copied while it is in use, and continues elsewhere."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from application.envelope import Envelope
from entrypoints.cli import main
from infrastructure.embedded.backup import back_up
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.schemas import LOGS, QUEUE, TENANTS
from infrastructure.system.clock import SystemClock
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.contract.records import log
from tests.contract.released import RELEASES, make_released_folder
from tests.support.logs import entry

WORK_SECONDS = 60


def stored(client: Client) -> dict[str, str]:
    """Return the texts of acme's logs by id. Each log occurs once."""
    found: list[tuple[str, str]] = []
    cursor = ""
    while True:
        page = client.get(f"/tenants/acme/logs?limit=100{cursor}").json_object()
        found += [(one["log_id"], one["text"]) for one in page["logs"]]
        if page["next_cursor"] is None:
            assert len(found) == len(dict(found))
            return dict(found)
        cursor = f"&cursor={page['next_cursor']}"


def test_a_backup_under_load_has_every_log_accepted_before(tmp_path: Path) -> None:
    """The restored folder has each log that was accepted before the backup began, once, and recognises retries."""
    accepted: list[str] = []
    stop, enough = Event(), Event()

    def send(client: Client) -> None:
        while not stop.is_set():
            log_id = f"log-{len(accepted)}"
            assert client.post_json({"tenant_id": "acme", "log_id": log_id, "text": f"{log_id} of a"}).status == 202
            accepted.append(log_id)
            if len(accepted) == 150:
                enough.set()

    with LocalServer(tmp_path, seconds_per_character=0.01) as server:
        sender = Thread(target=send, args=(Client(server.endpoint),))
        sender.start()
        try:
            assert enough.wait(WORK_SECONDS)
            before = list(accepted)
            assert main(["backup", str(tmp_path / "backup"), "--data", str(tmp_path / "data")]) == 0
        finally:
            stop.set()
            sender.join()
    assert main(["restore", str(tmp_path / "backup"), "--data", str(tmp_path / "elsewhere" / "data")]) == 0
    assert main(["check", "--data", str(tmp_path / "elsewhere" / "data")]) == 0

    with LocalServer(tmp_path / "elsewhere", seconds_per_character=0) as server:
        client = Client(server.endpoint)
        assert poll(lambda: set(before) <= stored(client).keys() or None, WORK_SECONDS)
        for log_id in before[:3]:
            client.post_json({"tenant_id": "acme", "log_id": log_id, "text": f"{log_id} of a"})
        client.post_json({"tenant_id": "acme", "log_id": "last", "text": "last"})
        assert poll(lambda: "last" in stored(client) or None, WORK_SECONDS)
        assert not [log_id for log_id in stored(client) if "~" in log_id]


def test_log_that_is_stored_during_the_backup_is_in_it(tmp_path: Path) -> None:
    """A log that is stored during the backup is in one of the copies, because the queue is copied first."""
    with DataFolder(tmp_path / "data") as folder:
        queue = SqliteLogQueue(folder.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)
        repository = SqliteLogRepository(folder.logs, clock=SystemClock())
        with closing(queue), closing(repository):
            queue.send([Envelope((entry("text", log_id="1"),), "request-1")])

            def store_meanwhile(_: str, done: float) -> None:
                # This happens between the copies of two databases.
                if done == 1:
                    for message in queue.receive(10):
                        repository.add([log("1")])
                        queue.delete([message.receipt_handle])

            taken = back_up(tmp_path / "data", tmp_path / "backup", store_meanwhile)

    assert taken.rows["messages"] + taken.rows["logs"] >= 1


def test_only_the_owner_can_read_a_backup(tmp_path: Path) -> None:
    """A backup has raw text and the secret, so only its owner can read it. `restore` creates only a data folder."""
    DataFolder(tmp_path / "data").close()
    assert main(["backup", str(tmp_path / "backup"), "--data", str(tmp_path / "data")]) == 0
    assert main(["restore", str(tmp_path / "backup"), "--data", str(tmp_path / "new")]) == 0

    kept = {"queue.sqlite3", "logs.sqlite3", "tenants.sqlite3", "master-secret"}
    for folder, files in (("backup", {*kept, "backup.json"}), ("new", kept)):
        assert {file.name for file in (tmp_path / folder).iterdir()} == files
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700
        assert all(file.stat().st_mode & 0o777 == 0o600 for file in (tmp_path / folder).iterdir())
    assert {file.name for file in tmp_path.iterdir()} == {"data", "backup", "new"}


@pytest.mark.parametrize("release", RELEASES)
def test_a_folder_of_an_earlier_version_can_be_backed_up(
    tmp_path: Path, release: Mapping[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of an earlier version can be backed up before its upgrade, and the restored folder is upgraded too."""
    make_released_folder(tmp_path / "data", release)
    if not (tmp_path / "data" / "master-secret").exists():
        pytest.skip("this release made no whole folder")
    assert main(["check", "--data", str(tmp_path / "data")]) == 0
    assert ("`serve` upgrades it" in capsys.readouterr().out) is (
        any(release[schema.name] != schema.version for schema in (QUEUE, LOGS, TENANTS))
    )
    assert main(["backup", str(tmp_path / "backup"), "--data", str(tmp_path / "data")]) == 0
    assert main(["restore", str(tmp_path / "backup"), "--data", str(tmp_path / "new")]) == 0
    DataFolder(tmp_path / "new").close()


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both commands refuse a target folder that is not empty, and do not change it."""
    DataFolder(tmp_path / "data").close()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("mine")

    assert main(["backup", str(tmp_path / "taken"), "--data", str(tmp_path / "data")]) == 1
    assert main(["backup", str(tmp_path / "backup"), "--data", str(tmp_path / "data")]) == 0
    assert main(["restore", str(tmp_path / "backup"), "--data", str(tmp_path / "taken")]) == 1
    assert main(["restore", str(tmp_path / "data"), "--data", str(tmp_path / "new")]) == 1

    told = capsys.readouterr().err
    assert told.count("already exists") == 2
    assert "is not a backup" in told
    assert [file.name for file in (tmp_path / "taken").iterdir()] == ["file"]
    assert not (tmp_path / "new").exists()


def lose_a_row(backup: Path) -> None:
    """Change the database like another program would."""
    with closing(sqlite3.connect(backup / "queue.sqlite3")) as connection:
        connection.execute("DELETE FROM messages")
        connection.commit()


def damage_pages(backup: Path) -> None:
    """Change the database like a failing disk would."""
    path = backup / "queue.sqlite3"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])


@pytest.mark.parametrize(
    "spoil",
    [
        lose_a_row,
        damage_pages,
        lambda backup: (backup / "logs.sqlite3").write_bytes(b"no database, for certain"),
        lambda backup: (backup / "logs.sqlite3").unlink(),
        lambda backup: (backup / "master-secret").unlink(),
        lambda backup: (backup / "backup.json").write_text("{"),
        lambda backup: (backup / "backup.json").write_text(json.dumps({"format": 99})),
    ],
)
def test_damaged_backup_is_not_restored(
    tmp_path: Path, spoil: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged backup is refused with one line, and no partial folder remains."""
    with DataFolder(tmp_path / "data") as folder:
        queue = SqliteLogQueue(folder.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)
        with closing(queue):
            queue.send([Envelope((entry("text", log_id="1"),), "request-1")])
    assert main(["backup", str(tmp_path / "backup"), "--data", str(tmp_path / "data")]) == 0
    spoil(tmp_path / "backup")
    capsys.readouterr()

    assert main(["restore", str(tmp_path / "backup"), "--data", str(tmp_path / "new")]) == 1

    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.part").exists()


def test_check_reports_the_contents_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` reports counts, the oldest message, dead letters with the next step, and unknown files."""
    path = tmp_path / "data"
    with DataFolder(path) as folder:
        queue = SqliteLogQueue(folder.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)
        with closing(queue):
            queue.send([Envelope((entry("text", log_id="1"),), "request-1")])
            queue.bury_unread("no json", None, "not_json")
    assert main(["check", "--data", str(path)]) == 0
    told = capsys.readouterr().out
    assert "messages 1, dead letters 1; the oldest message is from 20" in told
    assert "`dlq list`" in told
    assert "is sound." in told.splitlines()[-1]

    (path / "holiday.jpg").touch()
    assert main(["check", "--data", str(path)]) == 1
    assert "WRONG  holiday.jpg" in capsys.readouterr().out
    (path / "holiday.jpg").unlink()

    shutil.copy(path / "queue.sqlite3", tmp_path / "whole")
    damage_pages(path)
    assert main(["check", "--data", str(path)]) == 1
    assert "restore it from a backup" in (told := capsys.readouterr().out) or "restore the folder" in told
    shutil.copy(tmp_path / "whole", path / "queue.sqlite3")

    (path / "master-secret").unlink()
    assert main(["check", "--data", str(path)]) == 1
    assert "master-secret is missing" in capsys.readouterr().out
    assert main(["check", "--data", str(tmp_path / "none")]) == 1
    assert "does not exist" in capsys.readouterr().err
