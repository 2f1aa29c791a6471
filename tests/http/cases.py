"""Requests that no well-behaved client sends, each with its correct answers.

Most are ways in which two servers, one behind the other, can interpret the same bytes as different requests (request
smuggling, RFC 9112, 11.2). The correct answer is to refuse, and to read nothing more from the connection.
"""

from dataclasses import dataclass

from entrypoints.local.http_head import MAX_HEAD_BYTES, MAX_HEADERS

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
_TEXT = b"POST /ingest HTTP/1.1\r\nHost: localhost\r\nX-Tenant-ID: acme\r\nContent-Type: text/plain\r\n"
_CHUNKED = _TEXT + b"Transfer-Encoding: chunked\r\n\r\n"
_GET = b"GET /healthz HTTP/1.1\r\n"


@dataclass(frozen=True)
class Case:
    """The sent bytes and the expected statuses. `code` is that of the last answer's problem document.

    If `stays`, the connection accepts another request after the answers; otherwise it is closed.
    """

    data: bytes
    statuses: tuple[int, ...]
    code: str = ""
    stays: bool = False
    # Whether the client closes its sending side.
    finishes: bool = False


def _refused(data: bytes, code: str = "malformed_request", status: int = 400) -> Case:
    return Case(data, (status,), code)


def _taken(data: bytes, *statuses: int) -> Case:
    return Case(data, statuses, stays=True)


def _headers(number: int) -> bytes:
    """Return a request with this number of headers."""
    return _GET + b"Host: localhost\r\n" + b"".join(map(b"X-%d: 1\r\n".__mod__, range(number - 1))) + b"\r\n"


def _head(size: int) -> bytes:
    """Return a request whose target and headers have this number of bytes."""
    head = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "
    counted = len(b"/healthz") + len(b"Host: localhost\r\n") + len(b"X: \r\n")
    return head + b"x" * (size - counted) + b"\r\n\r\n"


SMUGGLING = {
    "Content-Length and Transfer-Encoding": _refused(
        _TEXT + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HEALTH
    ),
    "Transfer-Encoding and Content-Length": _refused(
        _TEXT + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + HEALTH
    ),
    "two different lengths": _refused(_TEXT + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "the same length twice": _refused(_TEXT + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na"),
    "a list of lengths": _refused(_TEXT + b"Content-Length: 1, 1\r\n\r\na"),
    "a length with a sign": _refused(_TEXT + b"Content-Length: +1\r\n\r\na"),
    "a negative length": _refused(_TEXT + b"Content-Length: -1\r\n\r\na"),
    "a hexadecimal length": _refused(_TEXT + b"Content-Length: 0x1\r\n\r\na"),
    "an empty length": _refused(_TEXT + b"Content-Length:\r\n\r\na"),
    "a length beyond 64 bits": _refused(_TEXT + b"Content-Length: 99999999999999999999\r\n\r\na"),
    "chunked, identity": _refused(_TEXT + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    "identity": _refused(_TEXT + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n", "unsupported_transfer_encoding", 501),
    "gzip, chunked": _refused(
        _TEXT + b"Transfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "unsupported_transfer_encoding", 501
    ),
    "gzip and chunked in two headers": _refused(
        _TEXT + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "unsupported_transfer_encoding",
        501,
    ),
    "chunked twice": _refused(_TEXT + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "a word like chunked": _refused(
        _TEXT + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "unsupported_transfer_encoding", 501
    ),
    "a vertical tab before chunked": _refused(_TEXT + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
    "chunked in HTTP/1.0": _refused(_CHUNKED.replace(b"/1.1", b"/1.0") + b"1\r\na\r\n0\r\n\r\n"),
    "a folded header": _refused(_GET + b"Host: localhost\r\nX: a\r\n b\r\n\r\n"),
    "a space before the first header": _refused(_GET + b" Host: localhost\r\n\r\n"),
    "line feeds alone": _refused(HEALTH.replace(b"\r\n", b"\n")),
    "a line feed alone behind a header": _refused(_GET + b"Host: localhost\nX: a\r\n\r\n"),
    "a carriage return alone behind a header": _refused(_GET + b"Host: localhost\rX: a\r\n\r\n"),
    "a carriage return in a value": _refused(_GET + b"Host: localhost\r\nX: a\rb\r\n\r\n"),
    "NUL in a value": _refused(_GET + b"Host: localhost\r\nX: a\0b\r\n\r\n"),
    "NUL in a name": _refused(_GET + b"Host: localhost\r\nX\0: a\r\n\r\n"),
    "a space before the colon": _refused(_GET + b"Host: localhost\r\nX : a\r\n\r\n"),
    "no name": _refused(_GET + b"Host: localhost\r\n: a\r\n\r\n"),
    "no colon": _refused(_GET + b"Host: localhost\r\nX\r\n\r\n"),
    "a chunk's size with a sign": _refused(_CHUNKED + b"-1\r\na\r\n0\r\n\r\n"),
    "a chunk's size as 0x1": _refused(_CHUNKED + b"0x1\r\na\r\n0\r\n\r\n"),
    "a chunk's size beyond 64 bits": _refused(_CHUNKED + b"fffffffffffffffff\r\na\r\n0\r\n\r\n"),
    "a chunk that is longer than its size": _refused(_CHUNKED + b"1\r\nab\r\n0\r\n\r\n"),
    "chunks that end in line feeds": _refused(_CHUNKED + b"1\na\n0\n\n"),
    "a line feed behind a chunk's extension": _refused(_CHUNKED + b"1;x\na\r\n0\r\n\r\n"),
    "a chunk with an extension": _taken(_CHUNKED + b'1;x="y"\r\na\r\n0\r\n\r\n', 202),
    "chunked in capitals": _taken(_CHUNKED.replace(b"chunked", b"CHUNKED") + b"1\r\na\r\n0\r\n\r\n", 202),
    "a length in a trailer": _refused(_CHUNKED + b"1\r\na\r\n0\r\nContent-Length: 43\r\n\r\n" + HEALTH),
}

TARGETS = {
    "two hosts": _refused(_GET + b"Host: localhost\r\nHost: evil.example\r\n\r\n"),
    "the same host twice": _refused(_GET + b"Host: localhost\r\nHost: localhost\r\n\r\n"),
    "another host": Case(_GET + b"Host: evil.example\r\n\r\n", (403,), "foreign_host", stays=True),
    "this host behind another's name": Case(
        _GET + b"Host: localhost.evil.example\r\n\r\n", (403,), "foreign_host", stays=True
    ),
    "a host with a user": Case(_GET + b"Host: localhost@evil.example\r\n\r\n", (403,), "foreign_host", stays=True),
    "two hosts in one": Case(_GET + b"Host: localhost, evil.example\r\n\r\n", (403,), "foreign_host", stays=True),
    "an address of this machine": _taken(_GET + b"Host: 127.0.0.1:80\r\n\r\n", 200),
    "the other address of this machine": _taken(_GET + b"Host: [::1]:8000\r\n\r\n", 200),
    "no host": _taken(_GET + b"\r\n", 200),
    "no host in HTTP/1.0": Case(b"GET /healthz HTTP/1.0\r\n\r\n", (200,)),
    "an absolute target": _taken(b"GET http://localhost/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 200),
    "an absolute target elsewhere": Case(
        b"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", (403,), "foreign_host", stays=True
    ),
    "the server as a whole": Case(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", (404,), "not_found", stays=True),
    "a tunnel": _refused(b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", "not_a_proxy", 501),
    "a target without a slash": _refused(b"GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "a space in the target": _refused(b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "NUL in the target": _refused(b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "bytes beyond ASCII in the target": _refused(b"GET /\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "an unknown method": _refused(HEALTH.replace(b"GET", b"SHOUT")),
    "a method in small letters": _refused(HEALTH.replace(b"GET", b"get")),
    "HTTP/2.0": _refused(HEALTH.replace(b"1.1", b"2.0"), "unsupported_version", 505),
    "HTTP/0.9": _refused(b"GET /healthz\r\n\r\n", "unsupported_version", 505),
    "HTTP/1.2": _refused(HEALTH.replace(b"1.1", b"1.2")),
    "the preface of HTTP/2": _refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "TLS": _refused(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
}

SIZES = {
    "as many headers as are taken": _taken(_headers(MAX_HEADERS), 200),
    "a header too many": _refused(_headers(MAX_HEADERS + 1), "headers_too_large", 431),
    "a million headers": _refused(_headers(1_000_000), "headers_too_large", 431),
    "a million times the same header": _refused(_GET + b"X: 1\r\n" * 1_000_000, "headers_too_large", 431),
    "a head as large as is taken": _taken(_head(MAX_HEAD_BYTES), 200),
    "a head that is a byte too large": _refused(_head(MAX_HEAD_BYTES + 1), "headers_too_large", 431),
    "a value without an end": _refused(_GET + b"X: " + b"x" * 10_000_000, "headers_too_large", 431),
    "a name without an end": _refused(_GET + b"x" * 10_000_000, "headers_too_large", 431),
    "a target without an end": _refused(b"GET /" + b"x" * 10_000_000, "headers_too_large", 431),
    "a million trailers": _refused(_CHUNKED + b"0\r\n" + b"X: 1\r\n" * 1_000_000, "headers_too_large", 431),
    "a trailer without an end": _refused(_CHUNKED + b"0\r\nX: " + b"x" * 10_000_000, "headers_too_large", 431),
    "a chunk's extension without an end": _refused(_CHUNKED + b"1;" + b"x" * 10_000_000, "headers_too_large", 431),
    "as many parameters as fit": Case(
        b"GET /tenants/acme/logs?" + b"&" * 65_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", (200,), stays=True
    ),
    "as many values of a parameter as fit": Case(
        b"GET /tenants/acme/logs?" + b"limit=1&" * 8_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        (400,),
        "invalid_parameter",
        stays=True,
    ),
}

_LOG = _TEXT + b"Content-Length: 1\r\n\r\na"

SEQUENCES = {
    "pipelined": _taken(HEALTH + _LOG + HEALTH, 200, 202, 200),
    "as many as may wait": _taken(HEALTH * 100, *[200] * 100),
    "a broken one behind two": Case(_LOG + HEALTH + b"GARBAGE\r\n\r\n", (202, 200, 400), "malformed_request"),
    "a broken body behind one": Case(_LOG + _CHUNKED + b"x\r\n", (202, 400), "malformed_request"),
    "a broken body behind two": Case(_LOG + HEALTH + _CHUNKED + b"x\r\n", (202, 200, 400), "malformed_request"),
    "nothing behind a broken one": Case(b"GARBAGE\r\n\r\n" + HEALTH, (400,), "malformed_request"),
    "nothing behind a close": Case(HEALTH[:-2] + b"Connection: close\r\n\r\n", (200,)),
    "empty lines before a request": _taken(b"\r\n\r\n" + HEALTH, 200),
    "another protocol is not wanted": _taken(
        HEALTH[:-2] + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n" + HEALTH,
        200,
        200,
    ),
    "another protocol and a body": _taken(
        _TEXT + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc" + HEALTH, 202, 200
    ),
    "a side closed behind a request": Case(HEALTH, (200,), finishes=True),
    "a side closed behind three requests": Case(HEALTH + _LOG + HEALTH, (200, 202, 200), finishes=True),
    "a side closed in a head": Case(HEALTH[:-4], (400,), "incomplete_request", finishes=True),
    "a side closed in a body": Case(_TEXT + b"Content-Length: 2\r\n\r\na", (400,), "incomplete_request", finishes=True),
    "a side closed in a body behind a request": Case(
        _LOG + _TEXT + b"Content-Length: 2\r\n\r\na", (202, 400), "incomplete_request", finishes=True
    ),
    "a side closed before a request": Case(b"", (), finishes=True),
}

PATHS = {
    name: Case(b"GET /tenants/%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path, (status,), code, stays=True)
    for name, (path, status, code) in {
        "NUL in a tenant": (b"a%00/logs", 400, "bad_path"),
        "a broken byte in a tenant": (b"a%ff/logs", 400, "bad_path"),
        "a line break in a tenant": (b"a%0a/logs", 400, "bad_path"),
        "a line break behind a path": (b"acme/logs%0a", 400, "bad_path"),
        "a line break in a log id": (b"acme/logs/a%0a", 400, "bad_path"),
        "a letter beyond ASCII": (b"%D0%B0cme/logs", 400, "bad_tenant_id"),
        "a slash in a tenant": (b"a%2Fb/logs", 404, "not_found"),
        "a tenant of dots": (b"../logs", 400, "bad_tenant_id"),
    }.items()
}
