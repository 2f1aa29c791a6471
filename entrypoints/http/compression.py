"""Bodies that come compressed, inflated within bounds."""

import zlib
from collections.abc import Callable
from http import HTTPStatus

from domain.limits import KIB, MAX_INFLATED_BYTES
from entrypoints.http.errors import RequestError, bad_request

# Those of `Content-Encoding` that can be inflated.
ENCODINGS = ("gzip", "x-gzip", "deflate")
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_ZLIB_METHOD, _ZLIB_CHECK = 8, 31
_PIECE_BYTES = 16 * KIB


def inflate(body: bytes, encoding: str, count: Callable[[int], None] = lambda _: None) -> bytes:
    """Inflate a body of this `Content-Encoding`: gzip, or deflate with zlib's frame (RFC 9110, 8.4.1.2) or without.

    Never makes more than a byte over the limit of it. `count` is told of the bytes that are made, also of those that
    come before an error. Raises RequestError: 415 for another encoding, 413 for what
    becomes too large, 400 for what is broken.
    """
    if encoding not in ENCODINGS:
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_encoding", "Send the body as it is, or by gzip or deflate."
        )
    bits = _GZIP
    if encoding == "deflate":
        bits = _ZLIB if _has_zlib_frame(body) else _RAW
    try:
        return _inflate(body, bits, count)
    except zlib.error:
        raise bad_request("malformed_compression", f"The body is no valid {encoding}.") from None


def _inflate(body: bytes, bits: int, count: Callable[[int], None]) -> bytes:
    pieces: list[bytes] = []
    left = MAX_INFLATED_BYTES + 1
    start = 0
    while True:
        stream = zlib.decompressobj(bits)
        while not stream.eof:
            # Piece by piece, because zlib copies what is left behind a member's end, and a member may be 20 bytes.
            piece = body[start : start + _PIECE_BYTES]
            if not piece:
                raise zlib.error
            pieces.append(stream.decompress(piece, left))
            start += len(piece) - len(stream.unused_data)
            left -= len(pieces[-1])
            count(len(pieces[-1]))
            if left <= 0:
                raise RequestError(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    "inflated_too_large",
                    f"The request's body is over the limit of {MAX_INFLATED_BYTES:,} bytes once it is decompressed.",
                )
        # A file may be several gzip members, one behind another (RFC 1952, 2.2), and zeros behind the last.
        if body[start : start + 1] in (b"", b"\0"):
            if body[start:].strip(b"\0"):
                raise zlib.error
            return b"".join(pieces)
        if bits != _GZIP:
            raise zlib.error


def _has_zlib_frame(body: bytes) -> bool:
    """By its two first bytes (RFC 1950, 2.2); many clients send deflate without."""
    return len(body) > 1 and body[0] & 15 == _ZLIB_METHOD and (body[0] << 8 | body[1]) % _ZLIB_CHECK == 0
