"""The library that the tests put under their processes."""

from pathlib import Path

import pytest

from tests.faults.faulty_disk import compile_into, missing


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled library; without it the test is skipped."""
    if reason := missing():
        pytest.skip(reason)
    return compile_into(tmp_path_factory.mktemp("library"))
