"""`doctor`: test whether a log is accepted, stored and readable, and find out which step fails."""

import argparse
import secrets
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from entrypoints.cli.arguments import whole_number
from entrypoints.cli.output import fail, print_line
from entrypoints.cli.remote.address import add_server

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.server import Server

_EXAMPLES = """examples:
  aws-log-processor doctor --tenant acme
  aws-log-processor doctor --url https://id.execute-api.eu-west-1.amazonaws.com --key "$KEY"
"""
_PATIENCE_SECONDS = 60
# Below the ten minutes by which a timestamp may be ahead (domain.record.reading).
_ALLOWED_SKEW_SECONDS = 60
_POLL_SECONDS = 0.1


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "doctor",
        help="test whether logs are accepted and stored",
        description="Test a server step by step: address, readiness, clocks, key, and one log that is sent and read "
        "back. The exit code is 1 if anything is wrong.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "--wait",
        type=whole_number(1, 3_600),
        default=_PATIENCE_SECONDS,
        metavar="SECONDS",
        help=f"how long to wait for the log (default {_PATIENCE_SECONDS})",
    )
    add_server(parser)
    parser.set_defaults(run=_run)


class _Wrong(Exception):
    """A step failed. The message says what to do."""


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    try:
        for line in _steps(server_of(chosen, patience=0), chosen.wait):
            print_line(f"ok      {line}")
    except (_Wrong, Refused, Unreachable) as error:
        print_line(f"WRONG   {error}")
        return fail("logs are not accepted and stored: see the line with WRONG.")
    print_line("Logs are accepted and stored.")
    return 0


def _steps(server: "Server", patience: float) -> Iterator[str]:
    began = time.monotonic()
    health = server.once("GET", "/healthz")
    if health.status != 200:  # noqa: PLR2004 - HTTP's own number
        raise _Wrong(f"{server.url} answers /healthz with status {health.status}: is this the URL of this server?")
    yield f"{server.url} answers, after {(time.monotonic() - began) * 1000:.0f} ms"
    ready = server.once("GET", "/readyz")
    if ready.status != 200:  # noqa: PLR2004 - as above
        raise _Wrong("The server is not ready: its queue or its store does not answer. Look at the server's log.")
    yield "queue and store answer"
    if (date := health.date) is not None:
        skew = date - time.time()
        if abs(skew) > _ALLOWED_SKEW_SECONDS:
            raise _Wrong(f"The server's clock differs from this machine's by {skew:+.0f} s: correct the wrong one.")
        yield f"the clocks agree within {abs(skew) + 1:.0f} s"
    server.get(server.logs_path(), [("limit", "1")])
    yield f"the logs of {server.tenant_id} can be read"
    yield _there_and_back(server, patience)


def _there_and_back(server: "Server", patience: float) -> str:
    log_id = f"doctor-{secrets.token_hex(8)}"
    body = f'{{"log_id":"{log_id}","message":"doctor: a test log","level":"debug"}}'.encode()
    sent = server.send("POST", "/ingest/batch", body, {"Content-Type": "application/x-ndjson"})
    if sent.document()["accepted"] != 1:
        raise _Wrong("The server refuses a log: docs/http.md explains the code of its answer.")
    began = time.monotonic()
    path = server.logs_path(log_id)
    while time.monotonic() - began < patience:
        answer = server.once("GET", path)
        if answer.status == 200:  # noqa: PLR2004 - HTTP's own number
            return f"a log was stored and can be read {time.monotonic() - began:.1f} s after it was accepted"
        time.sleep(_POLL_SECONDS)
    raise _Wrong(
        f"A log was accepted, but is not stored after {patience:.0f} s: is the worker running, and is there a backlog? "
        "`dlq list` shows logs that could not be stored."
    )
