"""A simulated event source mapping: it polls the queue, calls the worker's handler and deletes completed messages."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from domain.errors import PassingError
from entrypoints.handlers.worker import SqsHandler
from tests.simulation.deliveries import Delivery, Invocation
from tests.simulation.environment import Environment
from tests.simulation.faults import Kind, Step
from tests.simulation.laws import Judge
from tests.simulation.ports.log_queue import SimulatedLogQueue
from tests.simulation.scheduler import Crash

_POLL_INTERVAL = 1_000


class EventSource:
    """Invokes one worker repeatedly."""

    def __init__(  # noqa: PLR0913 - all parts that it connects
        self,
        *,
        environment: Environment,
        queue: SimulatedLogQueue,
        start_worker: Callable[[], SqsHandler],
        batch_size: int,
        judge: Judge,
        more_may_come: Callable[[], bool],
    ) -> None:
        self._environment = environment
        self._scheduler = environment.scheduler
        self._queue = queue
        self._start_worker = start_worker
        self._handler = start_worker()
        self._batch_size = batch_size
        self._judge = judge
        self._more_may_come = more_may_come
        self.deliveries = 0
        self.in_work: Sequence[Delivery] = ()

    def run(self) -> None:
        """Run until the queue is empty and no further message will be sent."""
        while True:
            try:
                deliveries = self._queue.receive(self._batch_size)
            except PassingError:
                continue
            if deliveries:
                self.deliveries += len(deliveries)
                self.in_work = deliveries
                self._invoke(deliveries)
                self.in_work = ()
                for delivery in deliveries:
                    delivery.concluded = True
            elif self._queue.messages:
                next_one = max(self._queue.next_visible_at(), self._scheduler.now)
                self._scheduler.sleep_until(min(next_one, self._next_poll()) if self._more_may_come() else next_one)
            elif self._more_may_come():
                self._scheduler.sleep_until(self._next_poll())
            else:
                return

    def _next_poll(self) -> int:
        return self._scheduler.now + _POLL_INTERVAL

    def _invoke(self, deliveries: Sequence[Delivery]) -> None:
        task = self._scheduler.current
        assert task
        words = "\n".join(delivery.message.body for delivery in deliveries)
        invocation = Invocation(deliveries, send=Step.SEND_ON, send_many=Step.SEND_ON_MANY, words=words)
        task.invocation = invocation
        try:
            response = self._handler(sqs_event(deliveries), None)
        except Crash:
            invocation.excuse()
            self._handler = self._start_worker()
            return
        except Exception as error:  # noqa: BLE001 - the law is that it never raises
            self._judge.handler_raised("log-worker", error)
            return
        finally:
            # Unfinished work is never finished, because Lambda freezes the process.
            invocation.end()
            task.invocation = None
        failed = {failure["itemIdentifier"] for failure in response["batchItemFailures"]}
        self._judge.reported(deliveries, failed)
        self._judge.delayed(deliveries, failed, self._scheduler.now)
        self._conclude(deliveries, failed)

    def _conclude(self, deliveries: Sequence[Delivery], failed: Collection[str]) -> None:
        for delivery in deliveries:
            if delivery.message.message_id in failed and delivery.tainted:
                delivery.excuse()
        self._scheduler.pause()
        kind = self._environment.faults.draw(Step.REPORT)
        if kind is Kind.STALLED:
            self._environment.stall()
        elif kind is Kind.LOST:
            for delivery in deliveries:
                delivery.excuse()
            return
        done = []
        for delivery in deliveries:
            if delivery.message.message_id in failed:
                continue
            if self._environment.faults.draw(Step.DELETE) is Kind.LOST:
                delivery.excuse()
            else:
                done.append(delivery.receipt)
        self._queue.delete(done)


def sqs_event(deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """Return the event for the function.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    return {
        "Records": [
            {
                "messageId": delivery.message.message_id,
                "receiptHandle": delivery.receipt,
                "body": delivery.message.body,
                "attributes": {
                    "ApproximateReceiveCount": str(delivery.receive_count),
                    "SentTimestamp": str(delivery.message.sent_at),
                    "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                    "ApproximateFirstReceiveTimestamp": str(delivery.message.first_received_at),
                    "MessageGroupId": delivery.message.group_id,
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:log-processing-queue",
                "awsRegion": "us-east-2",
            }
            for delivery in deliveries
        ]
    }
