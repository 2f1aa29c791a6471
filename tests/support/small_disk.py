"""A disk that fills up quickly."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Mount a disk of half a megabyte at this path. Skip the test if that is not permitted."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603 - our own folder
        pytest.skip("Only root may mount a small disk.")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607 - as above


def fill(disk: Path, *, leaving: int = 0) -> Path:
    """Fill the disk with a file, which is returned, and leave this number of bytes free."""
    filling = disk / "filling"
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    os.truncate(filling, max(0, filling.stat().st_size - leaving))
    return filling
