"""Following over HTTP: the handler alone, and the embedded server with several clients."""

import asyncio
import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from entrypoints.local.following import StoreWatch
from tests.acceptance.local_server import LocalServer
from tests.contract.records import log
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.reading import reading_of

TAIL = "/tenants/acme/logs/tail"
PATIENCE = 30


class Tail:
    """The handler over a store."""

    def __init__(self, *, streams: bool = False) -> None:
        self.repository = InMemoryLogRepository()
        self._handler = read_handler(reading_of(self.repository, ManualClock()), authenticate=anyone, streams=streams)

    def answer(self, accept: str = "application/json", path: str = TAIL, **query: str) -> dict[str, Any]:
        """Return the complete answer."""
        return self._handler(http_event("GET", path, headers={"accept": accept}, query=query), None)

    def ask(self, **query: str) -> dict[str, Any]:
        """Return the body of a successful answer."""
        answer = self.answer(**query)
        assert answer["statusCode"] == 200, answer["body"]
        body: dict[str, Any] = json.loads(answer["body"])
        return body


def test_a_follower_begins_now_and_misses_nothing() -> None:
    """Without a cursor, the answer has only a cursor. With it, it has the logs stored since that pass the filters."""
    tail = Tail()
    tail.repository.add([log("before")])
    begun = tail.ask(q="wanted")
    assert (begun["logs"], begun["complete"]) == ([], True)
    tail.repository.add([log("a", text="wanted", seconds=-999), log("b", text="other"), log("c", text="Wanted")])

    first = tail.ask(q="wanted", after=begun["next_cursor"], limit="1")
    second = tail.ask(q="wanted", after=first["next_cursor"])

    assert [[each["log_id"] for each in page["logs"]] for page in (first, second)] == [["a"], ["c"]]
    assert (first["complete"], second["complete"]) == (False, True)
    assert tail.ask(q="wanted", after=second["next_cursor"])["logs"] == []


def test_a_followers_cursor_is_bound_to_its_query() -> None:
    """A cursor with other filters or of another tenant, and the cursor of a list, are refused."""
    tail = Tail()
    tail.repository.add([log("a"), log("b")])
    cursor = tail.ask(level="warn")["next_cursor"]
    listed = json.loads(tail.answer(path="/tenants/acme/logs", limit="1")["body"])["next_cursor"]
    for path, query in (
        (TAIL, {"after": cursor}),
        (TAIL, {"after": cursor, "level": "warn", "q": "x"}),
        ("/tenants/beta/logs/tail", {"after": cursor, "level": "warn"}),
        (TAIL, {"after": listed}),
        (TAIL, {"after": "x"}),
        (TAIL, {"after": ""}),
    ):
        answer = tail.answer(path=path, **query)
        problem = json.loads(answer["body"])
        assert (answer["statusCode"], problem["code"]) == (400, "bad_cursor")
        assert problem["detail"].startswith("after: ")
    answer = tail.answer(path="/tenants/acme/logs", cursor=cursor, level="warn")
    assert json.loads(answer["body"])["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wait", "26"),
        ("wait", "-1"),
        ("window", "901"),
        ("window", "0"),
        ("limit", "0"),
        ("since", "now"),
        ("order", "asc"),
    ],
)
def test_bad_parameters_of_a_follower_are_400(name: str, value: str) -> None:
    """The error names the bounds of a parameter, and parameters that make no sense for following are unknown."""
    problem = json.loads(Tail().answer(**{name: value})["body"])
    assert (problem["status"], problem["code"]) == (400, "invalid_parameter")
    assert name in problem["detail"]


def test_events_are_sent_if_the_server_can_stream() -> None:
    """Each log is an event with its cursor as id. A server that cannot stream answers 501."""
    tail = Tail(streams=True)
    begun = tail.ask()["next_cursor"]
    tail.repository.add([log("a"), log("b", text="two\nlines")])

    answer = tail.answer("text/event-stream", after=begun)

    assert answer["headers"]["Content-Type"] == "text/event-stream"
    events = [dict(line.split(": ", 1) for line in event.splitlines()) for event in answer["body"].split("\n\n")[:-1]]
    assert [json.loads(event["data"])["log_id"] for event in events] == ["a", "b"]
    assert [each["log_id"] for each in tail.ask(after=events[0]["id"])["logs"]] == ["b"]
    assert Tail().answer("text/event-stream")["statusCode"] == 501


@pytest.mark.parametrize("known", [5, 7])
def test_a_watch_wakes_only_for_new_logs(known: int) -> None:
    """A watch that knows the latest state waits for new logs, even if much was stored after others had waited."""
    stored = 5

    async def watched() -> None:
        nonlocal stored
        watch = StoreWatch(lambda: stored)
        first = asyncio.create_task(watch.changed(4))
        await asyncio.wait_for(first, PATIENCE)
        # Wait until the watch has noticed that nobody waits.
        await asyncio.sleep(0.2)
        stored = known
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(watch.changed(known), 0.3)
        both = [asyncio.create_task(watch.changed(known)) for _ in range(2)]
        stored = known + 1
        await asyncio.wait_for(asyncio.gather(*both), PATIENCE)

    asyncio.run(watched())


# The embedded server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server without simulated work."""
    with LocalServer(tmp_path_factory.mktemp("follow"), 0) as running:
        yield running


class Client:
    """A client of a tenant of its own."""

    def __init__(self, server: LocalServer, tenant_id: str) -> None:
        self._server = server
        self._tenant_id = tenant_id

    def connection(self) -> http.client.HTTPConnection:
        """Return a new connection."""
        return http.client.HTTPConnection(self._server.endpoint.removeprefix("http://"), timeout=PATIENCE)

    def send(self, *log_ids: str) -> None:
        """Send logs."""
        body = "\n".join(json.dumps({"log_id": each, "text": f"log {each}"}) for each in log_ids)
        with closing(self.connection()) as connection:
            connection.request("POST", "/ingest/batch", body, {"X-Tenant-ID": self._tenant_id})
            assert connection.getresponse().status == 202

    def follow(self, **query: str) -> dict[str, Any]:
        """Send one long poll."""
        with closing(self.connection()) as connection:
            parameters = "&".join(f"{name}={value}" for name, value in query.items())
            connection.request("GET", f"/tenants/{self._tenant_id}/logs/tail?{parameters}")
            answer = connection.getresponse()
            body: dict[str, Any] = json.loads(answer.read())
            assert answer.status == 200, body
            return body

    def events(self, last_event_id: str | None = None) -> "Events":
        """Open a stream."""
        connection = self.connection()
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
        connection.request("GET", f"/tenants/{self._tenant_id}/logs/tail", headers=headers)
        return Events(connection)


class Events:
    """A stream of server-sent events, read one by one."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._answer = connection.getresponse()
        assert self._answer.status == 200
        assert self._answer.headers["Content-Type"] == "text/event-stream"
        self.last_id = ""

    def next(self) -> str | None:
        """Return the id of the next log; None if the stream has ended."""
        while line := self._answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "id":
                self.last_id = value
            elif name == "data":
                return str(json.loads(value)["log_id"])
        return None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def test_a_long_poll_is_woken(server: LocalServer) -> None:
    """The answer arrives when a log is stored, long before the requested time is over."""
    client = Client(server, "woken")
    cursor = client.follow()["next_cursor"]
    timer = threading.Timer(0.3, client.send, ["a"])
    timer.start()
    started = time.monotonic()

    answer = client.follow(after=cursor, wait="25")

    assert [each["log_id"] for each in answer["logs"]] == ["a"]
    assert time.monotonic() - started < 20
    timer.join()


def test_a_long_poll_ends(server: LocalServer) -> None:
    """If nothing is stored, the answer is empty when the time is over, even while other tenants' logs are stored."""
    client = Client(server, "quiet")
    cursor = client.follow()["next_cursor"]
    Client(server, "loud").send("x")

    answer = client.follow(after=cursor, wait="1")

    assert (answer["logs"], answer["complete"]) == ([], True)
    client.send("a")
    assert [each["log_id"] for each in client.follow(after=answer["next_cursor"], wait="25")["logs"]] == ["a"]


def test_waiting_followers_do_not_block_each_other(server: LocalServer) -> None:
    """Twenty waiting followers block neither each other nor other reads, and all of them are woken."""
    client = Client(server, "many")
    cursor = client.follow()["next_cursor"]
    seen: list[list[str]] = []

    def follow() -> None:
        seen.append([each["log_id"] for each in client.follow(after=cursor, wait="25")["logs"]])

    followers = [threading.Thread(target=follow) for _ in range(20)]
    for follower in followers:
        follower.start()
    assert client.follow()["logs"] == []
    client.send("a")
    for follower in followers:
        follower.join(PATIENCE)

    assert seen == [["a"]] * 20


def test_a_stream_is_resumed(server: LocalServer) -> None:
    """A client that returns with the id of the last event gets the missed logs, and none twice."""
    client = Client(server, "stream")
    with closing(client.events()) as events:
        client.send("a", "b", "c")
        assert [events.next(), events.next()] == ["a", "b"]
        last = events.last_id
    client.send("d")
    with closing(client.events(last)) as events:
        assert [events.next(), events.next()] == ["c", "d"]
        client.send("e")
        assert events.next() == "e"


def test_a_stream_that_was_never_used_is_resumed(server: LocalServer) -> None:
    """A stream that breaks before its first log also has an id from which to continue."""
    client = Client(server, "unused")
    with closing(client.events()) as events:
        client.send("first")
        assert events.next() == "first"
    with closing(client.events(events.last_id)) as events:
        client.send("second")
        assert events.next() == "second"


def test_a_foreign_page_cannot_follow(server: LocalServer) -> None:
    """Following is refused to foreign web pages, like all routes."""
    connection = Client(server, "page").connection()
    connection.request(
        "GET",
        TAIL,
        headers={"Accept": "text/event-stream", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert connection.getresponse().status == 403
    connection.close()


def test_following_continues_after_a_restart(tmp_path: Path) -> None:
    """Across restarts, a stream and a long poll get each log exactly once, and a stop does not wait for them."""
    ends = ("stopped", "killed")
    server = LocalServer(tmp_path, 0)
    client = Client(server, "acme")
    streamed: list[str] = []
    polled: list[str] = []
    last_id, cursor = "", ""
    for number, end in enumerate(ends):
        with server:
            if not cursor:
                cursor = client.follow()["next_cursor"]
            with closing(client.events(last_id or cursor)) as events:
                ids = [f"log-{number}-{each}" for each in range(20)]
                client.send(*ids)
                # Do not read all of the events.
                streamed += [str(events.next()) for _ in range(15)]
                last_id = events.last_id
                while len(polled) < 20 * number + 10:
                    answer = client.follow(after=cursor, wait="25", limit="7")
                    polled += [each["log_id"] for each in answer["logs"]]
                    cursor = answer["next_cursor"]
                waiting = threading.Thread(target=_poll_until_cut, args=(client, cursor))
                waiting.start()
                if end == "killed":
                    server.kill()
        waiting.join(PATIENCE)
        assert not waiting.is_alive()
    with server:
        events = client.events(last_id)
        while len(streamed) < 20 * len(ends):
            streamed.append(str(events.next()))
        events.close()
        while len(polled) < 20 * len(ends):
            answer = client.follow(after=cursor, wait="25")
            polled += [each["log_id"] for each in answer["logs"]]
            cursor = answer["next_cursor"]

    sent = sorted(f"log-{number}-{each}" for number in range(len(ends)) for each in range(20))
    assert sorted(streamed) == sent
    assert sorted(polled) == sent
    assert not re.search("Traceback|Cancel", server.output.read_text())


def _poll_until_cut(client: Client, cursor: str) -> None:
    """Wait for logs that are never sent, until the server stops."""
    try:
        while True:
            cursor = client.follow(after=cursor, wait="25")["next_cursor"]
    except (OSError, http.client.HTTPException):
        return
