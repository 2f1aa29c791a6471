"""The queries that clients send, and their trees by Grafana's grammar."""

import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_QUERIES = _HERE / "queries.logql"
REFERENCE = _HERE / "reference.jsonl"


def queries() -> list[str]:
    """Return the queries without the comments between them."""
    return [line for line in _QUERIES.read_text().splitlines() if line and not line.startswith("#")]


def reference() -> dict[str, Any]:
    """Return the tree of each query, in the format of `shape.py`."""
    return {one["query"]: one["reading"] for one in map(json.loads, REFERENCE.read_text().splitlines())}
