"""Inflating compressed request bodies, up to a maximum size."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from domain.limits import KIB, MAX_INFLATED_BYTES
from entrypoints.http.errors import RequestError, bad_request

# Called with each number of inflated bytes, also of those before an error.
Count = Callable[[int], None]

_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_ZLIB_METHOD, _ZLIB_CHECK = 8, 31
_PIECE_BYTES = 16 * KIB
_GZIP_SIGNATURE = b"\x1f\x8b"
_ZSTD_SIGNATURE = b"\x28\xb5\x2f\xfd"
_FRAMED_SNAPPY_SIGNATURE = b"\xff\x06\x00\x00sNaPpY"
# Even two encodings are unusual, and each takes time.
_MOST_ENCODINGS = 3


def encodings(content_encoding: str) -> Sequence[str]:
    """Return the encodings of a `Content-Encoding` header, in order. Raises RequestError (415) for unsupported ones."""
    if content_encoding == "identity":
        return []
    names = [name for part in content_encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > _MOST_ENCODINGS or not _INFLATE.keys() >= set(names):
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_encoding",
            "The Content-Encoding must be gzip, deflate, zstd or snappy, or be omitted.",
        )
    return names


def inflate(body: bytes, encodings: Sequence[str], count: Count = lambda _: None) -> bytes:
    """Undo the encodings, in reverse order.

    Some clients name several encodings but use only one, so with several, those whose signature is missing are skipped.
    The memory is limited to a little over the maximum size. Raises RequestError: 413 if the result is too large, 400
    for malformed data.
    """
    for encoding in reversed(encodings):
        if len(encodings) == 1 or _SIGNS[encoding](body):
            body = _INFLATE[encoding](body, count)
    return body


def _gzip(body: bytes, count: Count) -> bytes:
    return _zlib(body, _GZIP, "gzip", count)


def _deflate(body: bytes, count: Count) -> bytes:
    """Inflate deflate with zlib's header (RFC 9110, 8.4.1.2) or without it, which many clients send."""
    return _zlib(body, _ZLIB if _has_zlib_frame(body) else _RAW, "deflate", count)


def _zlib(body: bytes, bits: int, encoding: str, count: Count) -> bytes:
    try:
        return _inflated_by_zlib(body, bits, count)
    except zlib.error:
        raise _malformed(encoding) from None


def _inflated_by_zlib(body: bytes, bits: int, count: Count) -> bytes:
    pieces: list[bytes] = []
    left = MAX_INFLATED_BYTES + 1
    start = 0
    while True:
        stream = zlib.decompressobj(bits)
        while not stream.eof:
            # In small pieces, because zlib copies the rest of a piece at the end of each member, which may be tiny.
            piece = body[start : start + _PIECE_BYTES]
            if not piece:
                raise zlib.error
            pieces.append(stream.decompress(piece, left))
            start += len(piece) - len(stream.unused_data)
            left -= len(pieces[-1])
            count(len(pieces[-1]))
            if left <= 0:
                raise _too_large()
        # gzip data may consist of several members (RFC 1952, 2.2), followed by zeros.
        if body[start : start + 1] in (b"", b"\0"):
            if body[start:].strip(b"\0"):
                raise zlib.error
            return b"".join(pieces)
        if bits != _GZIP:
            raise zlib.error


def _zstd(body: bytes, count: Count) -> bytes:
    """Inflate zstd (RFC 8878), also several frames."""
    from cramjam import zstd  # noqa: PLC0415 - only such bodies need it

    return _by_cramjam(zstd.decompress_into, body, MAX_INFLATED_BYTES, "zstd", count)


def _snappy(body: bytes, count: Count) -> bytes:
    """Inflate snappy: a raw block, which Loki's clients send, or the framed format.

    https://github.com/google/snappy/blob/main/format_description.txt and framing_format.txt
    """
    from cramjam import DecompressionError, snappy  # noqa: PLC0415 - as above

    if body.startswith(_FRAMED_SNAPPY_SIGNATURE):
        return _by_cramjam(snappy.decompress_into, body, MAX_INFLATED_BYTES, "snappy", count)
    try:
        size = snappy.decompress_raw_len(body)
    except DecompressionError:
        raise _malformed("snappy") from None
    if size > MAX_INFLATED_BYTES:
        raise _too_large()
    return _by_cramjam(snappy.decompress_raw_into, body, size, "snappy", count)


def _by_cramjam(
    decompress_into: Callable[[bytes, bytearray], int], body: bytes, most: int, encoding: str, count: Count
) -> bytes:
    from cramjam import DecompressionError  # noqa: PLC0415 - as above

    inflated = bytearray(most)
    try:
        size = decompress_into(body, inflated)
    except DecompressionError as error:
        # Rust's message for a full buffer (`std::io::Write::write_all`). A test checks that it has not changed.
        if "whole buffer" in str(error) and "write" in str(error):
            count(most)
            raise _too_large() from None
        raise _malformed(encoding) from None
    count(size)
    return bytes(inflated[:size])


def _too_large() -> RequestError:
    return RequestError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "inflated_too_large",
        f"The decompressed body has more than {MAX_INFLATED_BYTES:,} bytes: split the request.",
    )


def _malformed(encoding: str) -> RequestError:
    return bad_request("malformed_compression", f"The body is not valid {encoding}.")


def _has_zlib_frame(body: bytes) -> bool:
    """Return whether the first two bytes are zlib's header (RFC 1950, 2.2)."""
    return len(body) > 1 and body[0] & 15 == _ZLIB_METHOD and (body[0] << 8 | body[1]) % _ZLIB_CHECK == 0


def _has_gzip_header(body: bytes) -> bool:
    return body.startswith(_GZIP_SIGNATURE)


_INFLATE: Mapping[str, Callable[[bytes, Count], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
    "snappy": _snappy,
    # The OpenTelemetry Collector's name.
    "x-snappy-framed": _snappy,
}
_SIGNS: Mapping[str, Callable[[bytes], bool]] = {
    "gzip": _has_gzip_header,
    "x-gzip": _has_gzip_header,
    "deflate": _has_zlib_frame,
    "zstd": lambda body: body.startswith(_ZSTD_SIGNATURE),
    "snappy": lambda body: body.startswith(_FRAMED_SNAPPY_SIGNATURE),
    "x-snappy-framed": lambda body: body.startswith(_FRAMED_SNAPPY_SIGNATURE),
}
