"""The routes of one HTTP handler, and how its exceptions become answers."""

import logging
import re
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from domain.errors import CallerError, LimitExceeded, PassingError
from entrypoints.http.access import Authenticate
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.problem import PROBLEM_TYPE, compact_json, problem_document, unavailable
from entrypoints.http.request import Request
from entrypoints.protocols.protocol import Answer

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
Route = Callable[..., Response[Any]]
# The answer for an error in a form of a route's own: status, detail, and the request's media type. None is a problem
# document.
ErrorForm = Callable[[HTTPStatus, str, str], Answer | None]

_log = logging.getLogger(__name__)

_JSON = "application/json"


class Api:
    """Routes and their answers. Every answer echoes the request's id; every error is a problem document (RFC 9457).

    `request` is the one being answered, `caller` the tenant whose key it came with (None where no key is asked for),
    and `answer_headers` go with whatever the answer is. There is one at a time: powertools keeps the current event on a
    class, so a process must not run two HTTP handlers at once.
    """

    request: Request
    caller: str | None
    answer_headers: dict[str, str]

    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate
        self._resolver = APIGatewayHttpResolver()
        self._resolver.exception_handler(Exception)(self._problem)
        self._methods: dict[re.Pattern[str], tuple[str, ...]] = {}
        self._error_form: ErrorForm | None = None

    def route(
        self, path: str, *methods: str, public: bool = False, error_form: ErrorForm | None = None
    ) -> Callable[[Route], Route]:
        """Serve `path` by these methods; every other one, even one that nobody has heard of, is answered 405.

        A `public` route never asks for a key.
        """
        self._methods[re.compile(re.sub("<[a-z_]+>", "[^/]+", path))] = methods

        def register(serve: Route) -> Route:
            def admitted(**parameters: str) -> Response[Any]:
                self._error_form = error_form
                if not self.request.path.isprintable():
                    # powertools takes a line break behind the path for its end.
                    raise _bad_path()
                self.caller = None if public else self._authenticate(self.request)
                return serve(**parameters)

            self._resolver.route(path, method=list(methods))(admitted)
            return serve

        return register

    def answer(self, body: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response[Any]:
        """An answer in JSON."""
        return self.document(compact_json(body), status=status)

    def document(
        self, body: str | bytes, content_type: str = _JSON, status: HTTPStatus = HTTPStatus.OK
    ) -> Response[Any]:
        """An answer with a body that is written already."""
        return self._response(status, content_type, body, {})

    def handler(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """The Lambda handler."""
        self.request = Request(event)
        self.answer_headers = {}
        self._error_form = None
        return self._resolver.resolve(event, context)

    def _problem(self, error: Exception) -> Response[Any]:
        match error:
            case RequestError():
                return self._error(error)
            case LimitExceeded():
                return self._error(RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.code, error.detail))
            case CallerError():
                return self._error(bad_request(error.code, error.detail))
            case NotFoundError():
                return self._error(self._no_route())
            case PassingError():
                _log.warning("unavailable", extra={"reason": error.reason})
                return self._error(unavailable())
            case _:
                _log.error("unexpected_error", extra=_where(error))
                return self._error(
                    RequestError(
                        HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side."
                    )
                )

    def _no_route(self) -> RequestError:
        for path, methods in self._methods.items():
            if not path.fullmatch(self.request.path):
                continue
            if self.request.method in methods:
                # powertools finds no route for a parameter with characters that it does not expect.
                return _bad_path()
            return RequestError(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                f"This route takes {' and '.join(methods)}.",
                {"Allow": ", ".join(methods)},
            )
        return RequestError(HTTPStatus.NOT_FOUND, "not_found", "There is no such route.")

    def _error(self, error: RequestError) -> Response[Any]:
        if self._error_form and (answer := self._error_form(error.status, error.detail, self.request.media_type)):
            return self._response(answer.status, answer.content_type, answer.body, error.headers)
        body = problem_document(error, self.request.request_id)
        return self._response(error.status, PROBLEM_TYPE, body, error.headers)

    def _response(
        self, status: HTTPStatus, content_type: str, body: str | bytes, headers: Mapping[str, str]
    ) -> Response[Any]:
        return Response(
            status_code=status.value,
            content_type=content_type,
            body=body,
            headers={"X-Request-Id": self.request.request_id, **self.answer_headers, **headers},
        )


def _bad_path() -> RequestError:
    return bad_request("bad_path", "The path has characters that no tenant id and no log id has.")


def _where(error: Exception) -> dict[str, str]:
    """Class and place of an error, and none of its words: those may hold text."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "place": f"{frame.name}:{frame.lineno}"}
