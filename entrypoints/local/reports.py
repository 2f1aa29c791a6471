"""Carries metrics and log records from a worker process to the server. They never contain a log's text.

Each report is a line of JSON on a pipe. If a process is killed, its reports of the last tenth of a second are lost.
"""

import json
import logging
from collections.abc import Iterable
from threading import Event, Thread
from typing import Any

from application.ports.metrics import Metric
from entrypoints.local.log_records import Thinning, from_document, to_document
from infrastructure.system.metrics import Ages, Count, PrometheusMetrics, Taken

_INTERVAL_SECONDS = 0.1
# Up to this many processed logs in an interval have a record of their own.
_MOST_RECORDS = 20

_log = logging.getLogger(__name__)


class Reporter(logging.Handler):
    """Writes a report every tenth of a second if there are new counts or records."""

    def __init__(self, descriptor: int, metrics: PrometheusMetrics) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._metrics = metrics
        self._thinning = Thinning(_MOST_RECORDS)
        self._records: list[logging.LogRecord] = []
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="reports", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Write the last report and stop the thread."""
        self._stopping.set()
        self._thread.join()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record for the next report."""
        if self._thinning.admit(record):
            self._records.append(record)

    def _run(self) -> None:
        while not self._stopping.wait(_INTERVAL_SECONDS):
            self._report()
        self._report()

    def _report(self) -> None:
        self.acquire()
        try:
            records = self._records + self._thinning.end_span()
            self._records = []
        finally:
            self.release()
        taken = self._metrics.take()
        if records or taken.counts or taken.ages.logs:
            line = json.dumps(_to_report(taken, records), default=str) + "\n"
            with open(self._descriptor, "w", encoding="utf-8", closefd=False) as pipe:
                pipe.write(line)


def receive_reports(lines: Iterable[str], metrics: PrometheusMetrics) -> None:
    """Add a process's reports to the server's metrics and log, until the process ends."""
    for line in lines:
        try:
            report = json.loads(line)
        except ValueError:
            # The process was killed while it wrote.
            continue
        metrics.add(
            Taken(
                [Count(Metric[name], number, label) for name, number, label in report["counts"]],
                Ages(report["ages"], report["seconds"]),
            )
        )
        for document in report["records"]:
            _log.handle(from_document(document))


def _to_report(taken: Taken, records: Iterable[logging.LogRecord]) -> dict[str, Any]:
    return {
        "counts": [(count.metric.name, count.number, count.label) for count in taken.counts],
        "ages": taken.ages.within,
        "seconds": taken.ages.seconds,
        "records": [to_document(record) for record in records],
    }
