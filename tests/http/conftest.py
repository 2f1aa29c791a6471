"""A server for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.acceptance.local_server import LocalServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """The embedded run in its default mode, whose work takes no time."""
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0) as server:
        yield server
