"""Runs a built folder as Lambda does: with AWS's runtime interface emulator and AWS's runtime client.

The emulator is part of the SAM CLI. https://docs.aws.amazon.com/lambda/latest/dg/images-test.html
"""

import json
import re
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.emulated.processes import free_port, listens, started, wait_for

ROOT = Path(__file__).parents[2]
_PYTHON = ROOT / ".venv-lambda" / "bin" / "python"
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)")


@dataclass(frozen=True)
class Function:
    """A function that waits for events. The emulator handles one event at a time."""

    url: str
    log: Path

    def invoke(self, event: Mapping[str, Any], seconds: float = 60) -> Any:
        """Return the function's answer, or Lambda's error."""
        request = urllib.request.Request(self.url, json.dumps(event).encode())  # noqa: S310 - our own, on loopback
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - as above
                body = answer.read().decode()
        except urllib.error.HTTPError as error:
            # This is how the emulator reports that the function has ended.
            body = error.read().decode()
        try:
            return json.loads(body)
        except ValueError:
            return body

    @property
    def init_milliseconds(self) -> float:
        """Return the duration of the first start."""
        match = _INIT.search(self.log.read_text())
        assert match, self.log.read_text()
        return float(match[1])


@contextmanager
def running(
    folder: Path, handler: str, environment: Mapping[str, str], *, timeout_seconds: int = 30
) -> Iterator[Function]:
    """Run the function in that folder until the block ends."""
    port, runtime_port = free_port(), free_port()
    command = [
        str(next((ROOT / ".venv-sam").glob("lib/python3.*/site-packages/samcli/local/rapid/aws-lambda-rie-x86_64"))),
        # Without both, it listens on every interface.
        "--runtime-interface-emulator-address",
        f"127.0.0.1:{port}",
        "--runtime-api-address",
        f"127.0.0.1:{runtime_port}",
        str(_PYTHON),
        "-m",
        "awslambdaric",
        handler,
    ]
    settings = {
        **environment,
        "LAMBDA_TASK_ROOT": str(folder),
        "AWS_LAMBDA_FUNCTION_NAME": handler.partition(".handler")[0].rpartition(".")[2],
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(timeout_seconds),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with tempfile.TemporaryDirectory(prefix="lambda-") as logs:
        log = Path(logs) / "log"
        with log.open("w") as output, started(command, cwd=str(folder), env=settings, output=output):
            try:
                wait_for(lambda: listens(port), "the runtime interface emulator")
            except TimeoutError as error:
                raise TimeoutError(f"{error}. It printed:\n{log.read_text()}") from None
            yield Function(f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations", log)
