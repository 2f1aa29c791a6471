"""A server for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.acceptance.local_server import LocalServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server in the default mode, without simulated work."""
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0) as server:
        yield server
