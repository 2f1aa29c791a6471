"""`GET /tenants/{tenant_id}/logs` and `…/logs/{log_id}`, and Loki's query routes: a tenant's logs, read back."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from application.reading import Reading
from domain.query.log_query import LogQuery
from entrypoints.http.access import Authenticate, check_claim
from entrypoints.http.api import Api, Call, Handler
from entrypoints.http.cursor import decode_cursor, encode_cursor
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.models import FoundLog, ListRequest, Log, LogPage
from entrypoints.http.validation import first_error
from entrypoints.loki.routes import add_loki_routes


def read_handler(reading: Reading, *, authenticate: Authenticate) -> Handler:
    """The handler of `read-api`."""
    api = Api(authenticate)

    @api.route("/tenants/<tenant_id>/logs", "GET")
    def list_(call: Call, tenant_id: str) -> Response[Any]:
        check_claim(call.caller, tenant_id)
        try:
            asked = ListRequest.model_validate(dict(call.request.query))
        except ValidationError as error:
            raise bad_request("invalid_parameter", first_error(error)) from None
        query = LogQuery(tenant_id, asked.since, asked.until, asked.order)
        after = None if asked.cursor is None else decode_cursor(asked.cursor, query)
        page = reading.list_logs.list(query, asked.limit, after)
        return call.document(
            LogPage(
                tenant_id=tenant_id,
                logs=[Log.model_validate(log) for log in page.logs],
                next_cursor=encode_cursor(page.next, query) if page.next else None,
            ).model_dump_json()
        )

    @api.route("/tenants/<tenant_id>/logs/<log_id>", "GET")
    def read(call: Call, tenant_id: str, log_id: str) -> Response[Any]:
        check_claim(call.caller, tenant_id)
        found = reading.read_log.read(tenant_id, log_id)
        if found is None:
            raise RequestError(
                HTTPStatus.NOT_FOUND,
                "log_not_found",
                "The tenant has no stored log of this id. One just accepted is stored when its work is done.",
            )
        log = Log.model_validate(found.log)
        answer = FoundLog(**dict(log), tenant_id=found.log.tenant_id, conflicts=list(found.conflicts))
        return call.document(answer.model_dump_json())

    add_loki_routes(api, reading.query_logql, reading.clock)
    return api.handler
