"""Routing the requests of an HTTP handler, and turning exceptions into answers."""

import base64
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from threading import local
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from domain.caller import ANYONE, Caller, Right
from domain.errors import CallerError, LimitExceeded, PassingError
from entrypoints.http.access import Authenticate, check_reach
from entrypoints.http.answer import Answer
from entrypoints.http.answer_compression import compressed
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.problem import PROBLEM_TYPE, compact_json, problem_document, unavailable, unexpected
from entrypoints.http.request import Request

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
# Answers a route. The arguments are the `Call` and, by name, the parameters of the path.
Route = Callable[..., Response[Any]]
# Returns the answer for an error in the route's own format, from status, detail and the request's media type; None
# means a problem document.
ErrorForm = Callable[[HTTPStatus, str, str], Answer | None]

_log = logging.getLogger(__name__)

_JSON = "application/json"


class Call:
    """A request that is being answered, with methods that create answers. Each answer repeats the request's id.

    `answer_headers` are added to every answer, also to errors.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.caller: Caller = ANYONE
        self.answer_headers: dict[str, str] = {}
        self.error_form: ErrorForm | None = None

    def answer(self, body: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response[Any]:
        """Return a JSON answer."""
        return self.document(compact_json(body), status=status)

    def document(
        self, body: str | bytes, content_type: str = _JSON, status: HTTPStatus = HTTPStatus.OK
    ) -> Response[Any]:
        """Return an answer with this body."""
        return self._response(status, content_type, body, {})

    def compressed_document(self, body: str, content_type: str = _JSON) -> Response[Any]:
        """Return an answer with this body, compressed by gzip if the client accepts it."""
        self.answer_headers["Vary"] = "Accept, Accept-Encoding"
        if (shorter := compressed(body, self.request.headers.get("accept-encoding", ""))) is None:
            return self.document(body, content_type)
        self.answer_headers["Content-Encoding"] = "gzip"
        response = self.document(base64.b64encode(shorter).decode(), content_type)
        # powertools does this by itself, but not for JSON.
        response.base64_encoded = True
        return response

    def error(self, error: RequestError) -> Response[Any]:
        """Return the answer for an error: a problem document (RFC 9457), or the route's own format."""
        if self.error_form and (answer := self.error_form(error.status, error.detail, self.request.media_type)):
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


class _Event(APIGatewayProxyEventV2):
    """An event for finding a route. It has no headers, because `Request` reads them and powertools need not."""

    resolved_headers_field: dict[str, Any] = {}  # noqa: RUF012 - it is never changed


class _Resolver(APIGatewayHttpResolver):
    """A resolver for one thread. Powertools' class stores the current event in a class attribute, for all threads."""

    call: Call
    _event: _Event

    def resolve(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        self._event = _Event(dict(event))
        return super().resolve(event, context)

    @property
    def current_event(self) -> _Event:  # type: ignore[override] # powertools reads it, and sets its own
        return self._event


class Api:
    """The routes of a handler. It is thread-safe."""

    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate
        self._routes: list[_Registered] = []
        self._of_thread = local()

    def route(
        self, path: str, *methods: str, right: Right | None, error_form: ErrorForm | None = None
    ) -> Callable[[Route], Route]:
        """Serve `path` by these methods to callers with the right, or to everyone if it is None.

        Any other method is answered by 405.
        """

        def register(serve: Route) -> Route:
            pattern = re.compile(re.sub("<[a-z_]+>", "[^/]+", path))
            self._routes.append(_Registered(path, pattern, methods, serve, right, error_form))
            return serve

        return register

    def handler(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """The Lambda handler."""
        resolver = self._resolver()
        resolver.call = Call(Request(event))
        return resolver.resolve(event, context)

    def _resolver(self) -> _Resolver:
        """Return the resolver of this thread."""
        if (resolver := getattr(self._of_thread, "resolver", None)) is None:
            resolver = self._of_thread.resolver = _Resolver()
            resolver.exception_handler(Exception)(lambda error: self._problem(resolver.call, error))
            for route in self._routes:
                self._add(resolver, route)
        return resolver

    def _add(self, resolver: _Resolver, route: "_Registered") -> None:
        def serve(**parameters: str) -> Response[Any]:
            return self._serve(resolver.call, route, parameters)

        resolver.route(route.path, method=list(route.methods))(serve)

    def _serve(self, call: Call, route: "_Registered", parameters: Mapping[str, str]) -> Response[Any]:
        call.error_form = route.error_form
        if not call.request.path.isprintable():
            # powertools would ignore a line break at the end of the path.
            raise _bad_path()
        if parameters and self._path_of(call.request) != route.path:
            # The path belongs to a more specific route, which does not support the method.
            raise self._no_route(call.request)
        if route.right:
            call.caller = self._authenticate(call.request, route.right)
            if (tenant_id := parameters.get("tenant_id")) is not None:
                check_reach(call.caller, route.right, tenant_id)
        return route.serve(call, **parameters)

    def _problem(self, call: Call, error: Exception) -> Response[Any]:
        match error:
            case RequestError():
                return call.error(error)
            case LimitExceeded():
                return call.error(RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.code, error.detail))
            case CallerError():
                return call.error(bad_request(error.code, error.detail))
            case NotFoundError():
                return call.error(self._no_route(call.request))
            case PassingError():
                _log.warning("unavailable", extra={"request_id": call.request.request_id, "reason": error.reason})
                return call.error(unavailable())
            case _:
                return call.error(unexpected(error, call.request.request_id))

    def _path_of(self, request: Request) -> str | None:
        """Return the path of the first route that matches the request's path."""
        return next((route.path for route in self._routes if route.pattern.fullmatch(request.path)), None)

    def _no_route(self, request: Request) -> RequestError:
        path = self._path_of(request)
        if path is None:
            return RequestError(HTTPStatus.NOT_FOUND, "not_found", "There is no such route.")
        methods = [method for route in self._routes if route.path == path for method in route.methods]
        if request.method in methods:
            # powertools does not match a path parameter with unexpected characters.
            return _bad_path()
        return RequestError(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "method_not_allowed",
            f"This route supports {' and '.join(methods)}.",
            {"Allow": ", ".join(methods)},
        )


@dataclass(frozen=True)
class _Registered:
    """A route. `pattern` matches the path of a request."""

    path: str
    pattern: re.Pattern[str]
    methods: tuple[str, ...]
    serve: Route
    right: Right | None
    error_form: ErrorForm | None


def _bad_path() -> RequestError:
    return bad_request("bad_path", "The path contains characters that neither tenant ids nor log ids may have.")
