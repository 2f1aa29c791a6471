"""Sending records in batches, and counting accepted and rejected ones."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from entrypoints.cli.remote.lines import Line
from entrypoints.cli.remote.server import Refused, Server, compressed

_BATCH_LINES = 2_000
# Far below the server's limit for a request.
_BATCH_BYTES = 1_000_000
_KEPT_REJECTIONS = 100


@dataclass
class Tally:
    """The numbers of accepted and rejected lines so far."""

    accepted: int = 0
    rejected: int = 0
    bytes: int = 0
    rejected_by_code: Counter[str] = field(default_factory=Counter)
    details: dict[str, str] = field(default_factory=dict)
    # The file and line number of each, and the code of the error.
    first_rejected: list[tuple[str, str]] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)

    @property
    def rate(self) -> float:
        """The bytes per second since the start."""
        return self.bytes / max(time.monotonic() - self._started, 0.001)

    def reject(self, line: Line, code: str, detail: str) -> None:
        """Count a line that was refused."""
        self.rejected += 1
        self.rejected_by_code[code] += 1
        self.details.setdefault(code, detail)
        if len(self.first_rejected) < _KEPT_REJECTIONS:
            self.first_rejected.append((line.place, code))


class Sender:
    """Sends lines to `POST /ingest/batch`, one batch after another."""

    def __init__(self, server: Server, tally: Tally, progress: Callable[[], object]) -> None:
        self._server = server
        self._tally = tally
        self._progress = progress

    def send(self, lines: Iterable[Line | None]) -> None:
        """Send all lines. None sends an incomplete batch. Raises Unreachable, and Refused if the server refuses all."""
        batch: list[Line] = []
        size = 0
        for line in lines:
            if line is not None:
                batch.append(line)
                size += len(line.record)
            if batch and (line is None or len(batch) >= _BATCH_LINES or size >= _BATCH_BYTES):
                self._send(batch)
                batch, size = [], 0
        if batch:
            self._send(batch)

    def _send(self, batch: Sequence[Line]) -> None:
        body, headers = compressed(b"".join(line.record for line in batch))
        try:
            answer = self._server.send("POST", "/ingest/batch", body, headers)
        except Refused as refused:
            if refused.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
                raise
            self._divide(batch, refused)
            return
        document = answer.document()
        self._tally.accepted += document["accepted"]
        for error in document["errors"]:
            self._tally.reject(batch[error["index"]], error["code"], error["detail"])
        # The server lists only the first hundred errors.
        unnamed = document["rejected"] - len(document["errors"])
        self._tally.rejected += unnamed
        self._tally.bytes += sum(line.size for line in batch)
        self._progress()

    def _divide(self, batch: Sequence[Line], refused: Refused) -> None:
        """Send the halves of a batch that was refused as a whole, so that only the offending lines are rejected."""
        if len(batch) == 1:
            self._tally.reject(batch[0], refused.code, str(refused))
            self._tally.bytes += batch[0].size
            self._progress()
            return
        middle = len(batch) // 2
        self._send(batch[:middle])
        self._send(batch[middle:])
