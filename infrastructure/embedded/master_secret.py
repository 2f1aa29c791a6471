"""The master secret as a file."""

import os
import secrets
from pathlib import Path

from application.ports.master_secret import MIN_BYTES, MasterSecret
from domain.errors import PassingError
from infrastructure.embedded.connection import sync


class FileMasterSecret(MasterSecret):
    """A file that `DataFolder` has made. It belongs to the data: with another, retries of stored logs are conflicts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._secret: bytes | None = None

    def read(self) -> bytes:
        if self._secret is None:
            try:
                secret = self._path.read_bytes()
            except OSError as error:
                raise PassingError("secret_unreadable") from error
            if len(secret) < MIN_BYTES:
                raise PassingError("secret_too_short")
            self._secret = secret
        return self._secret


def unfinished_secret(path: Path) -> Path:
    """Where a new secret waits until every database has been made for it."""
    return path.with_suffix(".new")


def begin_secret(path: Path) -> bytes:
    """Make a secret that is not in force before `finish_secret`; after a crash the one that was begun is returned."""
    unfinished = unfinished_secret(path)
    if unfinished.exists() and len(begun := unfinished.read_bytes()) >= MIN_BYTES:
        return begun
    secret = secrets.token_bytes(MIN_BYTES)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    sync(unfinished)
    sync(path.parent)
    return secret


def finish_secret(path: Path) -> None:
    """Put the secret in force, durably."""
    unfinished_secret(path).rename(path)
    sync(path.parent)
