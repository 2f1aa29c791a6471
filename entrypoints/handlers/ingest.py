"""What takes logs: `POST /ingest` one of them, and the routes of each protocol many."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.ports.metrics import Metric, Metrics
from application.spend_quota import SpendQuota
from domain.errors import CallerError, PassingError
from entrypoints.http.access import Authenticate, anyone
from entrypoints.http.api import Api, Handler
from entrypoints.http.health import HEALTHY, READY, Probe, check
from entrypoints.http.openapi_file import OPENAPI_FILE
from entrypoints.http.quota import quota_exceeded, quota_headers
from entrypoints.http.request import Request
from entrypoints.http.submissions import all_rejected, many_logs, one_log, sizes
from entrypoints.protocols.loki import Loki
from entrypoints.protocols.native import NativeBatch
from entrypoints.protocols.otlp import Otlp
from entrypoints.protocols.protocol import Outcome, Protocol, Rejection

# Each protocol's own route.
PROTOCOLS: Mapping[str, Protocol] = {
    "/ingest/batch": NativeBatch(),
    "/v1/logs": Otlp(),
    "/loki/api/v1/push": Loki(),
}


def ingest_handler(  # noqa: PLR0913 - one argument a role
    ingest_log: IngestLog,
    ingest_logs: IngestLogs,
    metrics: Metrics,
    *,
    probes: Sequence[Probe] = (),
    authenticate: Authenticate = anyone,
    spend_quota: SpendQuota | None = None,
) -> Handler:
    """The handler of `ingest-api`; `probes` raise PassingError where something that it needs does not answer."""
    counting_refusals = _CountingRefusals(metrics)
    api = Api(counting_refusals.of(authenticate))

    @api.route("/ingest", "POST")
    def ingest() -> Response[Any]:
        request = api.request
        with counting_refusals:
            submission, origin = one_log(request, api.caller)
            _spend(api, spend_quota, submission.tenant_id, request.body_bytes)
            entry = ingest_log.ingest(submission, origin)
        return api.answer(
            {
                "status": "accepted",
                "tenant_id": entry.tenant_id,
                "log_id": entry.log_id,
                "request_id": request.request_id,
            },
            HTTPStatus.ACCEPTED,
        )

    def ingest_many(protocol: Protocol) -> Response[Any]:
        request = api.request
        with counting_refusals:
            brought = many_logs(protocol, request, api.caller)
            for tenant_id, size in sizes(brought.submissions, request.body_bytes).items():
                _spend(api, spend_quota, tenant_id, size)
            results = ingest_logs.ingest(brought.submissions, brought.origin)
        refused = [
            Rejection(place, result.code, result.detail)
            for place, result in zip(brought.places, results, strict=True)
            if isinstance(result, CallerError)
        ]
        rejections = sorted((*brought.rejections, *refused), key=lambda rejection: rejection.index)
        for code, number in Counter(rejection.code for rejection in rejections).items():
            metrics.count(Metric.REFUSED, number, code)
        accepted = len(results) - len(refused)
        if rejections and not accepted and not protocol.takes_rejections_alone:
            raise all_rejected(rejections)
        answer = protocol.accepted(Outcome(accepted, rejections, request.request_id), request.media_type)
        return api.document(answer.body, answer.content_type, answer.status)

    for path, protocol in PROTOCOLS.items():
        api.route(path, "POST", error_form=protocol.error)(partial(ingest_many, protocol))

    @api.route("/healthz", "GET", "HEAD", public=True)
    def health() -> Response[Any]:
        return api.answer(HEALTHY)

    @api.route("/readyz", "GET", "HEAD", public=True)
    def ready() -> Response[Any]:
        check(probes)
        return api.answer(READY)

    @api.route("/openapi.json", "GET")
    def openapi() -> Response[Any]:
        return api.document(OPENAPI_FILE.read_text(encoding="utf-8"))

    return api.handler


def _spend(api: Api, spend_quota: SpendQuota | None, tenant_id: str, size: int) -> None:
    spending = spend_quota.spend(tenant_id, size) if spend_quota else None
    if spending is None:
        return
    api.answer_headers |= quota_headers(spending)
    if spending.exceeded:
        raise quota_exceeded(spending)


class _CountingRefusals:
    """Counts the error that a block ends in, if it is one that a caller is told."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def of(self, authenticate: Authenticate) -> Authenticate:
        """The same, counting whom it turns away."""

        def counting(request: Request) -> str | None:
            with self:
                return authenticate(request)

        return counting

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CallerError | PassingError):
            code = error.code if isinstance(error, CallerError) else "unavailable"
            self._metrics.count(Metric.REFUSED, label=code)
