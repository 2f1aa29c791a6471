"""The states of a folder that a power cut can leave, computed from a journal of all its writes and syncs.

A disk keeps synced data. Of the writes since a file's last sync it may keep any part, in sectors of 512 bytes: a write
may be present, missing or torn. Entries of the folder (new files, renames, deletions) are kept in order, as on a
journaling file system; a *harsh* disk may lose those after which the folder was not synced. After a failed sync, its
data may be lost permanently although later syncs succeed, because Linux marks the pages as written.
"""

import random
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

_HEADER = struct.Struct("=QQQQ")
_SECTOR = 512


class Kind(IntEnum):
    """The kinds of records in `faulty_disk.c`."""

    CREATED = 1
    WRITTEN = 2
    TRUNCATED = 3
    SYNCED = 4
    SYNC_FAILED = 5
    UNLINKED = 6
    RENAMED = 7
    FOLDER_SYNCED = 8


class Record(NamedTuple):
    """A record. `file` is an inode number. `number` counts the records from 1."""

    number: int
    kind: Kind
    file: int
    offset: int
    data: bytes


def read_journal(path: Path) -> Iterator[Record]:
    """Yield every record in order. A truncated last record, left by a killed process, is omitted."""
    with path.open("rb") as journal:
        number = 0
        while len(header := journal.read(_HEADER.size)) == _HEADER.size:
            kind, file, offset, length = _HEADER.unpack(header)
            data = journal.read(length)
            if len(data) < length:
                return
            number += 1
            yield Record(number, Kind(kind), file, offset, data)


def begin_journal(path: Path, folder: Path) -> int:
    """Write the journal of a folder whose files were created and synced before; return the number of records."""
    number = 0
    with path.open("wb") as journal:

        def append(kind: Kind, file: int, offset: int, data: bytes = b"") -> None:
            nonlocal number
            journal.write(_HEADER.pack(kind, file, offset, len(data)) + data)
            number += 1

        for each in sorted(folder.iterdir()):
            if each.name.endswith("-shm"):
                continue
            inode = each.stat().st_ino
            append(Kind.CREATED, inode, 0, each.name.encode())
            append(Kind.WRITTEN, inode, 0, each.read_bytes())
            append(Kind.SYNCED, inode, number)
        append(Kind.FOLDER_SYNCED, 0, number)
    return number


@dataclass
class _File:
    """`durable` survives a cut; `pending` are the writes and truncations that no sync has confirmed.

    `doubtful` are those pending changes that a failed sync may have dropped, so that no later sync confirms them.
    """

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Record] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)

    def change(self, record: Record) -> None:
        self.pending.append(record)

    def synced(self, begun_after: int) -> None:
        """Make the writes before the beginning of the sync durable, in order, unless they are doubtful."""
        kept: list[Record] = []
        for record in self.pending:
            if record.number <= begun_after and record.number not in self.doubtful:
                _apply(self.durable, record)
                # The remaining pending changes are older, so they cannot replace this one.
                kept = [part for older in kept for part in _not_overwritten(older, record)]
            else:
                kept.append(record)
        self.pending = kept

    def sync_failed(self, begun_after: int) -> None:
        """Mark the writes before the beginning of the sync as doubtful.

        Sizes are safe in the file system's own journal.
        """
        self.doubtful |= {
            record.number
            for record in self.pending
            if record.number <= begun_after and record.kind is not Kind.TRUNCATED
        }


Entry = tuple[str, _File | None]
"""A name of the folder, and the file that it names from now on, or None."""


class Disk:
    """The folder's state at one position of the journal: all changes, and those that a cut cannot lose."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, _File] = {}
        self._durable_names: dict[str, _File] = {}
        self._pending_entries: list[tuple[int, Sequence[Entry]]] = []

    def do(self, record: Record) -> None:
        """Apply one more record."""
        match record.kind:
            case Kind.CREATED:
                file = self._files[record.file] = _File()
                self._enter(record, [(record.data.decode(), file)])
            case Kind.WRITTEN | Kind.TRUNCATED:
                self._files[record.file].change(record)
            case Kind.SYNCED:
                self._files[record.file].synced(record.offset)
            case Kind.SYNC_FAILED:
                self._files[record.file].sync_failed(record.offset)
            case Kind.UNLINKED:
                self._enter(record, [(record.data.decode(), None)])
            case Kind.RENAMED:
                old, new = record.data[: record.offset - 1].decode(), record.data[record.offset :].decode()
                self._enter(record, [(old, None), (new, self._names[old])])
            case Kind.FOLDER_SYNCED:
                self._sync_folder(record)

    def _enter(self, record: Record, entries: Sequence[Entry]) -> None:
        _enter(self._names, entries)
        self._pending_entries.append((record.number, entries))

    def _sync_folder(self, record: Record) -> None:
        synced = [entries for number, entries in self._pending_entries if number <= record.offset]
        for entries in synced:
            _enter(self._durable_names, entries)
        del self._pending_entries[: len(synced)]

    def as_it_is(self) -> dict[str, bytes]:
        """Return every file with all its writes."""
        return {name: _content(file, file.pending) for name, file in self._names.items()}

    def after_a_cut(self, chance: random.Random, *, harsh: bool) -> dict[str, bytes]:
        """Return every file as a cut at this position could leave it."""
        names = self._names
        if harsh:
            names = dict(self._durable_names)
            for _, entries in self._pending_entries:
                if chance.random() < 0.5:
                    _enter(names, entries)
        return {name: _content(file, _survivors(file.pending, chance)) for name, file in names.items()}


def write_folder(contents: Mapping[str, bytes], folder: Path) -> None:
    """Create the folder with these files, readable only by the owner, like the server's."""
    folder.mkdir(mode=0o700, parents=True)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)


def _enter(names: dict[str, _File], entries: Sequence[Entry]) -> None:
    for name, file in entries:
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


def _content(file: _File, changes: Sequence[Record]) -> bytes:
    content = bytearray(file.durable)
    for record in changes:
        _apply(content, record)
    return bytes(content)


def _apply(content: bytearray, record: Record) -> None:
    if record.kind is Kind.TRUNCATED:
        del content[record.offset :]
        content.extend(bytes(record.offset - len(content)))
    else:
        if len(content) < record.offset:
            content.extend(bytes(record.offset - len(content)))
        content[record.offset : record.offset + len(record.data)] = record.data


def _not_overwritten(older: Record, newer: Record) -> Iterator[Record]:
    """Yield the parts of a write that no newer change of the file has replaced or cut off."""
    start, end = older.offset, older.offset + len(older.data)
    newer_end = end if newer.kind is Kind.TRUNCATED else newer.offset + len(newer.data)
    for first, last in ((start, min(end, newer.offset)), (max(start, newer_end), end)):
        if first < last:
            yield older._replace(offset=first, data=older.data[first - start : last - start])


def _survivors(changes: Sequence[Record], chance: random.Random) -> list[Record]:
    """Return all, none or any part of a write, because a disk may write in any order."""
    share = chance.choice((0.0, 1.0, chance.random()))
    survivors: list[Record] = []
    for record in changes:
        if record.kind is Kind.TRUNCATED or chance.random() < 0.7:
            if chance.random() < share:
                survivors.append(record)
        else:
            survivors += [sector for sector in _sectors(record) if chance.random() < share]
    return survivors


def _sectors(record: Record) -> Iterator[Record]:
    """Divide the write into parts that a disk writes completely or not at all."""
    start, end = record.offset, record.offset + len(record.data)
    while start < end:
        stop = min(end, (start // _SECTOR + 1) * _SECTOR)
        yield record._replace(offset=start, data=record.data[start - record.offset : stop - record.offset])
        start = stop
