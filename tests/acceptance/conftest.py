"""The tested installation, once per module: a local server, or the one that the environment names."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.acceptance.client import Client, parse_endpoint
from tests.acceptance.load import LoadPlan, LoadResult, await_stored, send_load
from tests.acceptance.local_server import LocalServer
from tests.acceptance.stored_logs import ApiStoredLogs, TableStoredLogs
from tests.acceptance.target import Target

# Faster than required, so that a pause of some seconds on a busy machine is not a failure.
_PLAN = LoadPlan(logs_per_minute=2_400, seconds=3)
_SECONDS_PER_CHARACTER = 0.002


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Allow only these tests to reach an endpoint on another machine."""
    if "ENDPOINT" in os.environ:
        for item in items:
            if item.path.parent == Path(__file__).parent:
                item.add_marker("enable_socket")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Return `ENDPOINT`, read through `TABLE` if that is given too, or a server that is started and stopped here."""
    with ExitStack() as running:
        endpoint, table = os.environ.get("ENDPOINT"), os.environ.get("TABLE")
        if not endpoint:
            endpoint = running.enter_context(
                LocalServer(tmp_path_factory.mktemp("server"), _SECONDS_PER_CHARACTER)
            ).endpoint
        client = Client(parse_endpoint(endpoint), _PLAN.connections)
        stored = TableStoredLogs.connect(table) if table else ApiStoredLogs(client)
        yield Target(client, stored, patience=_PLAN.drain_seconds)


@pytest.fixture(scope="module")
def load(target: Target) -> LoadResult:
    """Return the result of a load that was sent and stored."""
    return await_stored(target, _PLAN, send_load(target, _PLAN, lambda _done, _accepted: None), lambda _stored: None)
