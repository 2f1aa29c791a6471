"""Metrics in CloudWatch's embedded metric format (EMF)."""

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
# The seconds from receipt to storing.
_AGE = "age"
# The sum of Metric.FAILED over all reasons, because an alarm cannot add up metrics with unknown dimensions.
FAILED_ATTEMPTS = "failed_attempts"


class EmfMetrics(Metrics):
    """Prints log lines from which CloudWatch creates metrics, so that no call is needed.

    The counts of an invocation are added up and printed at its end, because each line costs money. All metrics have the
    dimension `service`, the name of the function, which keeps two stacks in one account apart.
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
        """Record only the highest value of an invocation, because each value costs money."""
        with self._lock:
            self._oldest = seconds if self._oldest is None else max(self._oldest, seconds)

    def flushing(self, handler: Callable[[Any, Any], T]) -> Callable[[Any, Any], T]:
        """Return a handler that also prints the counts at the end of each invocation. This counts a cold start."""
        self.count(Metric.COLD_STARTS)

        def flushing_handler(event: Any, context: Any) -> T:
            try:
                return handler(event, context)
            finally:
                try:
                    self.flush()
                except Exception as error:  # noqa: BLE001 - lost counts must not fail the invocation
                    _log.warning("metrics_not_written", extra={"error": type(error).__name__})

        return flushing_handler

    def flush(self) -> None:
        """Print all counts since the last flush."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            oldest, self._oldest = self._oldest, None
        # Metrics with the same dimensions share a line, because each line costs money.
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
