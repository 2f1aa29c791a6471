"""A session of Grafana's Loki data source: each answer has the format that it reads."""

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.sync.client import connect

from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

LOKI = "/loki/api/v1"
QUERY = '{service_name="shop"}'
SECONDS = 60
CATEGORIZED = {"X-Loki-Response-Encoding-Flags": "categorize-labels"}


@dataclass(frozen=True)
class Grafana:
    """A data source with Basic authentication, whose password is a tenant's key. It queries the last five minutes."""

    server: LocalServer
    authorization: dict[str, str]
    start: int
    end: int

    def get(self, path: str, **asked: object) -> Any:
        """Return the document of a successful answer."""
        sent = {"User-Agent": "Grafana/12.2.0", "Accept-Encoding": "gzip", **self.authorization, **CATEGORIZED}
        answer = Client(self.server.endpoint).request("GET", f"{LOKI}{path}?{urlencode(asked)}", headers=sent)
        assert answer.status == 200, answer.body
        return answer.json_object()

    def get_data(self, path: str, **asked: object) -> Any:
        """Return the data of an answer for the displayed time."""
        document = self.get(path, start=self.start, end=self.end, **asked)
        assert document["status"] == "success"
        return document["data"]

    def push(self, text: str) -> None:
        """Send a log of the shop as its shipper does."""
        record = {"log_id": text, "message": text, "level": "warn", "service": "shop", "http": {"status": 503}}
        client, headers = Client(self.server.endpoint), self.authorization
        assert client.request("POST", "/ingest/batch", body=json.dumps(record), headers=headers).status == 202
        path = f"/tenants/acme/logs/{text}"
        assert poll(lambda: client.request("GET", path, headers=headers).status == 200 or None, SECONDS)


@pytest.fixture
def grafana(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Grafana]:
    """Return a data source whose tenant has two stored logs."""
    assert main(["tenants", "create", "acme", "--data", str(tmp_path / "data")]) == 0
    credentials = base64.b64encode(f"grafana:{capsys.readouterr().out.strip()}".encode()).decode()
    with LocalServer(tmp_path, seconds_per_character=0, environment={"AUTH_MODE": "key"}) as server:
        now = time.time_ns()
        minutes = 60 * 10**9
        made = Grafana(server, {"Authorization": f"Basic {credentials}"}, now - 4 * minutes, now + minutes)
        for text in ("one", "two"):
            made.push(text)
        yield made


def test_session_from_save_and_test_to_live(grafana: Grafana) -> None:
    """The session uses *Save & test*, the label browser, Explore with its histogram, and the live view."""
    # Ten digits mean seconds, as in Loki.
    checked = grafana.get("/query", direction="backward", query="vector(1)+vector(1)", time=4_000_000_000)
    assert checked["data"] == {
        "resultType": "vector",
        "result": [{"metric": {}, "value": [4_000_000_000, "2"]}],
        "stats": {},
    }

    assert {"level", "service_name", "source"} <= set(grafana.get_data("/labels"))
    assert grafana.get_data("/label/service_name/values") == ["shop"]
    assert grafana.get_data("/label/level/values", query=QUERY) == ["warn"]
    assert grafana.get_data("/series", **{"match[]": QUERY}) == [
        {"level": "warn", "service_name": "shop", "source": "batch"}
    ]
    stats = grafana.get("/index/stats", query=QUERY, start=grafana.start, end=grafana.end)
    assert stats["entries"] == 2

    shown = grafana.get_data("/query_range", direction="backward", limit=1000, query=QUERY, step="2000ms")
    assert (shown["resultType"], shown["encodingFlags"]) == ("streams", ["categorize-labels"])
    (stream,) = shown["result"]
    assert stream["stream"] == {"level": "warn", "service_name": "shop", "source": "batch"}
    assert [line for _, line, _ in stream["values"]] == ["two", "one"]
    assert {categories["structuredMetadata"]["http_status"] for *_, categories in stream["values"]} == {"503"}

    counting = f"sum by (level, detected_level) (count_over_time({QUERY} | drop __error__ [1m]))"
    histogram = grafana.get_data("/query_range", direction="backward", limit=1000, query=counting, step="60000ms")
    assert histogram["resultType"] == "matrix"
    (series,) = histogram["result"]
    assert series["metric"] == {"level": "warn", "detected_level": "warn"}
    assert sum(int(value) for _, value in series["values"]) == 2

    fields = grafana.get("/detected_fields", query=QUERY, start=grafana.start, end=grafana.end, line_limit=1000)
    assert "http_status" in {field["label"] for field in fields["fields"]}

    address = f"{grafana.server.endpoint.replace('http', 'ws', 1)}{LOKI}/tail?{urlencode({'query': QUERY})}"
    with connect(address, additional_headers=grafana.authorization | CATEGORIZED, proxy=None) as socket:
        (before,) = json.loads(socket.recv(SECONDS))["streams"]
        assert [line for _, line, _ in before["values"]] == ["one", "two"]
        grafana.push("three")
        (live,) = json.loads(socket.recv(SECONDS))["streams"]
    assert [line for _, line, _ in live["values"]] == ["three"]
