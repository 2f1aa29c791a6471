"""`DELETE /tenants/{tenant_id}/logs` and below: erasing a tenant's logs, by as many requests as needed.

Each request works for some seconds, because a Lambda function has no time for more. Until the erasure is complete, the
answer is 202 with a cursor for the next request.
"""

import math
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

from domain.caller import Caller, Right
from domain.erasure import Erasure, ErasureReceipt, InvalidErasure, Selection, check_selected_id
from domain.processed_log import Position
from domain.timestamps import nanoseconds
from entrypoints.http.api import Api, Call
from entrypoints.http.cursor import decode_erasing, encode_erasing
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.models import DeletedNumbers, ErasedLogs, ShownErasure
from entrypoints.http.request import decode_utf8
from entrypoints.http.search_parameters import BOUNDS, Parameters, read_query, read_values
from entrypoints.http.strict_json import parse_json

if TYPE_CHECKING:
    # They load redaction, whose rules take long to load.
    from application.erase_logs import EraseLogs
    from application.find_placeholders import FindPlaceholders
    from application.ports.clock import Clock

# After this time no further portion is begun, so that the answer is sent well within the function's 20 s.
_WORK_SECONDS = 4.0


def add_erase_routes(
    api: Api,
    logs: str,
    erase_logs: Callable[[], "EraseLogs"],
    find_placeholders: Callable[[], "FindPlaceholders"],
    clock: "Clock",
) -> None:
    """Add DELETE at the path `logs` and below."""
    routes = _Routes(erase_logs, find_placeholders, clock)
    api.route(logs, "DELETE", right=Right.ERASE)(routes.some)
    api.route(f"{logs}/<log_id>", "DELETE", right=Right.ERASE)(routes.one)


class _Routes:
    def __init__(
        self,
        erase_logs: Callable[[], "EraseLogs"],
        find_placeholders: Callable[[], "FindPlaceholders"],
        clock: "Clock",
    ) -> None:
        self._erase_logs = erase_logs
        self._find_placeholders = find_placeholders
        self._clock = clock

    def some(self, call: Call, tenant_id: str) -> Response[Any]:
        """Erase logs by time or by redacted values, or all."""
        parameters = Parameters(call.request.query_pairs, (*BOUNDS, "cursor"))
        placeholders = self._placeholders(call, tenant_id)
        query = read_query(tenant_id, parameters, nanoseconds(self._clock.now()))
        return self._erase(call, tenant_id, parameters, lambda: Selection(None, query.since, query.until, placeholders))

    def one(self, call: Call, tenant_id: str, log_id: str) -> Response[Any]:
        """Erase one log, and its conflicts."""
        parameters = Parameters(call.request.query_pairs, ("cursor",))
        return self._erase(call, tenant_id, parameters, lambda: Selection(check_selected_id(log_id)))

    def _placeholders(self, call: Call, tenant_id: str) -> tuple[str, ...]:
        """Return the pseudonyms of the values in the body. Raises CallerError if the policy does not make any."""
        body = decode_utf8(call.request.body())
        if not body:
            return ()
        document = parse_json(body)
        if not isinstance(document, dict) or document.keys() != {"values"}:
            raise bad_request("invalid_parameter", 'The body must be {"values": […]} or empty.')
        values = read_values(document["values"])
        if not values:
            raise bad_request("invalid_parameter", "values: name at least one, or send no body.")
        return self._find_placeholders().find(tenant_id, values)

    def _erase(
        self, call: Call, tenant_id: str, parameters: Parameters, select: Callable[[], Selection]
    ) -> Response[Any]:
        erase_logs = self._erase_logs()
        written = parameters.one("cursor")
        try:
            selection = select()
            if written is None:
                erasure, logs, place = erase_logs.new(selection), 0, None
                erase_logs.mark(tenant_id, erasure)
            else:
                if selection.since or selection.until or selection.placeholders:
                    raise bad_request(
                        "invalid_parameter", "cursor: send it without the parameters of the first request."
                    )
                erasure_id, logs, place = decode_erasing(written)
                erasure = _known(erase_logs.find(tenant_id, erasure_id))
        except InvalidErasure as error:
            raise bad_request("invalid_erasure", str(error)) from None
        if seconds := math.ceil(erase_logs.seconds_to_wait(erasure)):
            call.answer_headers["Retry-After"] = str(seconds)
            return _unfinished(call, tenant_id, erasure, logs, place)
        ends_at = self._clock.monotonic() + _WORK_SECONDS
        while True:
            deleted = erase_logs.delete_some(tenant_id, erasure, place)
            logs, place = logs + deleted.logs, deleted.next
            if place is None:
                break
            if self._clock.monotonic() >= ends_at:
                return _unfinished(call, tenant_id, erasure, logs, place)
        return _finished(call, erase_logs.finish(tenant_id, erasure, _name(call.caller), logs))


def _known(erasure: Erasure | None) -> Erasure:
    if erasure is None:
        raise RequestError(
            HTTPStatus.NOT_FOUND,
            "unknown_erasure",
            "The tenant has no erasure with this cursor. It may belong to another tenant, be too old, or have been "
            "started again. Send the first request again.",
        )
    return erasure


def _name(caller: Caller) -> str:
    return "administrator" if caller.tenant_id is None else f"key of {caller.tenant_id}"


def _unfinished(call: Call, tenant_id: str, erasure: Erasure, logs: int, place: Position | None) -> Response[Any]:
    answer = ErasedLogs(
        tenant_id=tenant_id,
        erasure=_shown(erasure),
        complete=False,
        next_cursor=encode_erasing(erasure.erasure_id, logs, place),
        deleted=DeletedNumbers(logs=logs, messages=None, dead_letters=None),
    )
    return call.document(answer.model_dump_json(), status=HTTPStatus.ACCEPTED)


def _finished(call: Call, receipt: ErasureReceipt) -> Response[Any]:
    answer = ErasedLogs(
        tenant_id=receipt.tenant_id,
        erasure=_shown(receipt.erasure),
        complete=True,
        deleted=DeletedNumbers(logs=receipt.logs, messages=receipt.messages, dead_letters=receipt.dead_letters),
        dead_letters_left=receipt.letters_left,
        requested_by=receipt.requested_by,
        finished_at=receipt.finished_at,
    )
    return call.document(answer.model_dump_json())


def _shown(erasure: Erasure) -> ShownErasure:
    selection = erasure.selection
    return ShownErasure(
        id=erasure.erasure_id,
        received_before=erasure.received_before,
        log_id=selection.log_id,
        since=selection.since,
        until=selection.until,
        placeholders=list(selection.placeholders),
    )
