"""One SQLite database: transactions, group commits, and erasing what was deleted."""

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
# So long a refused write speaks against the database, where none has succeeded since.
_REFUSAL_COUNTS_SECONDS = 5.0
# Between two attempts to begin a transaction while another process has the file. SQLite itself would wait for up to a
# tenth of a second each time, although most transactions take some milliseconds, and be overtaken again and again.
_FIRST_PAUSE_SECONDS = 0.0005
_LONGEST_PAUSE_SECONDS = 0.005
# How long a probe waits for whoever uses the database: its caller wants to know about now.
_PROBE_PATIENCE_SECONDS = 1.0
# What a probe writes: more than fits into what is left of a page, so that a full disk shows.
_PROBE_BYTES = 32 * 1024


class Database:
    """One file: a connection that writes, used by one thread at a time, and one for each thread that reads meanwhile.

    Reads wait for no write: in WAL mode each sees what was committed when it began. A new file is given the schema; a
    file of another version is refused with UnusableDatabase and left as it is, because only `DataFolder` upgrades. What
    may be forgotten in a power cut need not be `synced` to disk at every commit. For another process that has the file
    a write waits for `patience_seconds`, in place of the usual five seconds.
    """

    def __init__(
        self, path: Path, schema: Schema, *, synced: bool = True, patience_seconds: float | None = None
    ) -> None:
        self._path = path
        self._lock = RLock()
        # Connections for reading that nobody uses now.
        self._readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        self._waiting: deque[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]] = deque()
        # An earlier process may have left a log behind.
        self._written_since_truncation = True
        self._last_seen_version = 0
        self._refusals = 0
        # By the monotonic clock: the last commit, and the last write that was refused since then.
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
                # So long a transaction waits for another process that has the file.
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
        """A write transaction: committed to disk when the block ends, rolled back when it raises.

        Raises PassingError where the database refuses.
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
        """Raise PassingError where the files that are open are no longer those at their paths.

        SQLite goes on writing to files that were deleted or replaced, and the next start would find nothing of it.
        """
        if any(_place(path) != place for path, place in self._files.items()):
            self._refusals += 1
            raise PassingError("data_folder_gone")

    @property
    def refusals(self) -> int:
        """How often the file could not be used so far: locked, gone, on a full disk, or with an I/O error."""
        return self._refusals

    def check(self) -> None:
        """Raise PassingError unless writes succeed: the last real one, if it was refused just now, and a probe."""
        if time.monotonic() - self._refused_at < _REFUSAL_COUNTS_SECONDS:
            raise PassingError("refused")
        self.probe()

    def probe(self) -> None:
        """Raise PassingError unless a write is possible now.

        It writes and syncs some pages of its own and frees them again, so that a full disk, a lock or an I/O error
        shows, whether or not anything else is written. Returns within about two seconds.
        """
        if not self._lock.acquire(timeout=_PROBE_PATIENCE_SECONDS):
            # Whoever has the connection may be waiting for the file, or be one of many who write to it.
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
        """Return what `work` returns, once it is committed to disk, together with what other threads are waiting for.

        A commit costs a sync of the disk, however much is in it. If one of them raises, each is written by itself, so
        that an error is raised only to the caller whose own it is.
        """
        own: Future[T] = Future()
        self._waiting.append((work, own))
        with self._lock:
            # Whoever gets here first does it for all who wait.
            if not own.done():
                self._write([self._waiting.popleft() for _ in range(len(self._waiting))])
        return own.result()

    def _write(self, waiting: Sequence[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]]) -> None:
        try:
            with self.transaction() as connection:
                results = [work(connection) for work, _ in waiting]
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to whom it concerns
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
        """A connection that cannot write, for the block alone. Raises PassingError where the database refuses.

        Each statement sees what is committed when it begins.
        """
        with self._answering():
            reader = self._reader()
            try:
                yield reader
            except BaseException:
                # Its statement may not have ended.
                reader.close()
                raise
            self._readers.append(reader)
            if self._closed:
                self._close_readers()

    def _reader(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        try:
            # The one that was used last: its cache is warm.
            return self._readers.pop()
        except IndexError:
            self._check_files()
            return connect_for_reading(self._path)

    def _close_readers(self) -> None:
        with suppress(IndexError):
            while True:
                self._readers.pop().close()

    def truncate_log(self) -> None:
        """Empty the write-ahead log, in which deleted rows live on, if anything was written since it was last empty."""
        # It does not wait for somebody who reads the file from outside: everybody here would wait too.
        with self._lock, self._answering():
            if self._is_written():
                self._written_since_truncation = not self._checkpoint()

    def erase_deleted(self) -> None:
        """Leave no byte of a deleted row in any file.

        secure_delete alone does not while other rows are left: when SQLite moves them between pages, copies of what
        was deleted stay behind in the gaps. A large file is spared, because everybody would wait for it; there the
        copies go when the last row of their table does.
        """
        with self._lock, self._answering():
            if self._is_written():
                vacuumed = self._size() > _LARGE_BYTES or self._vacuum()
                self._written_since_truncation = not (self._checkpoint() and vacuumed)

    def _is_written(self) -> bool:
        """Whether anybody has written since the log was last empty: we, or another process."""
        # https://sqlite.org/pragma.html#pragma_data_version: it changes when others commit.
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        self._written_since_truncation |= version != self._last_seen_version
        self._last_seen_version = version
        return self._written_since_truncation

    def _size(self) -> int:
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        (page_bytes,) = self._connection.execute("PRAGMA page_size").fetchone()
        return int(pages * page_bytes)

    def _vacuum(self) -> bool:
        """Whether it was done: not while somebody else uses the file, or the disk is full."""
        try:
            self._connection.execute("VACUUM")
        except sqlite3.OperationalError:
            return False
        return True

    def _checkpoint(self) -> bool:
        """Whether the log is empty now."""
        (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._refusals += isinstance(error, sqlite3.OperationalError)
            # Such as SQLITE_FULL; what the sqlite3 module refuses by itself has no such name.
            raise PassingError(getattr(error, "sqlite_errorname", type(error).__name__)) from error

    def close(self) -> None:
        """Write the log back, remove it, and refuse whatever is asked afterwards."""
        self._closed = True
        self._close_readers()
        with self._lock:
            self._connection.close()


def _place(path: Path) -> tuple[int, int] | None:
    """What tells a file from every other on this machine; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - this runs at each commit, and `Path.stat` takes longer
    except OSError:
        return None
    return found.st_dev, found.st_ino
