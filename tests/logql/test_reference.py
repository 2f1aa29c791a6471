"""The committed reference agrees with Grafana's grammar."""

import shutil
from pathlib import Path

import pytest

from tests.logql.queries import REFERENCE
from tests.logql.reference import read_by_grafana

_INSTALLED = (Path(__file__).parent / "node" / "node_modules").exists() and shutil.which("node")


@pytest.mark.skipif(not _INSTALLED, reason="`make logql-reference` installs Grafana's grammar")
def test_reference_is_current() -> None:
    """`make logql-reference` would change nothing."""
    assert read_by_grafana() == REFERENCE.read_text()
