"""Bodies that come compressed, inflated within bounds."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from domain.limits import KIB, MAX_INFLATED_BYTES
from entrypoints.wire.errors import RequestError, bad_request

# Told of the bytes that are made, also of those that come before an error.
Count = Callable[[int], None]

_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_ZLIB_METHOD, _ZLIB_CHECK = 8, 31
_PIECE_BYTES = 16 * KIB
_GZIP_SIGNATURE = b"\x1f\x8b"
_ZSTD_SIGNATURE = b"\x28\xb5\x2f\xfd"
_FRAMED_SNAPPY_SIGNATURE = b"\xff\x06\x00\x00sNaPpY"
# More than one is unusual already, and each may take as long as the first.
_MOST_ENCODINGS = 3


def encodings(content_encoding: str) -> Sequence[str]:
    """What a `Content-Encoding` says was done to the body, in order. Raises RequestError (415) for any other one."""
    if content_encoding == "identity":
        return []
    names = [name for part in content_encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > _MOST_ENCODINGS or not _INFLATE.keys() >= set(names):
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_encoding",
            "Send the body as it is, or by gzip, deflate, zstd or snappy.",
        )
    return names


def inflate(body: bytes, encodings: Sequence[str], count: Count = lambda _: None) -> bytes:
    """Undo the encodings, the last one first.

    Of several some clients have used only one: those that the body shows no sign of are passed over. Never makes more
    of the body than a little over the limit. Raises RequestError: 413 for what becomes too large, 400 for what is
    broken.
    """
    for encoding in reversed(encodings):
        if len(encodings) == 1 or _SIGNS[encoding](body):
            body = _INFLATE[encoding](body, count)
    return body


def _gzip(body: bytes, count: Count) -> bytes:
    return _zlib(body, _GZIP, "gzip", count)


def _deflate(body: bytes, count: Count) -> bytes:
    """With zlib's frame (RFC 9110, 8.4.1.2) or without, as many clients send it."""
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
            # Piece by piece, because zlib copies what is left behind a member's end, and a member may be 20 bytes.
            piece = body[start : start + _PIECE_BYTES]
            if not piece:
                raise zlib.error
            pieces.append(stream.decompress(piece, left))
            start += len(piece) - len(stream.unused_data)
            left -= len(pieces[-1])
            count(len(pieces[-1]))
            if left <= 0:
                raise _too_large()
        # A file may be several gzip members, one behind another (RFC 1952, 2.2), and zeros behind the last.
        if body[start : start + 1] in (b"", b"\0"):
            if body[start:].strip(b"\0"):
                raise zlib.error
            return b"".join(pieces)
        if bits != _GZIP:
            raise zlib.error


def _zstd(body: bytes, count: Count) -> bytes:
    """RFC 8878; frames may stand one behind another."""
    from cramjam import zstd  # noqa: PLC0415 - for bodies that come so compressed alone

    return _by_cramjam(zstd.decompress_into, body, MAX_INFLATED_BYTES, "zstd", count)


def _snappy(body: bytes, count: Count) -> bytes:
    """A block, which says its length, as Loki's clients send it; or the framed format.

    https://github.com/google/snappy/blob/main/format_description.txt and framing_format.txt beside it
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
        # Rust's words for a buffer that is full (`std::io::Write::write_all`); a test sees to it that they stay so.
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
        f"The request's body is over the limit of {MAX_INFLATED_BYTES:,} bytes once it is decompressed.",
    )


def _malformed(encoding: str) -> RequestError:
    return bad_request("malformed_compression", f"The body is no valid {encoding}.")


def _has_zlib_frame(body: bytes) -> bool:
    """By its two first bytes (RFC 1950, 2.2)."""
    return len(body) > 1 and body[0] & 15 == _ZLIB_METHOD and (body[0] << 8 | body[1]) % _ZLIB_CHECK == 0


def _has_gzip_header(body: bytes) -> bool:
    return body.startswith(_GZIP_SIGNATURE)


_INFLATE: Mapping[str, Callable[[bytes, Count], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
    "snappy": _snappy,
    # As the OpenTelemetry Collector calls it.
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
