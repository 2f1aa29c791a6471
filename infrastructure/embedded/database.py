"""One SQLite database: transactions, group commits, and overwriting deleted rows."""

import math
import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from domain.errors import PassingError
from infrastructure.embedded.connection import connect, connect_for_reading, schema_version
from infrastructure.embedded.migrations import check_schema, make_tables
from infrastructure.embedded.schemas import Schema
from infrastructure.embedded.unusable import UnusableDatabase, usable

T = TypeVar("T")

_LARGE_BYTES = 16 * 1024 * 1024
# For this long after a refused write, `check` fails unless a later write has succeeded.
_REFUSAL_COUNTS_SECONDS = 5.0
# Pauses between attempts to begin a transaction while another process holds the lock. SQLite's own pauses grow to a
# tenth of a second, although most transactions take milliseconds, so other processes would often get the lock first.
_FIRST_PAUSE_SECONDS = 0.0005
_LONGEST_PAUSE_SECONDS = 0.005
# How long a probe waits for the lock. It is short, because the caller asks about the current state.
_PROBE_PATIENCE_SECONDS = 1.0
# The size of a probe's write: more than the free space in a page, so that a full disk causes an error.
_PROBE_BYTES = 32 * 1024


class Database:
    """One file with a connection for writing, which threads share in turn, and a connection for each reading thread.

    Reads never wait for writes: in WAL mode, each read sees what was committed when it began. A new file gets the
    schema's tables. A file of another version is refused with UnusableDatabase, because only `DataFolder` upgrades.
    With `synced=False`, a power cut may undo the latest commits. All connections to a file must agree on that: after a
    failed sync, the log may lack a commit that was not synced, and with it every later commit. While another process
    holds the lock, a write waits for `patience_seconds` (default: five seconds).
    """

    def __init__(
        self, path: Path, schema: Schema, *, synced: bool = True, patience_seconds: float | None = None
    ) -> None:
        self._path = path
        self._lock = RLock()
        # Connections for reading that are not in use.
        self._readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        self._waiting: deque[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]] = deque()
        # An earlier process may have left a write-ahead log.
        self._written_since_truncation = True
        self._last_seen_version = 0
        self._refusals = 0
        # Monotonic times of the last commit, and of the last write that was refused after it.
        self._written_at = self._refused_at = -math.inf
        with usable(path):
            is_new = schema_version(path) is None
            if not is_new and check_schema(path, schema):
                raise UnusableDatabase(
                    f"{path} was written by an earlier version of this program: `serve` upgrades it when it starts."
                )
            self._connection = connect(path)
            try:
                if is_new:
                    make_tables(self._connection, schema)
                if not synced:
                    self._connection.execute("PRAGMA synchronous = NORMAL")
                # How long a transaction waits while another process holds the lock.
                (milliseconds,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
                self._patience_seconds = milliseconds / 1000 if patience_seconds is None else patience_seconds
                # The first query opens the write-ahead log.
                self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._files = {each: _place(each) for each in (path, path.with_name(f"{path.name}-wal"))}
            except BaseException:
                self._connection.close()
                raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: committed when the block ends, rolled back if it raises.

        Raises PassingError if the database refuses.
        """
        refusals = self._refusals
        try:
            with self._lock, self._answering(), self._committing(self._patience_seconds):
                self._written_since_truncation = True
                yield self._connection
            self._refused_at = -math.inf
        except PassingError:
            if self._refusals > refusals:
                self._refused_at = time.monotonic()
            raise

    @contextmanager
    def _committing(self, patience_seconds: float) -> Iterator[None]:
        self._begin(patience_seconds)
        try:
            yield
            self._check_files()
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._written_at = time.monotonic()

    def _begin(self, patience_seconds: float) -> None:
        deadline, pause = time.monotonic() + patience_seconds, _FIRST_PAUSE_SECONDS
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
                if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            else:
                return
            time.sleep(pause)
            pause = min(1.3 * pause, _LONGEST_PAUSE_SECONDS)

    def _check_files(self) -> None:
        """Raise PassingError if the open files are no longer the files at their paths.

        SQLite would go on writing to files that were deleted or replaced, and the next start would not find the data.
        """
        if any(_place(path) != place for path, place in self._files.items()):
            self._refusals += 1
            raise PassingError("data_folder_gone")

    @property
    def refusals(self) -> int:
        """The number of operations so far that a lock, a missing file, a full disk or an I/O error has made fail."""
        return self._refusals

    def check(self) -> None:
        """Raise PassingError if the last write was refused in the last seconds, or if a probe fails."""
        if time.monotonic() - self._refused_at < _REFUSAL_COUNTS_SECONDS:
            raise PassingError("refused")
        self.probe()

    def probe(self) -> None:
        """Raise PassingError unless a write is possible now.

        The probe writes and syncs some pages and frees them again, so that it meets a full disk, a lock or an I/O error
        even if nothing else is written. Returns within about two seconds.
        """
        if not self._lock.acquire(timeout=_PROBE_PATIENCE_SECONDS):
            # Another thread has the connection. If there was a commit recently, writes are possible; otherwise that
            # thread is waiting for the lock.
            if time.monotonic() - self._written_at > _PROBE_PATIENCE_SECONDS:
                raise PassingError("busy")
            return
        try:
            with self._answering(), self._committing(_PROBE_PATIENCE_SECONDS):
                self._connection.execute("CREATE TABLE probe (bytes)")
                self._connection.execute("INSERT INTO probe VALUES (zeroblob(?))", (_PROBE_BYTES,))
                self._connection.execute("DROP TABLE probe")
        finally:
            self._lock.release()

    def write_together(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in a transaction together with the work of other waiting threads, and return its result.

        A commit costs one sync of the disk, however much it contains. If any work raises, each is committed separately,
        so that only the caller of the failing work gets the error.
        """
        own: Future[T] = Future()
        self._waiting.append((work, own))
        with self._lock:
            # The first thread to get the lock commits the work of all waiting threads.
            if not own.done():
                self._write([self._waiting.popleft() for _ in range(len(self._waiting))])
        return own.result()

    def _write(self, waiting: Sequence[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]]) -> None:
        try:
            with self.transaction() as connection:
                results = [work(connection) for work, _ in waiting]
        except Exception as error:  # noqa: BLE001 - any error is raised in the caller's thread
            if len(waiting) == 1:
                waiting[0][1].set_exception(error)
            else:
                for one in waiting:
                    self._write([one])
        else:
            for (_, future), result in zip(waiting, results, strict=True):
                future.set_result(result)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection for the block. Raises PassingError if the database refuses.

        Each statement sees what is committed when the statement begins.
        """
        with self._answering():
            reader = self._reader()
            try:
                yield reader
            except BaseException:
                # A statement may be unfinished, so do not reuse the connection.
                reader.close()
                raise
            self._readers.append(reader)
            if self._closed:
                self._close_readers()

    def _reader(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        try:
            # Reuse the latest connection, because its cache is warm.
            return self._readers.pop()
        except IndexError:
            self._check_files()
            return connect_for_reading(self._path)

    def _close_readers(self) -> None:
        with suppress(IndexError):
            while True:
                self._readers.pop().close()

    def truncate_log(self) -> None:
        """Empty the write-ahead log, which still contains deleted rows, if anything was written since the last time."""
        # Do not wait for readers in other processes, because all threads here would have to wait too.
        with self._lock, self._answering():
            if self._is_written():
                self._written_since_truncation = not self._checkpoint()

    def erase_deleted(self) -> None:
        """Remove every byte of deleted rows from the files.

        secure_delete overwrites deleted rows, but SQLite also moves rows between pages, and leaves copies in the gaps;
        VACUUM removes those. Large files are not vacuumed, because all threads would have to wait: there the copies
        stay until the last row of their table is deleted.
        """
        with self._lock, self._answering():
            if self._is_written():
                vacuumed = self._size() > _LARGE_BYTES or self._vacuum()
                self._written_since_truncation = not (self._checkpoint() and vacuumed)

    def _is_written(self) -> bool:
        """Whether this or another process has written since the write-ahead log was last empty."""
        # https://sqlite.org/pragma.html#pragma_data_version: the number changes when other connections commit.
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        self._written_since_truncation |= version != self._last_seen_version
        self._last_seen_version = version
        return self._written_since_truncation

    def _size(self) -> int:
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        (page_bytes,) = self._connection.execute("PRAGMA page_size").fetchone()
        return int(pages * page_bytes)

    def _vacuum(self) -> bool:
        """Vacuum, and return whether it succeeded. It fails while another process uses the file or the disk is full."""
        try:
            self._connection.execute("VACUUM")
        except sqlite3.OperationalError:
            return False
        return True

    def _checkpoint(self) -> bool:
        """Empty the write-ahead log, and return whether it succeeded."""
        (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._refusals += isinstance(error, sqlite3.OperationalError)
            # The name of SQLite's error, such as SQLITE_FULL. Errors of the sqlite3 module itself have none.
            raise PassingError(getattr(error, "sqlite_errorname", type(error).__name__)) from error

    def close(self) -> None:
        """Write back and remove the write-ahead log. Later calls fail."""
        self._closed = True
        self._close_readers()
        with self._lock:
            self._connection.close()


def _place(path: Path) -> tuple[int, int] | None:
    """The device and inode that identify a file, or None if it does not exist."""
    try:
        found = os.stat(path)  # noqa: PTH116 - this runs at each commit, and `Path.stat` takes longer
    except OSError:
        return None
    return found.st_dev, found.st_ino
