"""The contract of ErasureReceipts."""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from application.ports.erasure_receipts import ErasureReceipts
from domain.erasure import Erasure, ErasureReceipt, Selection
from domain.errors import PassingError
from infrastructure.aws.erasure_receipts import LoggedErasureReceipts
from infrastructure.embedded.erasure_receipts import FileErasureReceipts
from tests.fakes.erasure_receipts import InMemoryErasureReceipts
from tests.support.logs import NOON

FIRST = ErasureReceipt("acme", Erasure("0" * 32, NOON), "admin", NOON + timedelta(minutes=2), 7, 2, 1, 0)
SECOND = ErasureReceipt(
    "Beta.1",
    Erasure("f" * 32, NOON, Selection("log-1", 5, 10**18, ("[EMAIL:0a1b]",))),
    "someone",
    NOON,
    0,
    None,
    None,
    None,
)


class UnderTest(NamedTuple):
    """Receipts, and how to read the documents that were kept, in order."""

    receipts: ErasureReceipts
    kept: Callable[[], Sequence[dict[str, Any]]]


@pytest.fixture(params=["in_memory", "file", "logged"])
def under_test(request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> UnderTest:
    """Return each adapter in turn, without receipts."""
    if request.param == "in_memory":
        fake = InMemoryErasureReceipts()
        return UnderTest(fake, lambda: [receipt.as_document() for receipt in fake.kept])
    if request.param == "logged":
        caplog.set_level(logging.INFO, logger="infrastructure")
        return UnderTest(LoggedErasureReceipts(), lambda: [record.__dict__["receipt"] for record in caplog.records])
    path = tmp_path / "erasures.ndjson"
    return UnderTest(
        FileErasureReceipts(path),
        lambda: [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else [],
    )


def test_receipts_are_kept_whole_and_in_order(under_test: UnderTest) -> None:
    """Receipts are read in the order in which they were kept, with every field."""
    assert under_test.kept() == []
    for receipt in (FIRST, SECOND):
        under_test.receipts.keep(receipt)
    assert under_test.kept() == [FIRST.as_document(), SECOND.as_document()]


def test_a_receipt_can_be_kept_again(under_test: UnderTest) -> None:
    """An erasure that is repeated after an error may keep its receipt twice, and loses no other."""
    for receipt in (FIRST, SECOND, FIRST):
        under_test.receipts.keep(receipt)
    assert [document["erasure"]["id"] for document in under_test.kept()].count(SECOND.erasure.erasure_id) == 1
    assert FIRST.as_document() in under_test.kept()


def test_a_file_that_cannot_be_written_is_a_passing_error(tmp_path: Path) -> None:
    """A receipt that cannot be written raises PassingError, so that the erasure is repeated."""
    with pytest.raises(PassingError, match="IsADirectoryError"):
        FileErasureReceipts(tmp_path).keep(FIRST)
