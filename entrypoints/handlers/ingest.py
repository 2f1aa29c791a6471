"""`POST /ingest`: one log, as JSON or as plain text."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from application.ingest_log import IngestLog, Submission
from application.ports.metrics import Metric, Metrics
from application.spend_quota import SpendQuota
from domain.errors import CallerError, PassingError, reason_of
from domain.json_value import JsonValue
from domain.tenant_id import check_tenant_id
from entrypoints.http.access import Authenticate, anyone, check_claim
from entrypoints.http.api import Api, Handler
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.models import OPENAPI_FILE, Accepted, Health, IngestRequest, Readiness
from entrypoints.http.quota import quota_exceeded, quota_headers
from entrypoints.http.request import Request
from entrypoints.http.strict_json import parse_json
from entrypoints.http.validation import first_error

_JSON, _TEXT = "application/json", "text/plain"


def ingest_handler(
    ingest_log: IngestLog,
    metrics: Metrics,
    *,
    probes: Sequence[Callable[[], object]] = (),
    authenticate: Authenticate = anyone,
    spend_quota: SpendQuota | None = None,
) -> Handler:
    """The handler of `ingest-api`; `probes` raise PassingError where something that it needs does not answer."""
    api = Api(_refusals_counted(metrics)(authenticate))

    @api.route("/ingest", "POST")
    def ingest() -> Response[Any]:
        request = api.request
        with _refusals_counted(metrics):
            submission = _submission(request, api.caller)
            _spend(submission.tenant_id)
            entry = ingest_log.ingest(submission)
        return api.answer(
            Accepted(tenant_id=entry.tenant_id, log_id=entry.log_id, request_id=request.request_id),
            HTTPStatus.ACCEPTED,
        )

    @api.route("/healthz", "GET", "HEAD", public=True)
    def health() -> Response[Any]:
        return api.answer(Health())

    @api.route("/readyz", "GET", "HEAD", public=True)
    def ready() -> Response[Any]:
        _check(probes)
        return api.answer(Readiness())

    @api.route("/openapi.json", "GET")
    def openapi() -> Response[Any]:
        return api.document(OPENAPI_FILE.read_text(encoding="utf-8"))

    def _spend(tenant_id: str) -> None:
        # Before anybody is asked about a tenant that cannot exist.
        check_tenant_id(tenant_id)
        spending = spend_quota.spend(tenant_id, api.request.body_bytes) if spend_quota else None
        if spending is None:
            return
        api.answer_headers |= quota_headers(spending)
        if spending.exceeded:
            raise quota_exceeded(spending)

    return api.handler


@contextmanager
def _refusals_counted(metrics: Metrics) -> Iterator[None]:
    try:
        yield
    except (CallerError, PassingError) as error:
        metrics.count(Metric.REFUSED, label=error.code if isinstance(error, CallerError) else "unavailable")
        raise


def _check(probes: Sequence[Callable[[], object]]) -> None:
    for probe in probes:
        try:
            probe()
        except Exception as error:  # noqa: BLE001 - see below
            # However it fails, what is not well now may be so later.
            raise PassingError(reason_of(error)) from None


def _submission(request: Request, caller: str | None) -> Submission:
    if request.media_type == _JSON:
        return _from_json(request, caller)
    if request.media_type == _TEXT:
        return _from_text(request, caller)
    raise RequestError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported_content_type",
        f"Send {_JSON}, or {_TEXT} with an X-Tenant-ID header.",
    )


def _from_json(request: Request, caller: str | None) -> Submission:
    document = parse_json(request.text())
    if not isinstance(document, dict):
        raise bad_request("not_an_object", "The body must be a JSON object with tenant_id and text.")
    try:
        body = IngestRequest.model_validate(document)
    except ValidationError as error:
        raise bad_request("invalid_field", first_error(error)) from None
    return Submission(
        tenant_id=_tenant_id(body.tenant_id, request, caller),
        log_id=None if body.log_id is None else str(body.log_id),
        text=body.text,
        attributes=_attributes(body),
        source="json",
        request_id=request.request_id,
        traceparent=request.traceparent,
    )


def _from_text(request: Request, caller: str | None) -> Submission:
    return Submission(
        tenant_id=_tenant_id(None, request, caller),
        log_id=request.headers.get("x-log-id"),
        text=request.text(),
        source="text",
        request_id=request.request_id,
        traceparent=request.traceparent,
    )


def _tenant_id(in_body: str | None, request: Request, caller: str | None) -> str:
    in_header = request.headers.get("x-tenant-id")
    if in_body is not None and in_header is not None and in_body != in_header:
        raise bad_request("tenant_mismatch", "The body and the X-Tenant-ID header name different tenants.")
    claimed = in_header if in_body is None else in_body
    tenant_id = caller if claimed is None else claimed
    if tenant_id is None:
        raise bad_request("missing_tenant_id", "Name the tenant: tenant_id in the body, or an X-Tenant-ID header.")
    check_claim(caller, tenant_id)
    return tenant_id


def _attributes(body: IngestRequest) -> dict[str, JsonValue]:
    """The `attributes` object and every field that the request form does not name."""
    attributes = dict(body.attributes or {})
    others: dict[str, JsonValue] = body.model_extra or {}
    if twice := attributes.keys() & others.keys():
        raise bad_request(
            "duplicate_attribute", f"{len(twice)} of the attributes stand beside the attributes object as well."
        )
    return attributes | others
