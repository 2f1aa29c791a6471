"""Bodies that come compressed."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.limits import MAX_INFLATED_BYTES, MIB
from entrypoints.http.compression import inflate
from entrypoints.http.errors import RequestError


def raw_deflate(body: bytes) -> bytes:
    """Without zlib's frame, as some clients send what they call deflate."""
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(body) + stream.flush()


FORMS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
]


@pytest.mark.parametrize(("encoding", "compress"), FORMS)
@given(body=st.binary(max_size=2_000))
def test_what_was_compressed_is_what_comes_out(encoding: str, compress: Callable[[bytes], bytes], body: bytes) -> None:
    """Each encoding is inflated to the very bytes, and gzip in several members as well."""
    assert inflate(compress(body), encoding) == body
    if compress is gzip.compress:
        assert inflate(compress(body) + compress(b"more"), encoding) == body + b"more"


@pytest.mark.parametrize(("encoding", "compress"), FORMS)
@pytest.mark.parametrize("members", [1, 50])
def test_a_bomb_is_refused_within_bounds(encoding: str, compress: Callable[[bytes], bytes], members: int) -> None:
    """What becomes too large is 413, and no more of it than the limit is ever in memory."""
    members = members if compress is gzip.compress else 1
    bomb = compress(bytes(200 * MIB // members)) * members
    tracemalloc.start()
    try:
        with pytest.raises(RequestError) as refusal:
            inflate(bomb, encoding)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refusal.value.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert f"{MAX_INFLATED_BYTES:,}" in refusal.value.detail
    assert peak < 3 * MAX_INFLATED_BYTES


def test_members_take_time_in_proportion() -> None:
    """Two hundred thousand empty gzip members in 4 MB are inflated in a second or two, not in twenty."""
    start = time.process_time()
    assert inflate(gzip.compress(b"") * 200_000 + gzip.compress(b"last") + bytes(9), "gzip") == b"last"
    assert time.process_time() - start < 6


@pytest.mark.parametrize(("encoding", "compress"), FORMS)
def test_what_is_broken_is_said_so(encoding: str, compress: Callable[[bytes], bytes]) -> None:
    """Cut short, empty or no such thing at all: 400."""
    whole = compress(b"watermark" * 100)
    for body in (whole[:-9], whole[: len(whole) // 2], b"", b"watermark"):
        with pytest.raises(RequestError) as refusal:
            inflate(body, encoding)
        assert refusal.value.code == "malformed_compression"
