"""The states that a power cut may and may not leave."""

import random
from pathlib import Path

from tests.faults.journal import Disk, Kind, Record, begin_journal, read_journal

_NAME = b"file"
_CUTS = 200


class Journal:
    """Records with consecutive numbers."""

    def __init__(self) -> None:
        self.disk = Disk()
        self.number = 0

    def do(self, kind: Kind, offset: int = 0, data: bytes = b"", file: int = 1) -> int:
        """Add a record, and return its number."""
        self.number += 1
        self.disk.do(Record(self.number, kind, file, offset, data))
        return self.number

    def sync(self, kind: Kind = Kind.SYNCED) -> None:
        """Add a sync that begins and ends now."""
        self.do(kind, offset=self.number)

    def left(self, *, harsh: bool = False) -> set[bytes | None]:
        """Return the states of the file that many cuts at this position leave; None if it does not exist."""
        return {
            self.disk.after_a_cut(random.Random(seed), harsh=harsh).get(_NAME.decode())  # noqa: S311 - where to cut
            for seed in range(_CUTS)
        }


def journal() -> Journal:
    """Return a journal with a file that exists permanently."""
    made = Journal()
    made.do(Kind.CREATED, data=_NAME)
    made.sync(Kind.FOLDER_SYNCED)
    return made


def test_synced_writes_survive_a_cut() -> None:
    """A cut loses no write that ended before a completed sync began."""
    cut = journal()
    cut.do(Kind.WRITTEN, 0, b"a" * 2000)
    cut.do(Kind.TRUNCATED, 1500)
    cut.sync()
    assert cut.left(harsh=True) == {b"a" * 1500}


def test_unsynced_writes_may_be_present_missing_or_torn() -> None:
    """A write after the last sync may be present, missing or torn, but never within a sector."""
    cut = journal()
    cut.do(Kind.WRITTEN, 0, b"a" * 2048)
    cut.sync()
    cut.do(Kind.WRITTEN, 256, b"b" * 1024)
    left = cut.left()
    assert {b"a" * 2048, b"a" * 256 + b"b" * 1024 + b"a" * 768, b"a" * 512 + b"b" * 512 + b"a" * 1024} <= left
    # The write touches three sectors, so a cut can leave at most two to the power of three states.
    assert len(left) <= 8


def test_a_write_during_a_sync_is_not_synced() -> None:
    """A write during a sync may be missing, although the sync ends later."""
    cut = journal()
    begun_after = cut.do(Kind.WRITTEN, 0, b"a")
    cut.do(Kind.WRITTEN, 1, b"b")
    cut.do(Kind.SYNCED, begun_after)
    assert cut.left() == {b"a", b"ab"}


def test_data_dropped_by_a_failed_sync_stays_lost() -> None:
    """A successful sync after a failed one confirms only the writes in between."""
    cut = journal()
    cut.do(Kind.WRITTEN, 0, b"a" * 512)
    cut.sync(Kind.SYNC_FAILED)
    cut.do(Kind.WRITTEN, 512, b"b")
    cut.sync()
    assert cut.left() == {bytes(512) + b"b", b"a" * 512 + b"b"}


def test_a_synced_rewrite_survives_a_failed_sync() -> None:
    """A doubtful write of a failed sync never replaces a later write that was synced."""
    cut = journal()
    cut.do(Kind.WRITTEN, 0, b"a" * 1536)
    cut.sync(Kind.SYNC_FAILED)
    cut.do(Kind.WRITTEN, 512, b"b" * 512)
    cut.sync()
    middles = {content[512:1024] for content in cut.left() if content}
    assert middles == {b"b" * 512}
    cut.do(Kind.TRUNCATED, 100)
    cut.sync()
    assert {len(content) for content in cut.left() if content} == {100}


def test_only_a_harsh_disk_loses_folder_entries() -> None:
    """A file's existence and name may be lost on a harsh disk until the folder is synced, but not on a normal one."""
    cut = Journal()
    cut.do(Kind.CREATED, data=b"new")
    cut.do(Kind.WRITTEN, 0, b"a")
    cut.sync()
    cut.do(Kind.RENAMED, len("new") + 1, b"new/file")
    assert cut.left() == {b"a"}
    assert cut.left(harsh=True) == {b"a", None}
    cut.sync(Kind.FOLDER_SYNCED)
    assert cut.left(harsh=True) == {b"a"}
    cut.do(Kind.UNLINKED, data=_NAME)
    assert cut.left() == {None}
    assert cut.left(harsh=True) == {b"a", None}


def test_existing_files_count_as_synced(tmp_path: Path) -> None:
    """The journal of an existing folder begins with its files, and no cut loses them."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one").write_bytes(b"1" * 3000)
    (folder / "two").write_bytes(b"")
    number = begin_journal(tmp_path / "journal", folder)
    disk = Disk()
    records = list(read_journal(tmp_path / "journal"))
    for record in records:
        disk.do(record)
    assert [record.number for record in records] == list(range(1, number + 1))
    assert disk.after_a_cut(random.Random(1), harsh=True) == {"one": b"1" * 3000, "two": b""}  # noqa: S311 - where to cut
