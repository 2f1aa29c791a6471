"""`make logql-reference`: parse the queries with Grafana's own grammar."""

import subprocess
from pathlib import Path

from tests.logql.queries import REFERENCE, queries


def read_by_grafana() -> str:
    """Return a line of JSON for each query. Needs node, and the packages of `node/package.json`."""
    program = Path(__file__).parent / "node" / "read.mjs"
    return subprocess.run(  # noqa: S603 - our own program
        ["node", str(program)],  # noqa: S607 - wherever it is
        input="\n".join(queries()),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


if __name__ == "__main__":
    REFERENCE.write_text(read_by_grafana())
