"""The routes of the console: `/console`, its files, and `/console/access`, the rights of the caller."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from domain.caller import Right
from entrypoints.handlers.console.files import console_files
from entrypoints.http.api import Api, Call
from entrypoints.http.errors import RequestError
from entrypoints.http.models import Access

PATH = "/console"
_HTML = "text/html"
# The server omits the body of an answer to HEAD.
_PAGE_METHODS = ("GET", "HEAD")
# The browser loads nothing from other servers and runs no inline script. With trusted types, a script cannot turn text
# into markup. https://www.w3.org/TR/CSP3/, https://www.w3.org/TR/trusted-types/
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
_NEVER_KEPT = "no-store"


def add_console_routes(api: Api, *, streams: bool) -> None:
    """Add the routes of the console to the API that it uses.

    The page is public: it contains no data, and asks for a key itself. `streams` means that the page can follow logs
    with an event stream.
    """

    @api.route("/", *_PAGE_METHODS, right=None)
    def home(call: Call) -> Response[Any]:
        if _HTML not in call.request.headers.get("accept", ""):
            raise _not_found()
        call.answer_headers |= {"Location": PATH, "Cache-Control": _NEVER_KEPT, "Vary": "Accept"}
        return call.document("", f"{_HTML}; charset=utf-8", HTTPStatus.SEE_OTHER)

    @api.route(PATH, *_PAGE_METHODS, right=None)
    def page(call: Call) -> Response[Any]:
        call.answer_headers |= SECURITY_HEADERS | {"Cache-Control": _NEVER_KEPT}
        return call.compressed_document(console_files().page, f"{_HTML}; charset=utf-8")

    @api.route(f"{PATH}/access", "GET", right=Right.SEE_SERVICE)
    def access(call: Call) -> Response[Any]:
        call.answer_headers["Cache-Control"] = _NEVER_KEPT
        return call.answer(
            Access(
                tenant_id=call.caller.tenant_id,
                rights=sorted(call.caller.rights),
                streams=streams,
            ).model_dump(mode="json")
        )

    @api.route(f"{PATH}/<version>/<name>", *_PAGE_METHODS, right=None)
    def file(call: Call, version: str, name: str) -> Response[Any]:
        files = console_files()
        found = files.files.get(name) if version == files.version else None
        if found is None:
            raise _not_found()
        call.answer_headers |= SECURITY_HEADERS | {"Cache-Control": _KEPT_FOR_GOOD}
        return call.compressed_document(found.text, found.content_type)


def _not_found() -> RequestError:
    return RequestError(HTTPStatus.NOT_FOUND, "not_found", "There is no such route.")
