"""Settings of all tests."""

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.examples import THOROUGH

# The tests check laws, not speed: the first call of a function that loads data takes long on a busy machine.
settings.register_profile("default", deadline=None, max_examples=20)
settings.register_profile(THOROUGH, deadline=None, max_examples=500)
settings.load_profile("default")

# The slowest modules start first, so that no single one runs alone at the end.
_LONGEST = (
    "faults/test_faults.py",
    "entrypoints/test_embedded_run.py",
    "entrypoints/test_storage_faults.py",
    "entrypoints/test_cli_remote.py",
    "entrypoints/test_cli_erase.py",
    "simulation/test_histories.py",
    "console/test_logs_view.py",
    "contract/test_log_search.py",
    "entrypoints/test_fairness.py",
    "contract/test_migrations.py",
    "http/test_connections.py",
    "fuzzing/test_redaction_cost.py",
    "template/test_template.py",
    "entrypoints/test_worker_processes.py",
    "contract/test_tenants_command.py",
    "entrypoints/test_cli_tail.py",
    "entrypoints/test_following.py",
    "entrypoints/test_generated_requests.py",
    "recipes/test_recipes.py",
    "console/test_installation_views.py",
    "console/test_hostile_logs.py",
    "entrypoints/test_loki_tail.py",
)
_PLACES = {Path(__file__).parent / module: place for place, module in enumerate(_LONGEST)}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run three processes per core, because tests of servers mostly wait."""
    return 3 * (os.cpu_count() or 1)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector from searching modules and tests, which stay until the end.

    That would take a sixth of the CPU time of a run.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest modules first; the others keep their order."""
    items.sort(key=lambda item: _PLACES.get(item.path, len(_PLACES)))
