"""Reading the lines of a file as records, each with an id that is the same in each run."""

import hashlib
import json
import os
import select
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.limits import MAX_TEXT_BYTES
from entrypoints.cli.remote.exported import as_it_was_sent, is_exported

_PIECE_BYTES = 256 * 1024
# Longer lines are split into parts of this size, so that a file without line breaks does not fill the memory. The limit
# is above that of a text, because JSON may take more bytes than the text in it.
_MAX_LINE_BYTES = 8 * MAX_TEXT_BYTES
_POLL_SECONDS = 0.25
_ID_DIGITS = 32


@dataclass(frozen=True)
class Line:
    """A record as a line of NDJSON, its file and line number (`place`), and its size in the file in bytes."""

    record: bytes
    place: str
    size: int


def size_of(path: Path) -> int:
    """Return the size of a file in bytes; 0 for standard input and devices."""
    return path.stat().st_size if path.is_file() else 0


def lines_of(path: Path, *, follow: bool, service: str | None) -> Iterator[Line | None]:
    """Yield the lines of a file, or of standard input (`-`), without empty ones. None means that no more are ready.

    With `follow` this never ends. A file that is truncated or replaced is read from its beginning.
    """
    if str(path) == "-":
        yield from _records(_lines(_piped(sys.stdin.fileno())), os.urandom(16), "standard input", service)
        return
    seed = str(path.resolve()).encode()
    while True:
        with path.open("rb") as file:
            pieces = _followed(path, file) if follow else iter(lambda: file.read(_PIECE_BYTES), b"")
            yield from _records(_lines(pieces), seed, str(path), service)
        if not follow:
            return


def _records(lines: Iterator[bytes | None], seed: bytes, name: str, service: str | None) -> Iterator[Line | None]:
    offset = number = 0
    for line in lines:
        if line is None:
            yield None
            continue
        number += 1
        if text := line.strip(b"\r\n"):
            digest = hashlib.sha256(b"%d\0%b\0%b" % (offset, seed, text)).hexdigest()[:_ID_DIGITS]
            yield Line(_record(text, digest, service), f"{name}:{number}", len(line))
        offset += len(line)


def _record(text: bytes, log_id: str, service: str | None) -> bytes:
    """Return a JSON object unchanged, and any other line as the text of one. Add id and service if they are missing."""
    record: dict[str, object] | None = None
    if text.lstrip().startswith(b"{"):
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            parsed = None
        record = parsed if isinstance(parsed, dict) else None
    if record is not None and is_exported(record):
        record = as_it_was_sent(record)
    if record is None:
        record = {"message": text.decode("utf-8", "replace")}
    record.setdefault("log_id", log_id)
    if service is not None:
        record.setdefault("service", service)
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _lines(pieces: Iterator[bytes | None]) -> Iterator[bytes | None]:
    """Yield complete lines with their line breaks. Lines that are too long are yielded in parts."""
    rest = b""
    for piece in pieces:
        if piece is None:
            yield None
            continue
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield from _parts(line + b"\n")
        *parts, rest = _parts(rest) or [b""]
        yield from parts
    if rest:
        yield rest


def _parts(line: bytes) -> Sequence[bytes]:
    return [line[at : at + _MAX_LINE_BYTES] for at in range(0, len(line), _MAX_LINE_BYTES)]


def _piped(descriptor: int) -> Iterator[bytes | None]:
    while True:
        if not select.select([descriptor], [], [], _POLL_SECONDS)[0]:
            yield None
        elif piece := os.read(descriptor, _PIECE_BYTES):
            yield piece
        else:
            return


def _followed(path: Path, file: BinaryIO) -> Iterator[bytes | None]:
    """Yield what is added to a file, until it is truncated or replaced."""
    while True:
        if piece := file.read(_PIECE_BYTES):
            yield piece
        elif _is_another(path, file):
            return
        else:
            yield None
            time.sleep(_POLL_SECONDS)


def _is_another(path: Path, file: BinaryIO) -> bool:
    try:
        there, opened = path.stat(), os.fstat(file.fileno())
    except FileNotFoundError:
        return False
    return (there.st_dev, there.st_ino) != (opened.st_dev, opened.st_ino) or there.st_size < file.tell()
