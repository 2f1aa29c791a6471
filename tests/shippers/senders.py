"""The senders: how to start each one, and its properties."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.shippers.send import SENDERS as _PYTHON

ROOT = Path(__file__).parents[2]
NODE = Path(__file__).parent / "node"
# Each gets the endpoint, the number of logs, "1" to wait in the middle, and a folder for its files. It prints "half" in
# the middle, and ends when its input ends.
Command = Callable[[str, int, str, Path], Sequence[str]]


@dataclass(frozen=True)
class Sender:
    """`retries` means that it repeats failed requests; the others send nothing while the server is down.

    `missing` is what this machine lacks to run it, or empty.
    """

    name: str
    command: Command
    retries: bool = True
    note: str = ""
    missing: str = ""


def _python(name: str) -> Command:
    return lambda endpoint, count, wait, _: (
        sys.executable,
        "-m",
        "tests.shippers.send",
        name,
        endpoint,
        str(count),
        wait,
    )


def _node(name: str) -> Command:
    return lambda endpoint, count, wait, _: ("node", str(NODE / "send.js"), name, endpoint, str(count), wait)


def _curl(endpoint: str, count: int, _wait: str, folder: Path) -> Sequence[str]:
    """Send a file of lines in parts, each repeated until it is accepted; the log ids make that safe."""
    for part in range(8):
        numbers = range(part * count // 8, (part + 1) * count // 8)
        lines = (
            json.dumps({"log_id": f"curl-{number}", "message": f"number={number}. call +1 415 555 2671"})
            for number in numbers
        )
        (folder / f"{part}.ndjson").write_text("\n".join(lines))
    send = (
        f"curl --silent --show-error --fail --retry 1000 --retry-delay 1 --retry-all-errors --output /dev/null"
        f" -H 'X-Tenant-ID: acme' --data-binary @{folder}/$part.ndjson {endpoint}/ingest/batch || exit 1"
    )
    return ("sh", "-c", f"for part in 0 1 2 3 4 5 6 7; do [ $part = 4 ] && echo half; {send}; sleep 0.2; done; cat")


def syslog_ng_configuration(endpoint: str, source: str, folder: str) -> str:
    """Return the configuration in docs/shippers.md, with lines from a file instead of the system's as the source."""
    return f"""\
@version: 3.38
options {{ use-uniqid(yes); stats-freq(0); }};
source logs {{ {source} }};
destination log_processor {{
  http(
    url("{endpoint}/ingest/batch")
    method("POST")
    headers("X-Tenant-ID: acme", "Content-Type: application/x-ndjson")
    body('$(format-json log_id=$(replace-delimiter "@" "-" $UNIQID) text=$MESSAGE level=$LEVEL
      service=$PROGRAM timestamp=$ISODATE host=$HOST)')
    batch-lines(100) batch-timeout(500) timeout(10) retries(1000) time-reopen(1)
    response-action(400 => drop, 413 => drop, 415 => drop)
    disk-buffer(reliable(yes) disk-buf-size(10485760) mem-buf-size(1048576) dir("{folder}"))
  );
}};
log {{ source(logs); destination(log_processor); flags(flow-control); }};
"""


def _syslog_ng(endpoint: str, count: int, _wait: str, folder: Path) -> Sequence[str]:
    lines = folder / "lines.log"
    lines.touch()
    source = f'file("{lines}" flags(no-parse) follow-freq(0.1));'
    (folder / "syslog-ng.conf").write_text(syslog_ng_configuration(endpoint, source, str(folder)))
    daemon = (
        f"syslog-ng --foreground --no-caps --cfgfile={folder}/syslog-ng.conf --persist-file={folder}/persist"
        f" --control={folder}/control --pidfile={folder}/pid"
    )
    write = f"i=0; while [ $i -lt {count} ]; do [ $i = {count // 2} ] && echo half;"
    write += f' echo "number=$i. call +1 415 555 2671" >> {lines}; i=$((i+1)); sleep 0.01; done; cat'
    return ("sh", "-c", f"{daemon} & daemon=$!; sleep 1; {write}; kill $daemon; wait $daemon")


def _lacks(*commands: str) -> str:
    missing = [command for command in commands if shutil.which(command, path=f"{os.environ['PATH']}:/usr/sbin") is None]
    if "node" in commands and not (NODE / "node_modules").exists():
        missing.append("npm packages")
    return ", ".join(missing)


_ONCE = "does not retry; nothing was sent while the server was down"
_OWN_TIME = "has no ids; a repetition is recognised by the records' times"
PYTHON_SENDERS = (
    Sender("OpenTelemetry Python", _python("OpenTelemetry Python"), note=_OWN_TIME),
    Sender("python-logging-loki", _python("python-logging-loki"), retries=False, note=_ONCE),
    Sender("logging, our handler", _python("logging, our handler")),
    Sender("requests", _python("requests")),
)
assert {sender.name for sender in PYTHON_SENDERS} == _PYTHON.keys()
_NODE = _lacks("node")
SENDERS = (
    *PYTHON_SENDERS,
    Sender("curl, lines from a file", _curl, missing=_lacks("curl")),
    Sender(
        "syslog-ng",
        _syslog_ng,
        missing=_lacks("syslog-ng") and "syslog-ng: apt install syslog-ng-core syslog-ng-mod-http",
    ),
    Sender("OpenTelemetry JS", _node("OpenTelemetry JS"), note=_OWN_TIME, missing=_NODE),
    Sender("winston Http", _node("winston Http"), retries=False, note=_ONCE, missing=_NODE),
    Sender("winston Http, batch", _node("winston Http, batch"), retries=False, note=_ONCE, missing=_NODE),
    Sender("winston-loki", _node("winston-loki"), note=_OWN_TIME, missing=_NODE),
    Sender("pino-loki", _node("pino-loki"), retries=False, note=_ONCE, missing=_NODE),
    Sender("pino-http-send", _node("pino-http-send"), note=_OWN_TIME, missing=_NODE),
)
