"""A redactor in another process, called through a pipe."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.corpus import Record
from tests.corpus.record import Span


@dataclass(frozen=True)
class Process:
    """`version` and `labels` are reported by the redactor."""

    version: str
    labels: frozenset[str]
    _requests: IO[str]
    _answers: IO[str]

    def find(self, records: Sequence[Record]) -> tuple[list[list[Span]], float]:
        """Return the findings of each line, and the CPU seconds of all."""
        answer = _ask(self._requests, self._answers, [(record.text, record.region) for record in records])
        return [[(start, end, label) for start, end, label in found] for found in answer["found"]], answer["seconds"]


@contextmanager
def running(name: str, interpreter: Path) -> Iterator[Process]:
    """Run the redactor of that module in `finders` with that interpreter until the block ends."""
    command = [str(interpreter), "-m", "tests.benchmarks.redaction.server", name]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603  # our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        hello = process.stdout.readline()
        if not hello:
            errors.seek(0)
            raise RuntimeError(f"{name} did not start:\n{errors.read()}")
        about = json.loads(hello)
        yield Process(about["version"], frozenset(about["labels"]), process.stdin, process.stdout)
        process.stdin.close()


def _ask(requests: IO[str], answers: IO[str], request: object) -> dict[str, Any]:
    requests.write(json.dumps(request) + "\n")
    requests.flush()
    answer: dict[str, Any] = json.loads(answers.readline())
    return answer
