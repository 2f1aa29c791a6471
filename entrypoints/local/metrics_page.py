"""`GET /metrics`: what the embedded run has counted, for Prometheus. On AWS, CloudWatch has it."""

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
    """A handler in the manner of the Lambda functions', so that errors and methods are answered as everywhere.

    Each gauge is asked when the page is.
    """
    api = Api(authenticate)

    @api.route("/metrics", "GET", right=Right.SEE_SERVICE)
    def page(call: Call) -> Response[Any]:
        return call.document(metrics.page(**{name: ask() for name, ask in gauges.items()}), CONTENT_TYPE)

    return api.handler
