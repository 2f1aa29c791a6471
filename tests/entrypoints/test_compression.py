"""Compressed request bodies."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable
from http import HTTPStatus

import cramjam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.limits import MAX_INFLATED_BYTES, MIB
from entrypoints.http.compression import encodings, inflate
from entrypoints.http.errors import RequestError


def raw_deflate(body: bytes) -> bytes:
    """Compress without zlib's header, as some clients do under the name deflate."""
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(body) + stream.flush()


def zstd(body: bytes) -> bytes:
    """Compress as one frame, as the OpenTelemetry Collector does."""
    return bytes(cramjam.zstd.compress(body))


def framed_snappy(body: bytes) -> bytes:
    """Compress in chunks of up to 64 KiB after a signature, which cramjam omits for an empty body."""
    return bytes(cramjam.snappy.compress(body)) or b"\xff\x06\x00\x00sNaPpY"


def raw_snappy(body: bytes) -> bytes:
    """Compress as one block, as Loki's clients do."""
    return bytes(cramjam.snappy.compress_raw(body))


FORMS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("zstd", zstd),
    ("snappy", raw_snappy),
    ("snappy", framed_snappy),
    ("x-snappy-framed", framed_snappy),
]
# With these encodings, a body may consist of several parts.
MEMBERS = (gzip.compress, zstd)


@pytest.mark.parametrize(("encoding", "compress"), FORMS)
@given(body=st.binary(max_size=2_000))
def test_each_encoding_is_inflated_to_the_original(
    encoding: str, compress: Callable[[bytes], bytes], body: bytes
) -> None:
    """Each encoding is inflated to the original bytes, also gzip and zstd with several members."""
    assert inflate(compress(body), [encoding]) == body
    if compress in MEMBERS:
        assert inflate(compress(body) + compress(b"more"), [encoding]) == body + b"more"


@pytest.mark.parametrize(("encoding", "compress"), FORMS)
@pytest.mark.parametrize("members", [1, 50])
def test_a_bomb_is_refused_within_bounds(encoding: str, compress: Callable[[bytes], bytes], members: int) -> None:
    """A body that becomes too large is 413, and never takes more memory than the limit."""
    members = members if compress in MEMBERS else 1
    bomb = compress(bytes(200 * MIB // members)) * members
    tracemalloc.start()
    try:
        with pytest.raises(RequestError) as refusal:
            inflate(bomb, [encoding])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refusal.value.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert f"{MAX_INFLATED_BYTES:,}" in refusal.value.detail
    assert peak < 3 * MAX_INFLATED_BYTES


def test_members_take_time_in_proportion() -> None:
    """Two hundred thousand empty gzip members in 4 MB are inflated in a second or two, not in twenty."""
    start = time.process_time()
    assert inflate(gzip.compress(b"") * 200_000 + gzip.compress(b"last") + bytes(9), ["gzip"]) == b"last"
    assert time.process_time() - start < 6


@pytest.mark.parametrize(("encoding", "compress"), FORMS)
def test_a_malformed_body_is_400(encoding: str, compress: Callable[[bytes], bytes]) -> None:
    """A truncated, empty or invalid body is 400."""
    whole = compress(b"watermark" * 100)
    for body in (whole[:-9], whole[: len(whole) // 2], b"", b"watermark", b"\x28\xb5\x2f\xfd\xff", b"\xff" * 20):
        with pytest.raises(RequestError) as refusal:
            inflate(body, [encoding])
        assert refusal.value.code == "malformed_compression"


@pytest.mark.parametrize(
    ("content_encoding", "undone"),
    [
        ("", []),
        ("identity", []),
        (" GZip ", ["gzip"]),
        ("identity, gzip", ["gzip"]),
        ("deflate,zstd", ["deflate", "zstd"]),
    ],
)
def test_a_list_of_encodings_is_read(content_encoding: str, undone: list[str]) -> None:
    """Encodings are read in any case and spacing, in the order in which they were applied."""
    assert encodings(content_encoding) == undone


@pytest.mark.parametrize("content_encoding", ["br", "gzip, br", "gzip;q=1", ", ".join(["gzip"] * 4)])
def test_an_unsupported_encoding_is_reported(content_encoding: str) -> None:
    """An unknown encoding, or more encodings than anyone uses, is 415."""
    with pytest.raises(RequestError) as refusal:
        encodings(content_encoding)
    assert (refusal.value.status, refusal.value.code) == (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_encoding")


def test_encodings_are_undone_from_the_last_one_on() -> None:
    """Some clients list encodings that they have not applied: only those found in the body are undone."""
    body = b"some text" * 10
    twice = gzip.compress(zlib.compress(body))
    assert inflate(twice, ["deflate", "gzip"]) == body
    assert inflate(gzip.compress(twice), ["deflate", "gzip", "x-gzip"]) == body
    for compress in (gzip.compress, zlib.compress, zstd, framed_snappy, bytes):
        assert inflate(compress(body), ["gzip", "deflate", "zstd"]) == (
            framed_snappy(body) if compress is framed_snappy else body
        )


def test_all_layers_together_are_limited() -> None:
    """The limit applies to each layer, and the inflated bytes of all layers are counted."""
    counted: list[int] = []
    assert inflate(gzip.compress(gzip.compress(bytes(MIB))), ["gzip", "gzip"], counted.append) == bytes(MIB)
    assert sum(counted) > MIB
    with pytest.raises(RequestError) as refusal:
        inflate(gzip.compress(zstd(bytes(200 * MIB))), ["zstd", "gzip"], counted.append)
    assert refusal.value.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert sum(counted) > MAX_INFLATED_BYTES
