"""Data folders as earlier versions of the program left them, created from the SQL texts in `released_schemas`.

Before you change a schema, run `python -m tests.contract.released`: it writes the texts of the present versions, with
rows, and prints the line to add to `RELEASES`.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from domain.api_key import hash_api_key
from domain.identity import content_tag, identity_key, installation_identity
from domain.log_entry import LogEntry
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.schemas import ALL
from tests.contract.records import entry

_TEXTS = Path(__file__).parent / "released_schemas"
# The versions that were current together, oldest first.
RELEASES = (
    {"queue": 1, "logs": 2, "tenants": 1, "usage": 1},
    {"queue": 2, "logs": 3, "tenants": 2, "usage": 2},
    {"queue": 3, "logs": 4, "tenants": 2, "usage": 2},
    {"queue": 3, "logs": 5, "tenants": 2, "usage": 2},
    {"queue": 4, "logs": 6, "tenants": 3, "usage": 2},
)
SECRET = bytes(range(32))
KEY = "released"
# The raw records of the stored logs.
STORED = (
    entry("stored", text="call +44 20 7946 0958"),
    entry("kept", text="kept for a time"),
    entry("for-good", text="Grüße", tenant_id="beta"),
)


def tag(log: LogEntry) -> str:
    """Return the content tag under the folder's secret."""
    return content_tag(identity_key(SECRET, log.tenant_id), log)


def make_released_folder(folder: Path, release: Mapping[str, int], *, killed: bool = False) -> None:
    """Create a complete data folder. A killed program leaves its write-ahead logs behind."""
    folder.mkdir(mode=0o700, parents=True)
    (folder / "master-secret").write_bytes(SECRET)
    for name, version in release.items():
        _make_database(folder / f"{name}.sqlite3", f"{name}-{version}", killed=killed)


def has_text(name: str, version: int) -> bool:
    """Return whether there is a database of this version."""
    return (_TEXTS / f"{name}-{version}.sql").exists()


def _make_database(path: Path, name: str, *, killed: bool) -> None:
    text = (_TEXTS / f"{name}.sql").read_text(encoding="utf-8")
    for value, placeholder in _placeholders().items():
        text = text.replace(placeholder, value)
    original = path.with_name("original") / path.name
    original.parent.mkdir()
    with closing(sqlite3.connect(original, isolation_level=None)) as connection:
        connection.executescript(text)
        if not killed:
            connection.close()
        for file in original.parent.iterdir():
            shutil.copy(file, path.parent)
    shutil.rmtree(original.parent)


def _placeholders() -> dict[str, str]:
    """Return the placeholders in the texts for values that are derived from secrets."""
    tags = {tag(log): f"@TAG_{number}@" for number, log in enumerate(STORED, start=1)}
    return tags | {hash_api_key(KEY): "@KEY_HASH@", installation_identity(SECRET): "@IDENTITY@"}


def _write_texts() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        make_released_folder(folder, RELEASES[-1])
        DataFolder(folder).close()
        for schema in ALL:
            with closing(sqlite3.connect(folder / f"{schema.name}.sqlite3")) as connection:
                begin, *lines, commit = connection.iterdump()
            version = f"PRAGMA user_version = {schema.version};"
            text = "\n".join(["PRAGMA journal_mode = WAL;", begin, *lines, version, commit, ""])
            for value, placeholder in _placeholders().items():
                text = text.replace(value, placeholder)
            (_TEXTS / f"{schema.name}-{schema.version}.sql").write_text(text, encoding="utf-8")
    print({schema.name: schema.version for schema in ALL})


if __name__ == "__main__":
    _write_texts()
