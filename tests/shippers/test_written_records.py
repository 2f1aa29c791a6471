"""Records of Python's log libraries."""

import time

import pytest

from tests.shippers.reading import check_written
from tests.shippers.written_records import MESSAGE, PYTHON


@pytest.mark.parametrize("library", PYTHON)
def test_the_record_of_a_library_is_read(library: str) -> None:
    """A record that the library itself has written is accepted, and its text, time and level are found."""
    start = time.time_ns()
    check_written(PYTHON[library](), MESSAGE, start)
