"""`GET /metrics`: the embedded run's metrics for Prometheus. On AWS, the metrics go to CloudWatch."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response

from domain.caller import Right
from entrypoints.http.access import Authenticate
from entrypoints.http.api import Api, Call, Handler
from infrastructure.system.metrics import CONTENT_TYPE, PrometheusMetrics


def metrics_handler(
    metrics: PrometheusMetrics, gauges: Mapping[str, Callable[[], int]], *, authenticate: Authenticate
) -> Handler:
    """A handler like those of the Lambda functions, so that errors and methods get the same answers.

    Gauges are read whenever the page is requested.
    """
    api = Api(authenticate)

    @api.route("/metrics", "GET", right=Right.SEE_SERVICE)
    def page(call: Call) -> Response[Any]:
        return call.document(metrics.page(**{name: ask() for name, ask in gauges.items()}), CONTENT_TYPE)

    return api.handler
