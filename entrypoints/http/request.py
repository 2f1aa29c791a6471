"""Strict reading of requests, which arrive as API Gateway's events (payload format 2.0)."""

import base64
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from domain.limits import MAX_REQUEST_BYTES
from entrypoints.http import headers
from entrypoints.http.compression import encodings, inflate
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.problem import request_id_of

# These headers of clients are written to our own logs, so their characters and length are limited.
# https://www.w3.org/TR/trace-context/#traceparent-header-field-values, version 00
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,255}")
_UTF_8 = {"utf-8", "utf8", "us-ascii"}
_BOM = "\ufeff"


class Request:
    """An HTTP request. Anything invalid raises RequestError with the status and code of the answer."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event
        self.headers: Mapping[str, str] = {
            name.lower(): value.strip(" \t") for name, value in (event.get("headers") or {}).items()
        }
        # The caller's `X-Request-Id` if it is well-formed, otherwise the gateway's id.
        generated = str(event["requestContext"]["requestId"])
        self.request_id = request_id_of(self.headers.get("x-request-id", ""), generated)
        # The size of the body as received.
        self.body_bytes = _length_of(event.get("body") or "", is_base64=bool(event.get("isBase64Encoded")))
        # The size of the inflated body if that is larger, otherwise `body_bytes`.
        self.read_bytes = self.body_bytes

    @property
    def method(self) -> str:
        """The method, as the client sent it."""
        return str(self._event["requestContext"]["http"]["method"])

    @property
    def path(self) -> str:
        """The path, without the query."""
        return str(self._event["rawPath"])

    @property
    def traceparent(self) -> str | None:
        """The W3C trace context, if it is well-formed."""
        claimed = self.headers.get("traceparent", "")
        return claimed if _TRACEPARENT.fullmatch(claimed) else None

    @property
    def query_pairs(self) -> Sequence[tuple[str, str]]:
        """Query parameters in order, including repeated ones. API Gateway's own parameters join those by commas."""
        return parse_qsl(self._event.get("rawQueryString") or "", keep_blank_values=True)

    @property
    def raw_query(self) -> str:
        """The query string as the client sent it."""
        return str(self._event.get("rawQueryString") or "")

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def check_charset(self) -> None:
        """Raise RequestError (`unsupported_charset`) if the content type names a charset other than UTF-8."""
        _, *parameters = self.headers.get("content-type", "").split(";")
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in _UTF_8:
                raise RequestError(
                    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_charset", "The charset must be UTF-8."
                )

    @property
    def idempotency_key(self) -> str | None:
        """The caller's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07), quoted or not.

        Raises RequestError (`bad_idempotency_key`) for a malformed one instead of ignoring it.
        """
        claimed = self.headers.get(headers.IDEMPOTENCY_KEY)
        if claimed is not None and not _IDEMPOTENCY_KEY.fullmatch(claimed):
            raise bad_request("bad_idempotency_key", "An Idempotency-Key must have 1 to 255 visible ASCII characters.")
        return claimed

    def body(self, encoding: str = "identity") -> bytes:
        """Return the body, inflated if it is compressed. Then `read_bytes` has its size, also after an error.

        `encoding` is the content encoding of a body without a `Content-Encoding` header.
        """
        undone = encodings(self.headers.get("content-encoding") or encoding)
        body = self._body_as_sent()
        if not undone:
            return body
        if body and not self._event.get("isBase64Encoded"):
            raise _compressed_as_text(", ".join(undone))
        inflated = 0

        def count(size: int) -> None:
            nonlocal inflated
            inflated += size
            self.read_bytes = max(self.body_bytes, inflated)

        return inflate(body, undone, count)

    def _body_as_sent(self) -> bytes:
        # Check the announced length before decoding. The local server checks it before it reads the body.
        if announces_too_much(self.headers.get("content-length", "")):
            raise _too_large()
        raw: str = self._event.get("body") or ""
        if not self._event.get("isBase64Encoded"):
            # A character has at least one byte, so a body with too many characters need not be encoded.
            _check_size(len(raw))
            body = raw.encode("utf-8", "surrogatepass")
        else:
            _check_size(len(raw) // 4 * 3 - 2)
            try:
                body = base64.b64decode(raw, validate=True)
            except ValueError:  # also of characters that are not even ASCII
                raise bad_request("malformed_base64", "The body is not valid base64.") from None
        _check_size(len(body))
        return body


def _length_of(raw: str, *, is_base64: bool) -> int:
    if is_base64:
        return len(raw) // 4 * 3 - raw[-2:].count("=")
    return len(raw) if raw.isascii() else len(raw.encode("utf-8", "surrogatepass"))


def decode_utf8(body: bytes) -> str:
    """Decode strictly, and remove a byte order mark. Raises RequestError (`malformed_utf8`)."""
    try:
        return body.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError:
        raise bad_request("malformed_utf8", "The body is not valid UTF-8.") from None


def announces_too_much(content_length: str) -> bool:
    """Return whether a `Content-Length` is over the limit."""
    # Compare the number of digits first, because Python refuses to parse very long numbers.
    digits = len(str(MAX_REQUEST_BYTES))
    number = content_length.lstrip("0")
    return number.isascii() and number.isdigit() and (len(number) > digits or int(number) > MAX_REQUEST_BYTES)


def _check_size(size: int) -> None:
    if size > MAX_REQUEST_BYTES:
        raise _too_large()


def _compressed_as_text(encoding: str) -> RequestError:
    # For content types such as application/json, API Gateway treats a body as text and replaces bytes that are not
    # UTF-8, which damages compressed bodies. A 400 would make the sender drop its logs, so this is a 415.
    return RequestError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "compressed_as_text",
        f"The Content-Encoding is {encoding}, but the gateway has treated the body as text, which may damage it. Send "
        "it with the Content-Type application/x-ndjson or application/octet-stream, or uncompressed.",
    )


def _too_large() -> RequestError:
    return RequestError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "request_too_large",
        f"The request's body has more than {MAX_REQUEST_BYTES:,} bytes: split the request.",
    )
