"""The master secret in a file."""

import os
import secrets
from pathlib import Path

from application.ports.master_secret import MIN_BYTES, MasterSecret
from domain.errors import PassingError
from infrastructure.embedded.connection import sync


class FileMasterSecret(MasterSecret):
    """Reads the file that `DataFolder` has created, once."""

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
    """Return the temporary path of a new secret, which it keeps until all databases are created."""
    return path.with_suffix(".new")


def begin_secret(path: Path) -> bytes:
    """Create a secret under a temporary name, for `finish_secret`. After a crash return the one created before."""
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
    """Give the secret its final name, durably."""
    unfinished_secret(path).rename(path)
    sync(path.parent)
