"""Counts in CloudWatch, by its embedded metric format."""

import logging
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from application.ports.metrics import Metric, Metrics

T = TypeVar("T")

_log = logging.getLogger(__name__)

NAMESPACE = "aws-log-processor"
# From received to stored.
_AGE = "age"
# Metric.FAILED whatever the reason. An alarm watches one metric, and cannot add up what it would have to search for.
FAILED_ATTEMPTS = "failed_attempts"


class EmfMetrics(Metrics):
    """Printed as log lines that CloudWatch makes metrics of, which costs no call.

    One invocation's counts are added up first, because each label's line is paid for. `service` is a dimension of all:
    the function's name, so that two stacks in one account stay apart.
    """

    def __init__(self, *, service: str) -> None:
        self._service = service
        self._counts: Counter[tuple[Metric, str | None]] = Counter()
        self._oldest: float | None = None
        self._lock = Lock()

    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        with self._lock:
            self._counts[metric, label] += number

    def stored_after(self, seconds: float) -> None:
        """Of one invocation's logs the oldest stands for all: each value would be paid for."""
        with self._lock:
            self._oldest = seconds if self._oldest is None else max(self._oldest, seconds)

    def flushing(self, handler: Callable[[Any, Any], T]) -> Callable[[Any, Any], T]:
        """The same handler, that prints at the end of each invocation what was counted in it.

        The process has been started for it, which counts with the first.
        """
        self.count(Metric.COLD_STARTS)

        def flushing_handler(event: Any, context: Any) -> T:
            try:
                return handler(event, context)
            finally:
                try:
                    self.flush()
                except Exception as error:  # noqa: BLE001 - counts are not worth the answer: a batch would come again
                    _log.warning("metrics_not_written", extra={"error": type(error).__name__})

        return flushing_handler

    def flush(self) -> None:
        """Print what was counted since the last time; nothing where nothing was."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            oldest, self._oldest = self._oldest, None
        # What shares its dimensions shares a line, because each line is paid for.
        lines: dict[tuple[str, str] | None, dict[str, tuple[MetricUnit, float]]] = {}
        for (metric, label), number in counts.items():
            dimension = None if metric.label is None else (metric.label, label or "unknown")
            lines.setdefault(dimension, {})[metric.title] = (MetricUnit.Count, number)
        if failed := sum(number for (metric, _), number in counts.items() if metric is Metric.FAILED):
            lines.setdefault(None, {})[FAILED_ATTEMPTS] = (MetricUnit.Count, failed)
        if oldest is not None:
            lines.setdefault(None, {})[_AGE] = (MetricUnit.Seconds, oldest)
        for dimension, values in lines.items():
            emf = EphemeralMetrics(namespace=NAMESPACE, service=self._service)
            if dimension:
                emf.add_dimension(*dimension)
            for name, (unit, value) in values.items():
                emf.add_metric(name=name, unit=unit, value=value)
            emf.flush_metrics()
