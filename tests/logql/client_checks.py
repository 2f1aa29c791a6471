"""`make test-loki-client`: run the documented examples of @myunisoft/loki, a client of Loki's API."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

SCRIPT = Path(__file__).parent / "node" / "client.mjs"
SECONDS = 60
LINES = ["POST 503 /carts failed", "GET 200 /orders"]


def run(server: LocalServer, key: str, step: str) -> str:
    """Return the output of the script, which must succeed."""
    environment = {**os.environ, "LOKI_URL": f"{server.endpoint}/", "LOKI_KEY": key}
    command = ["node", str(SCRIPT), step]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Return the results of the client's calls to a server that requires keys."""
    folder = tmp_path_factory.mktemp("client")
    with pytest.MonkeyPatch.context() as patch:
        key_file = folder / "key"
        with key_file.open("w") as output:
            patch.setattr("sys.stdout", output)
            assert main(["tenants", "create", "acme", "--data", str(folder / "data")]) == 0
    key = key_file.read_text().strip()
    with LocalServer(folder, seconds_per_character=0, environment={"AUTH_MODE": "key"}) as server:
        run(server, key, "push")
        client = Client(server.endpoint)

        def all_stored() -> bool | None:
            listed = client.request("GET", "/tenants/acme/logs", headers={"Authorization": f"Bearer {key}"})
            return len(listed.json_object()["logs"]) == 3 or None

        assert poll(all_stored, SECONDS)
        yield json.loads(run(server, key, "read"))


def test_lines_are_found_by_their_pushed_labels(answers: dict[str, Any]) -> None:
    """The newest lines come first; a selector without matches gives none."""
    assert answers["queryRange"]["logs"] == LINES
    assert answers["filtered"]["logs"] == LINES[:1]
    assert answers["none"] == {"logs": [], "timerange": None}


def test_the_client_parses_lines_by_its_own_pattern(answers: dict[str, Any]) -> None:
    """The client parses lines by its own pattern, as with Loki."""
    assert {"verb": "GET", "status": "200", "endpoint": "/orders"} in answers["pattern"]["logs"]


def test_streams_and_samples_have_the_shapes_that_it_reads(answers: dict[str, Any]) -> None:
    """Streams have labels and lines, and the counts of samples add up."""
    assert sorted(value[1] for stream in answers["streams"]["streams"] for value in stream["values"]) == sorted(LINES)
    assert all(stream["labels"]["app"] == "serviceName" for stream in answers["streams"]["streams"])
    largest = [max(int(value) for _, value in series["values"]) for series in answers["matrix"]["metrics"]]
    assert sum(largest) == len(LINES)


def test_labels_and_their_values_are_listed(answers: dict[str, Any]) -> None:
    """The labels of all streams are listed."""
    assert "level" in answers["labels"]
    assert answers["values"] == ["info"]
