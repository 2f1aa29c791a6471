"""SQLite connections that fail on demand."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

# Returns whether a statement on the file of this name fails.
Fails = Callable[[str, str], bool]


@contextmanager
def faulty_connections(fails: Fails, *, timeout: float = 0.2) -> Iterator[None]:
    """Make all connections opened in the block faulty, and let them wait this long for another process's lock."""

    class FaultyConnection(sqlite3.Connection):
        def __init__(self, database: Any, *arguments: Any, **options: Any) -> None:
            super().__init__(database, *arguments, **options)
            # A read-only connection has a URI instead of a path.
            self._name = Path(str(database).partition("?")[0]).name

        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            if fails(self._name, sql.split(maxsplit=1)[0]):
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, *parameters)

        def executemany(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            if fails(self._name, sql.split(maxsplit=1)[0]):
                raise sqlite3.OperationalError("disk I/O error")
            return super().executemany(sql, *parameters)

    connect: Callable[..., Any] = sqlite3.connect

    def connecting(*arguments: Any, **options: Any) -> Any:
        return connect(*arguments, **({"factory": FaultyConnection, "timeout": timeout} | options))

    with patch("sqlite3.connect", connecting):
        yield
