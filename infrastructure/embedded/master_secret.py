"""The master secret as a file."""

import os
import secrets
from pathlib import Path

from application.ports.master_secret import MIN_BYTES, MasterSecret
from domain.errors import PassingError


class FileMasterSecret(MasterSecret):
    """A file of mode 0600, made once. It belongs to the data: with another, retries of stored logs are conflicts."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            _create(path)
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


def _create(path: Path) -> None:
    # Written whole under another name first: a crash must not leave half a secret that later looks like one.
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(MIN_BYTES))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
