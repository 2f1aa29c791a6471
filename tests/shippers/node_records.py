"""Records of Node.js's log libraries. `make test-shippers` runs these tests, which need npm's packages."""

import json
import subprocess
import time

import pytest

from tests.shippers.reading import check_written
from tests.shippers.senders import NODE
from tests.shippers.written_records import MESSAGE

# The text if the message is an object or missing.
LIBRARIES = {
    "pino": MESSAGE,
    "pino without a message": '"order":7',
    "bunyan": MESSAGE,
    "winston": MESSAGE,
    "winston, an object": '{"order":7}',
    "winston, colours": MESSAGE,
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_record_of_a_library_is_read(library: str) -> None:
    """A record that the library itself has written is accepted, and its text, time and level are found."""
    start = time.time_ns()
    command = ["node", str(NODE / "records.js"), library, MESSAGE]
    line = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603 - ours
    assert json.loads(line)
    check_written(line, LIBRARIES[library], start)
