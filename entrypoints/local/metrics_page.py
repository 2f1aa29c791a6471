"""`GET /metrics`: what the embedded run has counted, for Prometheus. On AWS, CloudWatch has it."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from entrypoints.http.access import Authenticate
from entrypoints.http.api import Api, Handler
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.metrics import CONTENT_TYPE, PrometheusMetrics


def metrics_handler(metrics: PrometheusMetrics, queue: SqliteLogQueue, *, authenticate: Authenticate) -> Handler:
    """A handler in the manner of the Lambda functions', so that errors and methods are answered as everywhere."""
    api = Api(authenticate)

    @api.route("/metrics", "GET")
    def page() -> Response[Any]:
        return api.document(
            metrics.page(queued_messages=queue.count(), kept_dead_letters=queue.count_dead_letters()), CONTENT_TYPE
        )

    return api.handler
