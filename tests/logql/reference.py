"""`make logql-reference`: what Grafana's own grammar makes of the queries."""

import subprocess
from pathlib import Path

from tests.logql.queries import REFERENCE, queries


def read_by_grafana() -> str:
    """One line of JSON a query. Needs node, and the packages of `node/package.json`."""
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
