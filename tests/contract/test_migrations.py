"""Upgrades of data folders of earlier versions."""

import hashlib
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from application.envelope import decode_envelope
from domain.identity import installation_identity
from domain.query.log_query import LogQuery
from entrypoints.cli import main
from infrastructure.embedded.connection import stored_identity
from infrastructure.embedded.data_folder import DataFolder, DataFolderInUse, SharedDataFolder
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.schemas import ALL, LOGS, Schema
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.unusable import UnusableDatabase
from tests.contract.released import RELEASES, SECRET, STORED, has_text, make_released_folder, tag
from tests.fakes.clock import START, ManualClock
from tests.support.small_disk import fill, small_disk

ROOT = Path(__file__).parents[2]
# SHA-256 of each schema's text, white space aside. Once a line is on the main branch it is never changed, because
# somebody's folder may have that schema. `schemas.py` says how to change one.
RELEASED = {
    ("queue", 2): "cccc24f0ee3b6d3c5f936aa0e24f7e68ce6a6140d027cb67d6224e398d753030",
    ("queue", 3): "0087565caf44902d0cda4cb5af7c7aecce67b7607434aa2ffb02c64bae4e31a2",
    ("queue", 4): "b11566ac5c7e9fe87ca479d550dd0ddd71dd3276e3cb714ee0a564b0aab2e2ce",
    ("logs", 3): "7f698af80b8d44de794c010ffd1ac15ec39b41373e2e556ee13f56d025406e15",
    ("logs", 4): "b68f40856ae36bee08edd2211eec4dbe711dd0abc688fe00b2087a5b8969a569",
    ("logs", 5): "718152169e6eff2591b5b313b00be2066a38e244d72d7da9ac89ddc5038097b0",
    ("logs", 6): "106a42e72bce76bdceecb012c9c8809fffb016c4fb43b5618680899a96dcf101",
    ("tenants", 2): "5989150e49723a7462226645438f5751ab1cc27e1be5579fc7c32270aba34e8b",
    ("tenants", 3): "19e4cb41fbe01aec80399ee789c0852615e809d74d1b447bcfab0aeb78627639",
    ("tenants", 4): "e34f666e710ca2524104168cf63c2659d8ac1fba5c54882bf93e1fa378d163c1",
    ("usage", 2): "da74c85214ce5520396644a7d6190c35517853109b043e95012c83dfb20c3811",
}
COPY = f"logs.sqlite3.schema-{RELEASES[0]['logs']}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the oldest version that can be upgraded."""
    make_released_folder(tmp_path / "data", RELEASES[0])
    return tmp_path / "data"


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.name)
def test_schema_is_not_changed_without_a_new_version(schema: Schema) -> None:
    """The text of each released schema version is unchanged."""
    digest = hashlib.sha256(" ".join(schema.text.split()).encode()).hexdigest()

    assert RELEASED.get((schema.name, schema.version)) == digest, f'("{schema.name}", {schema.version}): "{digest}"'


def test_every_earlier_version_is_tried() -> None:
    """Every version that can be upgraded is covered by a release that the tests upgrade."""
    for schema in ALL:
        if schema.migrations:
            assert sorted(schema.migrations) == list(range(min(schema.migrations), schema.version))
            assert schema.migrations.keys() <= {release[schema.name] for release in RELEASES}
            assert all(has_text(schema.name, version) for version in schema.migrations)


@pytest.mark.parametrize("release", RELEASES, ids=str)
@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_upgraded_folder_holds_what_it_held(tmp_path: Path, release: Mapping[str, int], *, killed: bool) -> None:
    """Messages, dead letters, logs and tenants of each earlier version are present after the upgrade."""
    make_released_folder(tmp_path / "data", release, killed=killed)

    DataFolder(tmp_path / "data").close()

    check_content(tmp_path / "data")


@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_upgraded_database_is_as_a_new_one(tmp_path: Path, release: Mapping[str, int]) -> None:
    """An upgraded database has the tables, columns and indexes of a new one, and belongs to the installation."""
    make_released_folder(tmp_path / "data", release)
    with DataFolder(tmp_path / "data") as upgraded, DataFolder(tmp_path / "new") as new:
        for schema in ALL:
            name = f"{schema.name}.sqlite3"
            assert structure(upgraded.path / name) == structure(new.path / name)
            assert stored_identity(upgraded.path / name) == installation_identity(SECRET)


def test_upgraded_logs_are_not_deleted_by_a_wrong_clock(folder: Path) -> None:
    """After an upgrade, a clock that is a month ahead of the newest log deletes nothing."""
    clock = ManualClock(START + timedelta(days=31))
    with DataFolder(folder) as upgraded, closing(SqliteLogRepository(upgraded.logs, clock=clock)) as repository:
        assert repository.delete_expired() == 0
        assert repository.deletion_paused


def test_logs_are_copied_until_the_first_clean_stop(folder: Path) -> None:
    """The logs are copied before an upgrade; only their owner can read the copy; the first clean stop deletes it."""
    with pytest.raises(ZeroDivisionError), DataFolder(folder):
        raise ZeroDivisionError
    copy = folder / COPY
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA user_version").fetchone() == (RELEASES[0]["logs"],)
        assert connection.execute("SELECT count(*) FROM logs").fetchone() == (len(STORED),)

    with DataFolder(folder):
        assert copy.exists()
    assert not [file.name for file in folder.iterdir() if ".schema-" in file.name]


def test_queue_is_never_copied(folder: Path) -> None:
    """The text of a queued message is in no file except the queue's, also while the copy of the logs exists."""
    DataFolder(folder).close()

    holding = [file.name for file in folder.iterdir() if b"+44 20 7946 0959" in file.read_bytes()]
    assert holding == ["queue.sqlite3"]


def test_folder_of_this_version_is_not_copied(tmp_path: Path) -> None:
    """A folder of the current version is not copied."""
    DataFolder(tmp_path / "data").close()
    DataFolder(tmp_path / "data").close()

    assert not [file.name for file in (tmp_path / "data").iterdir() if ".schema-" in file.name]


@pytest.mark.parametrize("name", [schema.name for schema in ALL])
def test_newer_folder_is_refused_and_unchanged(folder: Path, name: str) -> None:
    """A folder with a database of a later version is refused by name and not changed."""
    with closing(sqlite3.connect(folder / f"{name}.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = contents(folder)

    with pytest.raises(UnusableDatabase, match=f"{name}.sqlite3 has schema version 99.*newer program"):
        DataFolder(folder)
    assert contents(folder) == before


def test_folder_that_is_too_old_is_refused_and_unchanged(folder: Path) -> None:
    """A folder older than the first version that can be upgraded is refused and not changed."""
    with closing(sqlite3.connect(folder / "logs.sqlite3", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {min(LOGS.migrations) - 1}")
    before = contents(folder)

    with pytest.raises(UnusableDatabase, match=r"logs\.sqlite3 .* too old"):
        DataFolder(folder)
    assert contents(folder) == before


def test_crash_in_an_upgrade_is_mended_by_the_next_start(folder: Path, tmp_path: Path) -> None:
    """If a process is killed at any step of an upgrade, the next start completes it; a copy is whole or absent."""
    crashed = open_and_crash(folder, tmp_path / "crashed")

    copied = [each for each in crashed if (each / COPY).exists()]
    assert copied
    for copy in copied:
        with closing(sqlite3.connect(copy / COPY)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM logs").fetchone() == (len(STORED),)
    for each in crashed:
        with DataFolder(each):
            pass
        check_content(each)
        assert not list(each.glob("logs.sqlite3.*"))


def test_crash_in_the_first_start_is_mended_by_the_next(tmp_path: Path) -> None:
    """If a process is killed at any step of creating a folder, the next start completes it."""
    for each in open_and_crash(tmp_path / "none", tmp_path / "crashed"):
        with DataFolder(each) as made:
            assert len(made.master_secret.read_bytes()) == 32


def test_disk_without_room_for_the_copy_is_said_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If there is no room for the copy, the upgrade is refused with both sizes, and no file changes."""
    before = contents(folder)
    usage = shutil.disk_usage(folder)._replace(free=1_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)

    with pytest.raises(UnusableDatabase, match="20,480 bytes, and the disk has 1,000 bytes free: make room"):
        DataFolder(folder)
    assert contents(folder) == before


def test_upgrade_on_a_disk_that_fills_up_is_whole_or_undone(folder: Path, tmp_path: Path) -> None:
    """However little room is left, the upgrade is complete or refused with advice, and succeeds when there is room."""
    refusals: list[str] = []
    with small_disk(tmp_path / "disk") as disk:
        for leaving in range(0, 200_000, 8192):
            shutil.copytree(folder, disk / "data")
            filling = fill(disk, leaving=leaving)
            try:
                DataFolder(disk / "data").close()
            except UnusableDatabase as error:
                refusals.append(str(error))
            filling.unlink()
            DataFolder(disk / "data").close()
            check_content(disk / "data")
            shutil.rmtree(disk / "data")
    assert len(refusals) > 5
    assert all("make room, then try again" in each for each in refusals)


def test_commands_and_an_upgrade_keep_out_of_each_others_way(tmp_path: Path) -> None:
    """A folder in use by a command is not upgraded, and commands are refused during an upgrade."""
    with DataFolder(tmp_path / "data") as folder:
        # One process upgrades, say: it has the lock to itself.
        folder._lock_out_commands()  # noqa: SLF001 - too short a moment to meet otherwise
        with pytest.raises(DataFolderInUse, match="try again in a moment"):
            SharedDataFolder(folder.path)
    with closing(SharedDataFolder(tmp_path / "data")):
        with closing(SharedDataFolder(tmp_path / "data")), DataFolder(tmp_path / "data"):
            pass
        with closing(sqlite3.connect(tmp_path / "data" / "usage.sqlite3", isolation_level=None)) as connection:
            connection.execute("PRAGMA user_version = 1")
        with pytest.raises(DataFolderInUse, match="a command is using it"):
            DataFolder(tmp_path / "data")
    DataFolder(tmp_path / "data").close()


@pytest.mark.parametrize("command", [["tenants", "list"], ["tenants", "create", "new"], ["dlq", "list"]], ids=" ".join)
def test_commands_leave_the_upgrade_to_the_server(
    folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A command refuses a folder of an earlier version, names `serve`, and changes nothing."""
    before = contents(folder)

    assert main([*command, "--data", str(folder)]) in (1, 2)
    assert "`serve` upgrades it" in capsys.readouterr().err
    assert contents(folder) == before


def check_content(folder: Path) -> None:
    """Everything that the released texts hold is there, read through the adapters."""
    clock = ManualClock()
    with closing(SqliteLogRepository(folder / "logs.sqlite3", clock=clock)) as repository:
        for stored in STORED:
            assert repository.content_tags(stored.tenant_id, [stored.log_id]) == [tag(stored)]
        assert [log.log_id for log in repository.page(LogQuery("acme"), 10).logs] == ["stored", "kept"]
        assert [log.text for log in repository.page(LogQuery("beta"), 10).logs] == ["Grüße"]
        kept = repository.find("acme", "kept")
        assert kept
        assert kept.attributes == {"level": "info", "nested": {"n": [1, 2.5, None, True]}}
        assert kept.expires_at
    with closing(SqliteDeadLetters(folder / "queue.sqlite3")) as dead_letters:
        letters = dead_letters.sample(10)
        assert [(each.tenant_id, each.reason) for each in letters] == [("acme", "item_refused"), (None, "not_json")]
    queue_path = folder / "queue.sqlite3"
    with closing(SqliteLogQueue(queue_path, clock=clock, visibility_timeout_seconds=60, max_receive_count=8)) as queue:
        queue.release()
        received = queue.receive(10)
        logs = [(each.tenant_id, each.log_id, each.text) for m in received for each in decode_envelope(m.body).entries]
        assert sorted(logs) == [
            ("acme", "stored", "call +44 20 7946 0958"),
            ("acme", "waiting", "call +44 20 7946 0959"),
            ("beta", "second", "hello again"),
            ("beta", "waiting", "hello"),
            ("beta", "~0", "id to be derived"),
        ]
    with closing(SqliteTenantRegistry(folder / "tenants.sqlite3")) as tenants:
        acme, gone = tenants.list()
        policy = acme.tenant.redaction_policy
        assert (policy.version, policy.catalogue, acme.tenant.retention_days) == ("2026-11", 1, 90)
        assert (len(acme.access.keys.keys), acme.access.quota.requests) == (1, 600)
        assert gone.removed


def open_and_crash(original: Path, out: Path) -> list[Path]:
    """Open the folder in processes that are killed, each at a later step; return the folders that they left."""
    command = [sys.executable, "-m", "tests.contract.crashes", str(original), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)  # noqa: S603 - our own code
    assert done.returncode == 0, done.stderr
    *crashed, _ = sorted(out.iterdir(), key=lambda each: int(each.name))
    assert len(crashed) > 50, "Are the steps still counted?"
    return crashed


def structure(path: Path) -> object:
    """Every table with its columns and indexes, however the SQL that made them was written."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
        return {
            table: (
                connection.execute("SELECT * FROM pragma_table_xinfo(?)", (table[0],)).fetchall(),
                sorted(
                    (
                        unique,
                        origin,
                        partial,
                        connection.execute("SELECT * FROM pragma_index_xinfo(?)", (index,)).fetchall(),
                    )
                    for _, index, unique, origin, partial in connection.execute(
                        "SELECT * FROM pragma_index_list(?)", (table[0],)
                    ).fetchall()
                ),
            )
            for table in tables
        }


def contents(folder: Path) -> dict[str, bytes]:
    """What the databases' files and the secret hold."""
    return {
        file.name: file.read_bytes() for file in folder.iterdir() if file.stat().st_size and "-shm" not in file.name
    }
