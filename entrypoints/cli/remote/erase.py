"""`erase --url`: erase over HTTP, by requests that are repeated until the erasure is complete."""

import argparse
import json
import sys
from collections.abc import Sequence
from time import sleep
from typing import Any
from urllib.parse import urlencode

from entrypoints.cli.output import show_progress
from entrypoints.cli.remote.server import Answer, Server


def erase_over_http(chosen: argparse.Namespace, value: str | None) -> dict[str, Any]:
    """Erase the logs that the arguments select, and that contained `value` if it is given. Return the receipt.

    Raises Unreachable and Refused.
    """
    server = Server(chosen.url, chosen.key, chosen.tenant)
    bounds = [(name, bound) for name in ("since", "until") if (bound := getattr(chosen, name)) is not None]
    body = None if value is None else json.dumps({"values": [{"kind": chosen.kind, "value": value}]}).encode()
    log = () if chosen.log_id is None else (chosen.log_id,)
    answer = _delete(server, log, bounds, body)
    while not (document := answer.document())["complete"]:
        if sys.stderr.isatty():
            show_progress(f"logs: {document['deleted']['logs']:,}".ljust(60))
        # First the server waits until all workers know the erasure.
        sleep(answer.retry_after or 0)
        answer = _delete(server, log, [("cursor", document["next_cursor"])])
    receipt: dict[str, Any] = document
    return receipt


def _delete(
    server: Server, log: Sequence[str], parameters: Sequence[tuple[str, str]], body: bytes | None = None
) -> Answer:
    path = server.logs_path(*log)
    headers = {} if body is None else {"Content-Type": "application/json"}
    return server.send("DELETE", f"{path}?{urlencode(parameters)}" if parameters else path, body, headers)
