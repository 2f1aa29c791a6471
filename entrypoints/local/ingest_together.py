"""Answers several ingest requests together, so that they share one sync of the disk."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from application.ports.embedded_log_queue import CollectedMessage, EmbeddedLogQueue
from application.ports.metrics import Metric
from domain.errors import PassingError
from entrypoints.handlers.ingest import unavailable_answer
from entrypoints.http.api import Handler
from entrypoints.local.calling import Answer, Event, call
from infrastructure.system.metrics import Count, PrometheusMetrics

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Handled:
    """A request, its answer, and the messages and counts that take effect only once the messages are on disk."""

    event: Event = field(repr=False)
    answer: Answer
    messages: list[CollectedMessage]
    counts: list[Count]


class IngestTogether:
    """Answers requests after one commit has put all of their messages into the queue.

    If the queue refuses the commit, the requests with messages are answered 503. The others keep their answers, because
    a fault in one request does not concern the others.
    """

    def __init__(self, handler: Handler, queue: EmbeddedLogQueue, metrics: PrometheusMetrics) -> None:
        self._handler = handler
        self._queue = queue
        self._metrics = metrics

    def __call__(self, events: Sequence[Event]) -> list[Answer]:
        """Answer the requests, in their order."""
        handled = [self._handle(event) for event in events]
        try:
            self._queue.send_collected([message for each in handled for message in each.messages])
        except PassingError as error:
            _log.warning("unavailable", extra={"reason": error.reason})
            handled = [_refused(each) if each.messages else each for each in handled]
        self._metrics.count_all(count for each in handled for count in each.counts)
        return [each.answer for each in handled]

    def _handle(self, event: Event) -> _Handled:
        with self._queue.collecting() as messages, self._metrics.held() as counts:
            return _Handled(event, call(self._handler, event), messages, counts)


def _refused(handled: _Handled) -> _Handled:
    answer = unavailable_answer(handled.event, handled.answer)
    return replace(handled, answer=answer, counts=[Count(Metric.REFUSED, 1, "unavailable")])
