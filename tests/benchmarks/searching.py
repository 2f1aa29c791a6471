"""`make bench-search`: the cost of searches as a store grows, and their effect on concurrent senders.

The logs are those of `stored_logs.py`.
"""

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from application.ports.log_reader import LogReader
from domain.level import Level
from domain.query.counting import ByField, ByTime
from domain.query.log_query import AttributeTest, LogQuery
from domain.timestamps import nanoseconds
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.system.clock import SystemClock
from tests.acceptance.local_server import LocalServer
from tests.benchmarks.stored_logs import RARE_WORD, fill

_SIZES = (10_000, 100_000, 1_000_000)
_DAY = 86_400 * 10**9
_HOUR = 3_600 * 10**9
_ROUNDS = 3
# The load while logs are sent: 5,000 a second, in ten requests.
_BATCH_LOGS = 500
_BATCHES_A_SECOND = 10
_SENDING_SECONDS = 8.0
_TURNS = 3


def main() -> int:
    """Measure and print. Return 0."""
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("--most", type=int, default=_SIZES[-1], help="logs of the largest store (default 1,000,000)")
    most = parser.parse_args().most
    sizes = sorted({size for size in _SIZES if size < most} | {most})
    print(f"Python {sys.version.split()[0]}, milliseconds of CPU, the best of {_ROUNDS} rounds\n")
    with tempfile.TemporaryDirectory() as folder:
        columns = [_measured(Path(folder) / str(size), size) for size in sizes]
        print(f"{'logs of the tenant':44}" + "".join(f"{size:>12,}" for size in sizes))
        for name in columns[0]:
            print(f"{name:44}" + "".join(f"{column[name]:>12}" for column in columns))
        _print_slowing(Path(folder) / str(sizes[-1]))
    return 0


def _measured(folder: Path, number: int) -> dict[str, str]:
    with DataFolder(folder / "data") as data:
        fill(data.logs, number)
        with closing(SqliteLogRepository(data.logs, clock=SystemClock())) as repository:
            return {name: _milliseconds(repository, search) for name, search in _searches().items()}


def _searches() -> dict[str, Callable[[LogReader], object]]:
    now = nanoseconds(SystemClock().now())
    of_the_day = LogQuery("acme", since=now - _DAY, until=now + _HOUR)
    hours = ByTime(0, _HOUR)
    return {
        "newest 100": lambda reader: reader.page(LogQuery("acme"), 100),
        "newest 100 errors, one in a hundred": lambda reader: reader.page(LogQuery("acme", levels=(Level.ERROR,)), 100),
        "a rare word over everything": lambda reader: _all(reader, LogQuery("acme", phrases=(RARE_WORD,))),
        "a rare expression over everything": lambda reader: _all(reader, LogQuery("acme", expression="Zeb.a")),
        "an attribute that no log has": lambda reader: _all(
            reader, LogQuery("acme", attributes=(AttributeTest("http.status", "599"),))
        ),
        "histogram of a day by hour and level": lambda reader: reader.count_by(of_the_day, [hours]),
        "histogram of a day of one word": lambda reader: reader.count_by(
            LogQuery("acme", of_the_day.since, of_the_day.until, phrases=("timeout",)), [hours]
        ),
        "values of level and service": lambda reader: reader.count_by(
            of_the_day, [ByField("level"), ByField("service")]
        ),
    }


def _all(reader: LogReader, query: LogQuery) -> None:
    after = None
    while True:
        after = reader.page(query, 1_000, after).next
        if after is None:
            return


def _milliseconds(reader: LogReader, search: Callable[[LogReader], object]) -> str:
    times = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        search(reader)
        times.append(time.process_time() - started)
    return f"{min(times) * 1_000:,.1f}"


def _print_slowing(folder: Path) -> None:
    """Print the performance of ingest at 5,000 logs/s, without searches and with continuous searches."""
    with LocalServer(folder, 0) as server:
        pairs = [(_sending(server, searching=False), _sending(server, searching=True)) for _ in range(_TURNS)]
    (rate, answer), (other_rate, other_answer) = (
        tuple(statistics.median(each) for each in zip(*column, strict=True)) for column in zip(*pairs, strict=True)
    )
    print(f"\n{_BATCH_LOGS * _BATCHES_A_SECOND:,} logs/s are sent, in requests of {_BATCH_LOGS}")
    print(f"  alone                              {rate:8,.0f} logs/s accepted   {answer:6.1f} ms the median answer")
    print(f"  beside a client that always searches{other_rate:7,.0f} logs/s accepted   {other_answer:6.1f} ms")


def _sending(server: LocalServer, *, searching: bool) -> tuple[float, float]:
    """Return the logs accepted a second, and the median answer in milliseconds."""
    ended = threading.Event()
    searcher = threading.Thread(target=_search, args=(server, ended))
    if searching:
        searcher.start()
    line = json.dumps({"text": "User data here. " * 10, "level": "info"}).encode()
    body = b"\n".join([line] * _BATCH_LOGS)
    times = []
    connection = http.client.HTTPConnection(str(urlsplit(server.endpoint).netloc))
    start = time.perf_counter()
    for number in range(round(_SENDING_SECONDS * _BATCHES_A_SECOND)):
        time.sleep(max(0.0, start + number / _BATCHES_A_SECOND - time.perf_counter()))
        sent = time.perf_counter()
        connection.request("POST", "/ingest/batch", body, {"X-Tenant-ID": "sender"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == http.HTTPStatus.ACCEPTED
        times.append(time.perf_counter() - sent)
    rate = _BATCH_LOGS * len(times) / (time.perf_counter() - start)
    connection.close()
    ended.set()
    if searching:
        searcher.join()
    return rate, statistics.median(times) * 1_000


def _search(server: LocalServer, ended: threading.Event) -> None:
    connection = http.client.HTTPConnection(str(urlsplit(server.endpoint).netloc))
    paths = [
        f"/tenants/acme/logs?{urlencode({'q': RARE_WORD})}",
        "/tenants/acme/logs?level=error&limit=100",
        "/tenants/acme/logs/histogram?since=-24h&by=level",
    ]
    while not ended.is_set():
        for path in paths:
            connection.request("GET", path)
            connection.getresponse().read()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
