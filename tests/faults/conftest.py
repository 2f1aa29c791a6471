"""The library that is loaded into the processes of the tests."""

from pathlib import Path

import pytest

from tests.faults.faulty_disk import compile_into, missing


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the compiled library. The test is skipped if it cannot be compiled."""
    if reason := missing():
        pytest.skip(reason)
    return compile_into(tmp_path_factory.mktemp("library"))
