"""ministack: AWS's services in one process, and Lambda functions in processes of their own.

https://pypi.org/project/ministack/
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.emulated.processes import free_port, listens, started, wait_for
from tests.support.template import REGION

_COMMAND = Path(__file__).parents[2] / ".venv-emulator" / "bin" / "ministack"
# The credentials of the emulator's root user. They are valid nowhere else.
_ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


@dataclass(frozen=True)
class Ministack:
    """A running emulator. `log` is its output so far, `certificate` its own certificate."""

    endpoint: str
    log: Path
    certificate: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables with which AWS's tools and our functions use it as its root user."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_CA_BUNDLE": str(self.certificate),
            "SSL_CERT_FILE": str(self.certificate),
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": _ROOT["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": _ROOT["aws_secret_access_key"],
            "SAM_CLI_TELEMETRY": "0",
        }

    def client(self, service: str) -> Any:
        """Return boto3's client of that service."""
        config = Config(retries={"total_max_attempts": 2}, connect_timeout=5, read_timeout=120)
        return boto3.client(  # type: ignore[call-overload]  # the name is a variable
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            config=config,
            verify=str(self.certificate),
            **_ROOT,
        )


@contextmanager
def running_ministack(*, enforces_roles: bool) -> Iterator[Ministack]:
    """Start an empty emulator, which ends with the block."""
    if not _COMMAND.exists():
        raise FileNotFoundError(f"{_COMMAND} is missing; `make e2e` and `make test-package` install it.")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        log = Path(folder) / "log"
        environment = {
            "PATH": f"{_COMMAND.parent}:{os.environ['PATH']}",
            "HOME": folder,
            "TMPDIR": folder,
            # The queues accept only TLS.
            "USE_SSL": "1",
            "AUTH": "true" if enforces_roles else "false",
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "MINISTACK_REGION": REGION,
        }
        with log.open("w") as output, started([str(_COMMAND)], cwd=folder, env=environment, output=output):
            wait_for(lambda: listens(port), "ministack")
            yield Ministack(f"https://127.0.0.1:{port}", log, Path(folder) / "ministack-tls" / "server.crt")
