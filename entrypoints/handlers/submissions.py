"""From a request to the logs that it brings, each with its tenant."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

from application.ingest_logs import Origin, Submission
from domain.caller import Caller, Right
from domain.errors import CallerError
from domain.limits import check_request_tenants
from domain.tenant_id import check_tenant_id
from entrypoints.http.access import check_reach
from entrypoints.http.request import Request, decode_utf8
from entrypoints.protocols.native import errors_told, read_log
from entrypoints.wire.errors import RequestError, bad_request
from entrypoints.wire.protocol import Protocol, ReceivedLog, Rejection
from entrypoints.wire.strict_json import parse_json

_JSON, _TEXT = "application/json", "text/plain"
TENANT_HEADER = "x-tenant-id"


@dataclass(frozen=True)
class Brought:
    """What a request brings: submissions, and what it holds that is no log of the caller's."""

    origin: Origin
    submissions: Sequence[Submission]
    rejections: Sequence[Rejection]


def known_tenant(request: Request, caller: Caller, tenant_headers: Sequence[str]) -> str | None:
    """The tenant that the request is charged to: that of its key, or that of a header; None where its logs tell.

    Raises CallerError for a header that names none.
    """
    if caller.tenant_id is not None:
        return caller.tenant_id
    header = next(filter(None, map(request.headers.get, tenant_headers)), None)
    return None if header is None else check_tenant_id(header)


def one_log(request: Request, body: bytes, caller: Caller) -> tuple[Submission, Origin]:
    """The log of `POST /ingest`. Raises CallerError."""
    request.check_charset()
    header = request.headers.get(TENANT_HEADER)
    if request.media_type == _JSON:
        log, source = read_log(parse_json(decode_utf8(body))), "json"
    elif request.media_type == _TEXT:
        log, source = ReceivedLog(0, decode_utf8(body), log_id=request.headers.get("x-log-id")), "text"
    else:
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_content_type",
            f"Send {_JSON}, or {_TEXT} with an X-Tenant-ID header.",
        )
    return _submission(log, _tenant_id(log.tenant_id, header, caller)), _origin(request, source)


def many_logs(protocol: Protocol, request: Request, body: bytes, caller: Caller) -> Brought:
    """The logs of a request in a protocol's form. Raises CallerError for what the whole request has wrong."""
    request.check_charset()
    header = next(filter(None, map(request.headers.get, protocol.tenant_headers)), None)
    if header is not None:
        # Also where no log comes: a sender whose tenant is wrong learns so at once.
        check_reach(caller, Right.INGEST, check_tenant_id(header))
    known = header is not None or caller.tenant_id is not None
    submissions: list[Submission] = []
    rejections: list[Rejection] = []

    @cache
    def tenant_of(named: str | None) -> str:
        return _tenant_id(named, header, caller)

    for log in protocol.read(body, request.media_type):
        if isinstance(log, Rejection):
            rejections.append(log)
            continue
        try:
            tenant_id = tenant_of(None if known and protocol.header_wins else log.tenant_id)
        except CallerError as error:
            rejections.append(Rejection(log.index, error.code, error.detail))
        else:
            submissions.append(_submission(log, tenant_id))
    return Brought(_origin(request, protocol.source), submissions, rejections)


def sizes(submissions: Sequence[Submission], body_bytes: int) -> Mapping[str, int]:
    """What each tenant's quota of bytes is charged: the body, or of one that tenants share their texts.

    Raises LimitExceeded where they are too many.
    """
    tenants = {submission.tenant_id for submission in submissions}
    check_request_tenants(len(tenants))
    if len(tenants) == 1:
        return dict.fromkeys(tenants, body_bytes)
    texts: Counter[str] = Counter()
    for submission in submissions:
        texts[submission.tenant_id] += len(submission.text)
    return texts


def all_rejected(rejections: Sequence[Rejection]) -> RequestError:
    """The error of a request that brought logs, none of which was taken."""
    codes = {rejection.code for rejection in rejections}
    status = HTTPStatus.FORBIDDEN if codes == {"forbidden_tenant"} else HTTPStatus.BAD_REQUEST
    return RequestError(
        status,
        codes.pop() if len(codes) == 1 else "all_rejected",
        f"None of the {len(rejections)} logs was accepted. The first: {rejections[0].detail}",
        members={"errors": errors_told(rejections)},
    )


def _tenant_id(in_log: str | None, in_header: str | None, caller: Caller) -> str:
    if in_log is not None and in_header is not None and in_log != in_header:
        raise bad_request("tenant_mismatch", "The body and the X-Tenant-ID header name different tenants.")
    claimed = in_header if in_log is None else in_log
    tenant_id = caller.tenant_id if claimed is None else claimed
    if tenant_id is None:
        raise bad_request("missing_tenant_id", "Name the tenant: tenant_id in the body, or an X-Tenant-ID header.")
    check_reach(caller, Right.INGEST, tenant_id)
    # Before anybody is asked about a tenant that cannot exist.
    return check_tenant_id(tenant_id)


def _submission(log: ReceivedLog, tenant_id: str) -> Submission:
    return Submission(tenant_id, log.text, log.log_id, log.attributes, log.time, log.index)


def _origin(request: Request, source: str) -> Origin:
    """Raises RequestError (`bad_idempotency_key`)."""
    return Origin(source, request.request_id, request.traceparent, request.idempotency_key)
