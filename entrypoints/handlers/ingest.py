"""The routes that accept logs: `POST /ingest` for one log, and a route of each protocol for many."""

import base64
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.ports.metrics import Metric, Metrics
from application.spend_allowance import SpendAllowance
from application.spend_quota import SpendQuota
from domain.caller import Caller, Right
from domain.errors import CallerError, PassingError
from domain.limits import LEAST_BYTES_A_LOG
from entrypoints.handlers.submissions import all_rejected, known_tenant, many_logs, one_log, sizes
from entrypoints.http import headers
from entrypoints.http.access import Authenticate, anyone
from entrypoints.http.api import Api, Call, Handler
from entrypoints.http.errors import RequestError
from entrypoints.http.health import HEALTHY, READY, READY_PATHS, Probe, check
from entrypoints.http.openapi_file import OPENAPI_FILE
from entrypoints.http.problem import problem_answer, unavailable
from entrypoints.http.quota import allowance_used_up, quota_exceeded, quota_headers
from entrypoints.http.request import Request
from entrypoints.protocols.loki import Loki
from entrypoints.protocols.native import NativeBatch
from entrypoints.protocols.otlp import Otlp
from entrypoints.protocols.protocol import Outcome, Protocol, Rejection

_log = logging.getLogger(__name__)

# The route of each protocol.
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
    spend_allowance: SpendAllowance | None = None,
) -> Handler:
    """Return the handler of `ingest-api`. `probes` raise PassingError if a service that it needs does not answer.

    `spend_allowance` is set for an open endpoint.
    """
    counting_refusals = _CountingRefusals(metrics)
    api = Api(counting_refusals.of(authenticate))

    @api.route("/ingest", "POST", right=Right.INGEST)
    def ingest(call: Call) -> Response[Any]:
        request = call.request
        with counting_refusals:
            charge = _Charge(call, spend_quota, [headers.TENANT])
            shared = _SharedCharge(request, spend_allowance)
            submission, origin = one_log(request, shared.body(charge.body), call.caller)
            shared.logs(1)
            charge.tenants({submission.tenant_id: request.read_bytes})
            entry = ingest_log.ingest(submission, origin)
        return call.answer(
            {
                "status": "accepted",
                "tenant_id": entry.tenant_id,
                "log_id": entry.log_id,
                "request_id": request.request_id,
            },
            HTTPStatus.ACCEPTED,
        )

    def ingest_many(protocol: Protocol, call: Call) -> Response[Any]:
        request = call.request
        with counting_refusals:
            encoding = protocol.encoding(request.media_type)
            charge = _Charge(call, spend_quota, protocol.tenant_headers, encoding)
            shared = _SharedCharge(request, spend_allowance)
            logs = many_logs(protocol, request, shared.body(charge.body), call.caller)
            shared.logs(len(logs.submissions))
            charge.tenants(sizes(logs.submissions, request.read_bytes))
            results = ingest_logs.ingest(logs.submissions, logs.origin)
        refused = [
            Rejection(submission.ordinal, result.code, result.detail)
            for submission, result in zip(logs.submissions, results, strict=True)
            if isinstance(result, CallerError)
        ]
        rejections = sorted((*logs.rejections, *refused), key=lambda rejection: rejection.index)
        accepted = len(results) - len(refused)
        _report_rejections(metrics, request.request_id, protocol.source, accepted, rejections)
        if rejections and not accepted and not protocol.takes_rejections_alone:
            raise all_rejected(rejections)
        answer = protocol.accepted(Outcome(accepted, rejections, request.request_id), request.media_type)
        return call.document(answer.body, answer.content_type, answer.status)

    for path, protocol in PROTOCOLS.items():
        api.route(path, "POST", right=Right.INGEST, error_form=protocol.error)(partial(ingest_many, protocol))

    @api.route("/healthz", "GET", "HEAD", right=None)
    def health(call: Call) -> Response[Any]:
        return call.answer(HEALTHY)

    def ready(call: Call) -> Response[Any]:
        check(probes)
        return call.answer(READY)

    for path in READY_PATHS:
        api.route(path, "GET", "HEAD", right=None)(ready)

    @api.route("/openapi.json", "GET", right=Right.SEE_SERVICE)
    def openapi(call: Call) -> Response[Any]:
        return call.document(OPENAPI_FILE.read_text(encoding="utf-8"))

    return api.handler


def unavailable_answer(event: dict[str, Any], accepted: Mapping[str, Any]) -> dict[str, Any]:
    """Return a 503 answer in the route's format, to replace the answer `accepted` if queueing failed afterwards."""
    request, error = Request(event), unavailable()
    answer = problem_answer(error, request.request_id)
    protocol = PROTOCOLS.get(request.path)
    if protocol and (own := protocol.error(error.status, error.detail, request.media_type)):
        answer["headers"]["Content-Type"] = own.content_type
        answer |= {
            "body": base64.b64encode(own.body).decode() if isinstance(own.body, bytes) else own.body,
            "isBase64Encoded": isinstance(own.body, bytes),
        }
    return {**accepted, **answer, "headers": {**accepted["headers"], **answer["headers"]}}


def _report_rejections(
    metrics: Metrics, request_id: str, source: str, accepted: int, rejections: Sequence[Rejection]
) -> None:
    """Count and log rejections, because Loki's answers cannot report them, and OTLP's report only the first.

    The line names no tenant, because the logs of a request may belong to several.
    """
    reasons = Counter(rejection.code for rejection in rejections)
    for code, number in reasons.items():
        metrics.count(Metric.REFUSED, number, code)
    if rejections:
        about = {"source": source, "accepted": accepted, "rejected": len(rejections), "reasons": dict(reasons)}
        _log.warning("logs_rejected", extra={"request_id": request_id, **about})


class _Charge:
    """Charges a request to its tenant's quota once, also if it is refused.

    A tenant that a key or a header names is charged before the body is read, so that requests over the quota cost
    little. If the inflated body is larger, the difference is charged afterwards. Other tenants are charged after the
    logs are read; a body that names no tenant is not charged. Each method raises RequestError (`quota_exceeded`) and
    LimitExceeded (`request_over_quota`).
    """

    def __init__(
        self, call: Call, spend_quota: SpendQuota | None, tenant_headers: Sequence[str], encoding: str = "identity"
    ) -> None:
        self._call = call
        self._encoding = encoding
        self._spend_quota = spend_quota
        self._known = known_tenant(call.request, call.caller, tenant_headers)

    def body(self) -> bytes:
        """Charge a known tenant, and read the body. Raises RequestError for an invalid body."""
        request = self._call.request
        if self._known is None:
            return request.body(self._encoding)
        self._spend(self._known, request.body_bytes)
        try:
            body = request.body(self._encoding)
        except RequestError:
            # Report this error rather than an exceeded quota, because the request must not be sent again.
            with suppress(CallerError):
                self._spend_inflated(self._known)
            raise
        self._spend_inflated(self._known)
        return body

    def tenants(self, sizes: Mapping[str, int]) -> None:
        """Charge the tenants that the logs name, unless the request has already been charged."""
        if self._known is None:
            for tenant_id, size in sizes.items():
                self._spend(tenant_id, size)

    def _spend_inflated(self, tenant_id: str) -> None:
        request = self._call.request
        if request.read_bytes > request.body_bytes:
            self._spend(tenant_id, request.read_bytes, counted=request.body_bytes)

    def _spend(self, tenant_id: str, size: int, counted: int | None = None) -> None:
        spending = self._spend_quota.spend(tenant_id, size, counted) if self._spend_quota else None
        if spending is None:
            return
        self._call.answer_headers |= quota_headers(spending)
        if spending.exceeded:
            raise quota_exceeded(spending)


class _SharedCharge:
    """Charges a request to the allowance that all senders share, before its tenant is charged.

    Each method raises RequestError (`allowance_used_up`).
    """

    def __init__(self, request: Request, spend_allowance: SpendAllowance | None) -> None:
        self._request = request
        self._spend_allowance = spend_allowance

    def body(self, read: Callable[[], bytes]) -> bytes:
        """Charge the body as received, read it, and charge the difference to its inflated size."""
        self._spend(1, self._request.body_bytes)
        body = read()
        self._spend(0, self._request.read_bytes - self._request.body_bytes)
        return body

    def logs(self, number: int) -> None:
        """Charge very small logs the minimum size of a log."""
        self._spend(0, number * LEAST_BYTES_A_LOG - self._request.read_bytes)

    def _spend(self, requests: int, size: int) -> None:
        if self._spend_allowance is None or (requests == 0 and size <= 0):
            return
        wait = self._spend_allowance.spend(requests, size)
        if wait is not None:
            raise allowance_used_up(wait)


class _CountingRefusals:
    """A context manager that counts an error that is answered to the caller."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def of(self, authenticate: Authenticate) -> Authenticate:
        """Return an authentication that also counts its refusals."""

        def counting(request: Request, right: Right) -> Caller:
            with self:
                return authenticate(request, right)

        return counting

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CallerError | PassingError):
            code = error.code if isinstance(error, CallerError) else "unavailable"
            self._metrics.count(Metric.REFUSED, label=code)
