"""Requests designed to need much memory."""

import json
import subprocess
import sys

import pytest

from tests.support.peak_memory import BODIES

# Half of ingest-api's memory in Lambda. The interpreter and its libraries take another quarter.
MOST_MIB = 256


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    "body", ["OTLP, records", "OTLP, values", "Loki, streams", "Loki, metadata", "batch, attributes"]
)
def test_a_request_of_many_tiny_values_needs_little(body: str) -> None:
    """Millions of messages, objects or lists in a request of 10 MiB are counted before they are parsed."""
    assert body in BODIES
    command = [sys.executable, "-m", "tests.support.peak_memory", body]
    measured = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    status, mib, _ = json.loads(measured.stdout)
    assert status in (200, 400, 413)
    assert mib < MOST_MIB
