"""The data folder of the embedded run."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import PassingError
from domain.quota import Usage
from entrypoints.cli import main
from infrastructure.embedded import data_folder
from infrastructure.embedded.data_folder import DamagedDataFolder, DataFolder, DataFolderInUse
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.master_secret import FileMasterSecret
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.unusable import UnusableDatabase
from infrastructure.embedded.usage_counter import SqliteUsageCounter
from tests.contract.records import add, log
from tests.contract.released import make_released_folder
from tests.fakes.clock import ManualClock

# What is not made anew by itself.
KEPT = ["queue.sqlite3", "logs.sqlite3", "tenants.sqlite3"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder that is not there yet, nor is the one that it is in."""
    return tmp_path / "new" / "data"


def test_new_folder_is_made_for_its_owner_alone(path: Path) -> None:
    """A missing folder is created, and only its owner can read it."""
    with DataFolder(path):
        assert mode(path) == 0o700


def test_folder_has_one_user_at_a_time(path: Path) -> None:
    """A folder in use is refused by name, and is free again after it is closed."""
    with DataFolder(path), pytest.raises(DataFolderInUse, match="data"):
        DataFolder(path)

    DataFolder(path).close()


def test_folder_in_use_by_another_process_is_refused(path: Path) -> None:
    """The lock also works between processes, and ends with the process that holds it."""
    program = "import sys; from pathlib import Path; from infrastructure.embedded.data_folder import DataFolder; "
    holds = "f = DataFolder(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program + holds, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderInUse):
            DataFolder(path)
        holder.kill()

    DataFolder(path).close()


def test_secret_is_made_once_for_its_owner_alone(path: Path) -> None:
    """The secret is random and created at the first start, and only its owner can read it."""
    with DataFolder(path) as folder, DataFolder(path.parent / "other") as other:
        made = FileMasterSecret(folder.master_secret).read()
        assert mode(folder.master_secret) == 0o600
        assert FileMasterSecret(other.master_secret).read() != made
    with DataFolder(path) as again:
        assert FileMasterSecret(again.master_secret).read() == made


def test_secret_cut_short_is_not_used(path: Path) -> None:
    """A secret file of less than 32 bytes is neither used nor overwritten."""
    with DataFolder(path) as folder:
        folder.master_secret.write_bytes(b"short")

        with pytest.raises(PassingError):
            FileMasterSecret(folder.master_secret).read()
    with pytest.raises(DamagedDataFolder, match="master-secret"):
        DataFolder(path)
    assert folder.master_secret.read_bytes() == b"short"


def test_unfinished_secret_is_made_anew(path: Path) -> None:
    """Half a secret, left by a crash, is not used and does not prevent the next start."""
    path.mkdir(parents=True)
    (path / "master-secret.new").write_bytes(b"half")

    with DataFolder(path) as folder:
        assert len(FileMasterSecret(folder.master_secret).read()) == 32
        assert not (path / "master-secret.new").exists()


@pytest.mark.parametrize("name", KEPT)
def test_file_whose_making_was_cut_off_is_made_anew(path: Path, tmp_path: Path, name: str) -> None:
    """If a crash interrupts the creation of a database, the next start rolls back its journal."""
    path.mkdir(parents=True)
    with closing(sqlite3.connect(tmp_path / name, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE unfinished (x)")
        connection.executemany("INSERT INTO unfinished VALUES (zeroblob(?))", [(3000,)] * 50)
        for file in tmp_path.glob(f"{name}*"):
            shutil.copy(file, path)
    assert (path / f"{name}-journal").read_bytes()[:8] != bytes(8)

    with DataFolder(path) as folder, closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as repository:
        add(repository, log())
    DataFolder(path).close()


def test_logs_without_their_secret_are_refused(path: Path) -> None:
    """Logs without their secret are refused by name, because a new secret would turn every retry into a conflict."""
    with DataFolder(path) as folder:
        secret = folder.master_secret.read_bytes()
        folder.master_secret.unlink()

    with pytest.raises(DamagedDataFolder, match="master-secret is missing"):
        DataFolder(path)
    assert not folder.master_secret.exists()

    # The refused folder is free, and the secret put back makes it whole.
    folder.master_secret.write_bytes(secret)
    DataFolder(path).close()


def test_foreign_secret_is_refused(path: Path) -> None:
    """A folder with another installation's secret is refused with a solution, and accepted with the right one."""
    with DataFolder(path) as folder, DataFolder(path.parent / "other") as other:
        own = folder.master_secret.read_bytes()
        folder.master_secret.write_bytes(other.master_secret.read_bytes())

    with pytest.raises(DamagedDataFolder, match="do not belong to the same installation: restore"):
        DataFolder(path)

    folder.master_secret.write_bytes(own)
    DataFolder(path).close()


@pytest.mark.parametrize("name", KEPT)
def test_foreign_database_is_refused(path: Path, name: str) -> None:
    """A database of another installation, or one without an identity, is refused by name."""
    with DataFolder(path), DataFolder(path.parent / "other"):
        (path / name).write_bytes((path.parent / "other" / name).read_bytes())
    with pytest.raises(DamagedDataFolder, match=f"{name} and .*master-secret do not belong to the same"):
        DataFolder(path)

    with closing(sqlite3.connect(path / name)) as connection:
        connection.execute("DELETE FROM installation")
        connection.commit()
    with pytest.raises(DamagedDataFolder, match=name):
        DataFolder(path)


@pytest.mark.parametrize("lost", [Path.unlink, lambda file: file.write_bytes(b"")], ids=["missing", "empty"])
@pytest.mark.parametrize("name", KEPT)
def test_lost_database_is_refused_until_it_is_replaced(path: Path, name: str, lost: Callable[[Path], object]) -> None:
    """A database that is missing or empty is refused with a solution, and created again only on request."""
    with DataFolder(path) as folder:
        secret = folder.master_secret.read_bytes()
    lost(path / name)

    for _ in range(2):
        with pytest.raises(DamagedDataFolder, match=rf"{name} is missing or empty.*--replace-missing"):
            DataFolder(path)

    DataFolder(path, replace_missing=True).close()
    assert folder.master_secret.read_bytes() == secret
    DataFolder(path).close()


@pytest.mark.parametrize("lost", [Path.unlink, lambda file: file.write_bytes(b"")], ids=["missing", "empty"])
def test_lost_secret_can_be_replaced(path: Path, lost: Callable[[Path], object]) -> None:
    """On request a lost secret is created again, and every database then belongs to the new one."""
    with DataFolder(path) as folder, closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as repository:
        before = folder.master_secret.read_bytes()
        add(repository, log())
        lost(folder.master_secret)
    with pytest.raises(DamagedDataFolder, match=r"master-secret is missing or empty.*--replace-missing"):
        DataFolder(path)

    DataFolder(path, replace_missing=True).close()

    assert folder.master_secret.read_bytes() != before
    with DataFolder(path), closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as repository:
        assert repository.find("acme", "1") == log()


@pytest.mark.parametrize("name", [*KEPT, "usage.sqlite3", "master-secret"])
def test_named_pipe_in_the_place_of_a_file_is_refused(path: Path, name: str) -> None:
    """A file that is not a regular file is refused by name, without waiting for a writer."""
    DataFolder(path).close()
    (path / name).unlink()
    os.mkfifo(path / name)

    with pytest.raises(UnusableDatabase, match=f"{name} is damaged"):
        DataFolder(path)


def test_new_folder_survives_a_power_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Directory entries are synced before anything is written into the new folder."""
    synced: list[Path] = []
    monkeypatch.setattr(data_folder, "sync", synced.append)

    DataFolder(path).close()

    assert set(synced) == {path.parent, path.parent.parent}


def test_replacing_nothing_changes_nothing(path: Path) -> None:
    """A request to replace missing files does not change a complete folder."""
    with DataFolder(path) as folder, closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as repository:
        secret = folder.master_secret.read_bytes()
        add(repository, log())

    with DataFolder(path, replace_missing=True) as folder:
        assert folder.master_secret.read_bytes() == secret
        with closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as repository:
            assert repository.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"no database" * 1_000),
        lambda file: file.write_bytes((file.parents[1] / "other" / file.name).read_bytes()),
    ],
    ids=["missing", "empty", "damaged", "foreign"],
)
def test_usage_counters_are_made_anew(path: Path, spoil: Callable[[Path], object]) -> None:
    """A damaged or missing database of usage counters is replaced, because its loss does no harm."""
    with DataFolder(path.parent / "other"), DataFolder(path) as folder:
        spoil(folder.usage)

    with DataFolder(path) as folder, closing(SqliteUsageCounter(folder.usage)) as usage:
        assert usage.add("acme", 1, Usage(1, 1)) == Usage(1, 1)


def test_creating_a_tenant_makes_the_whole_folder(path: Path) -> None:
    """`tenants create` before the first `serve` creates a folder that `serve` accepts."""
    assert main(["tenants", "create", "acme", "--data", str(path)]) == 0
    secret = (path / "master-secret").read_bytes()

    with DataFolder(path) as folder, closing(SqliteTenantRegistry(folder.tenants)) as tenants:
        assert [each.tenant.tenant_id for each in tenants.list()] == ["acme"]
        assert folder.master_secret.read_bytes() == secret


def test_tenants_of_an_earlier_version_without_a_secret_are_kept(path: Path) -> None:
    """A folder in which an earlier version only registered tenants is completed and keeps them."""
    make_released_folder(path, {"tenants": 1})
    (path / "master-secret").unlink()

    with DataFolder(path) as folder, closing(SqliteTenantRegistry(folder.tenants)) as tenants:
        assert [each.tenant.tenant_id for each in tenants.list()] == ["acme", "gone"]


@pytest.mark.parametrize("command", [["tenants", "list"], ["tenants", "create", "acme"], ["dlq", "list"]], ids=" ".join)
@pytest.mark.parametrize("lost", ["master-secret", *KEPT])
def test_commands_refuse_a_folder_that_is_not_whole(
    path: Path, command: list[str], lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command creates nothing in a folder with missing files, and names them."""
    DataFolder(path).close()
    (path / lost).unlink()

    assert main([*command, "--data", str(path)]) in (1, 2)
    assert lost in capsys.readouterr().err
    assert not (path / lost).exists()


@pytest.mark.parametrize("command", [["tenants", "list"], ["dlq", "list"]], ids=" ".join)
def test_commands_refuse_a_foreign_secret(path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command refuses a folder that has the secret of another installation."""
    with DataFolder(path) as folder, DataFolder(path.parent / "other") as other:
        folder.master_secret.write_bytes(other.master_secret.read_bytes())

    assert main([*command, "--data", str(path)]) in (1, 2)
    assert "do not belong to the same installation" in capsys.readouterr().err


def mode(path: Path) -> int:
    """Who may do what."""
    return stat.S_IMODE(path.stat().st_mode)
