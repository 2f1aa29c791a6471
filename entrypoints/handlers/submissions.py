"""Reading the logs of a request, and finding the tenant of each."""

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
from entrypoints.http import headers
from entrypoints.http.access import check_reach
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.request import Request, decode_utf8
from entrypoints.http.strict_json import parse_json
from entrypoints.protocols.native import first_errors, read_log
from entrypoints.protocols.protocol import Protocol, ReceivedLog, Rejection

_JSON, _TEXT = "application/json", "text/plain"


@dataclass(frozen=True)
class RequestLogs:
    """The logs of a request, and the rejections of logs that are malformed or not of the key's tenant."""

    origin: Origin
    submissions: Sequence[Submission]
    rejections: Sequence[Rejection]


def known_tenant(request: Request, caller: Caller, tenant_headers: Sequence[str]) -> str | None:
    """Return the tenant of the key or of a header; None if only the logs name tenants.

    Raises CallerError for an invalid tenant id in a header.
    """
    if caller.tenant_id is not None:
        return caller.tenant_id
    header = next(filter(None, map(request.headers.get, tenant_headers)), None)
    return None if header is None else check_tenant_id(header)


def one_log(request: Request, body: bytes, caller: Caller) -> tuple[Submission, Origin]:
    """Read the log of `POST /ingest`. Raises CallerError."""
    request.check_charset()
    header = request.headers.get(headers.TENANT)
    if request.media_type == _JSON:
        log, source = read_log(parse_json(decode_utf8(body))), "json"
    elif request.media_type == _TEXT:
        log, source = ReceivedLog(0, decode_utf8(body), log_id=request.headers.get(headers.LOG_ID)), "text"
    else:
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_content_type",
            f"The content type must be {_JSON}, or {_TEXT} with an X-Tenant-ID header.",
        )
    return _submission(log, _tenant_id(log.tenant_id, header, caller)), _origin(request, source)


def many_logs(protocol: Protocol, request: Request, body: bytes, caller: Caller) -> RequestLogs:
    """Read the logs of a request with a protocol. Raises CallerError for an error of the whole request."""
    request.check_charset()
    header = next(filter(None, map(request.headers.get, protocol.tenant_headers)), None)
    if header is not None:
        # Checked even if the request contains no log, so that a sender with a wrong tenant gets an error.
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
    return RequestLogs(_origin(request, protocol.source), submissions, rejections)


def sizes(submissions: Sequence[Submission], body_bytes: int) -> Mapping[str, int]:
    """Return the bytes to charge to each tenant: the body of a single tenant, or the texts of each of several.

    Raises LimitExceeded for too many tenants.
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
    """Return the error of a request whose logs were all refused."""
    codes = {rejection.code for rejection in rejections}
    status = HTTPStatus.FORBIDDEN if codes == {"forbidden_tenant"} else HTTPStatus.BAD_REQUEST
    return RequestError(
        status,
        codes.pop() if len(codes) == 1 else "all_rejected",
        f"None of the {len(rejections)} logs was accepted. The first error: {rejections[0].detail}",
        members={"errors": first_errors(rejections)},
    )


def _tenant_id(in_log: str | None, in_header: str | None, caller: Caller) -> str:
    if in_log is not None and in_header is not None and in_log != in_header:
        raise bad_request("tenant_mismatch", "The body and the X-Tenant-ID header name different tenants.")
    claimed = in_header if in_log is None else in_log
    tenant_id = caller.tenant_id if claimed is None else claimed
    if tenant_id is None:
        raise bad_request("missing_tenant_id", "Name the tenant: tenant_id in the body, or an X-Tenant-ID header.")
    check_reach(caller, Right.INGEST, tenant_id)
    # Check the id before any use case looks up the tenant.
    return check_tenant_id(tenant_id)


def _submission(log: ReceivedLog, tenant_id: str) -> Submission:
    return Submission(tenant_id, log.text, log.log_id, log.attributes, log.time, log.index)


def _origin(request: Request, source: str) -> Origin:
    """Return the origin of the request's logs. Raises RequestError (`bad_idempotency_key`)."""
    return Origin(source, request.request_id, request.traceparent, request.idempotency_key)
