"""What the embedded run's data folder promises."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import PassingError
from infrastructure.embedded.data_folder import DamagedDataFolder, DataFolder, DataFolderInUse
from infrastructure.embedded.master_secret import FileMasterSecret


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder that is not there yet, nor is the one that it is in."""
    return tmp_path / "new" / "data"


def test_new_folder_is_made_for_its_owner_alone(path: Path) -> None:
    """A folder that is not there is made, and nobody but its owner may look into it."""
    with DataFolder(path):
        assert mode(path) == 0o700


def test_folder_has_one_user_at_a_time(path: Path) -> None:
    """A folder in use is refused by name, and free again once it is closed."""
    with DataFolder(path), pytest.raises(DataFolderInUse, match="data"):
        DataFolder(path)

    DataFolder(path).close()


def test_folder_in_use_by_another_process_is_refused(path: Path) -> None:
    """The lock holds between processes, and falls with the process that had it."""
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
    """The secret is random and made at the first start; nobody but its owner may read it."""
    with DataFolder(path) as folder, DataFolder(path.parent / "other") as other:
        made = FileMasterSecret(folder.master_secret).read()
        assert mode(folder.master_secret) == 0o600
        assert FileMasterSecret(other.master_secret).read() != made
    with DataFolder(path) as again:
        assert FileMasterSecret(again.master_secret).read() == made


def test_secret_cut_short_is_not_used(path: Path) -> None:
    """A secret file of less than 32 bytes is never taken for a secret, nor written anew."""
    with DataFolder(path) as folder:
        folder.master_secret.write_bytes(b"short")

        with pytest.raises(PassingError):
            FileMasterSecret(folder.master_secret).read()
    with pytest.raises(DamagedDataFolder, match="master-secret"):
        DataFolder(path)
    assert folder.master_secret.read_bytes() == b"short"


def test_unfinished_secret_is_made_anew(path: Path) -> None:
    """Half a secret of a start that crashed is no secret, and does not prevent the next start."""
    path.mkdir(parents=True)
    (path / "master-secret.new").write_bytes(b"half")

    with DataFolder(path) as folder:
        assert len(FileMasterSecret(folder.master_secret).read()) == 32
        assert not (path / "master-secret.new").exists()


def test_logs_without_their_secret_are_refused(path: Path) -> None:
    """Logs whose secret is missing are refused by name, since with a new secret every retry would be a conflict."""
    with DataFolder(path) as folder:
        secret = folder.master_secret.read_bytes()
        folder.master_secret.unlink()

    with pytest.raises(DamagedDataFolder, match="master-secret is missing"):
        DataFolder(path)
    assert not folder.master_secret.exists()

    # The refused folder is free, and the secret put back makes it whole.
    folder.master_secret.write_bytes(secret)
    DataFolder(path).close()


def mode(path: Path) -> int:
    """Who may do what."""
    return stat.S_IMODE(path.stat().st_mode)
