"""The commands that talk to a server: `ingest`, `query`, `export`, `stats` and `doctor`."""

import gzip
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

WORK_SECONDS = 60
_numbers = count(1)


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server without simulated work."""
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0) as server:
        yield server


@pytest.fixture
def server(shared_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> LocalServer:
    """Return the server that the environment names, for a test with a tenant of its own."""
    monkeypatch.setenv("LOG_PROCESSOR_URL", shared_server.endpoint)
    monkeypatch.setenv("LOG_PROCESSOR_TENANT", f"tenant-{next(_numbers)}")
    return shared_server


def tenant() -> str:
    """Return the tenant of the test."""
    return os.environ["LOG_PROCESSOR_TENANT"]


def texts(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the output of `query -o raw`, line by line."""
    capsys.readouterr()
    assert main(["query", "-o", "raw", "--all", "--order", "asc", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def wait_for(server: LocalServer, number: int) -> None:
    """Wait until this number of logs of the test's tenant is stored."""
    client = Client(server.endpoint)
    path = f"/tenants/{tenant()}/logs/histogram?buckets=2"

    def stored() -> bool | None:
        return sum(bucket["count"] for bucket in client.get(path).json_object()["buckets"]) >= number or None

    assert poll(stored, WORK_SECONDS)


def wait_for_write(file: Path, since: int) -> None:
    """Wait until the file was written after this time, in nanoseconds."""
    assert poll(lambda: file.stat().st_mtime_ns > since or None, WORK_SECONDS)


def wait_for_one_of(*files: Path) -> None:
    """Wait until one of the files exists."""
    assert poll(lambda: any(file.exists() for file in files) or None, WORK_SECONDS)


def run(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """Run the command in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "entrypoints.cli", *arguments], **options)  # type: ignore[call-overload, no-any-return]  # noqa: S603 - our own program


def test_lines_and_json_are_sent_and_found(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line of a file is a log, and the filters of the command line work like those of the server."""
    file = tmp_path / "app.log"
    file.write_text(
        'call 555-0199\n\n{"message":"slow","level":"error","service":"api","http":{"status":500}}\r\n{"no json\nlast'
    )
    assert main(["ingest", "--service", "web", str(file)]) == 0
    assert "4 logs accepted, 0 rejected." in capsys.readouterr().out
    wait_for(server, 4)

    assert texts(capsys) == ["call [PHONE]", "slow", '{"no json', "last"]
    assert texts(capsys, "--level", "error") == ["slow"]
    assert texts(capsys, "--min-level", "warn") == ["slow"]
    assert texts(capsys, "--service", "web", "-q", "LAST") == ["last"]
    assert texts(capsys, "--attr", "http.status=500") == ["slow"]
    assert texts(capsys, "--attr", "http.status!=500", "--re", "^c") == ["call [PHONE]"]
    assert texts(capsys, "--since", "2h", "--until", "1h") == []
    assert main(["query", "--limit", "2", "--stats"]) == 0
    shown = capsys.readouterr()
    assert [line.split()[-1] for line in shown.out.splitlines()] == ["last", "json"]
    assert "2 logs found" in shown.err


def test_a_file_sent_again_is_stored_once(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that was sent before, completely or until a kill, is sent again as a whole: each line is stored once."""
    file = tmp_path / "large.log"
    file.write_text("".join(f"line {number}, the same words in each of them\n" for number in range(20_000)))
    for _ in range(3):
        queued = (server.data / "queue.sqlite3-wal").stat().st_mtime_ns
        process = run("ingest", str(file), stdout=subprocess.DEVNULL)
        wait_for_write(server.data / "queue.sqlite3-wal", queued)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert main(["ingest", str(file)]) == 0
    assert "20,000 logs accepted, 0 rejected." in capsys.readouterr().out
    wait_for(server, 20_000)

    found = texts(capsys)
    assert len(found) == 20_000
    assert len(set(found)) == 20_000


def test_followed_file_is_sent_as_it_grows(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Added lines are sent when they are complete. A file that replaces the followed one is read from its beginning."""
    file = tmp_path / "app.log"
    file.write_text("one\ntw")
    process = run("ingest", "--follow", str(file), stdout=subprocess.PIPE)
    wait_for(server, 1)
    with file.open("a") as opened:
        opened.write("o\n")
    wait_for(server, 2)
    other = tmp_path / "other"
    other.write_text("three\n")
    other.rename(file)
    wait_for(server, 3)
    process.send_signal(signal.SIGINT)
    assert b"3 logs accepted" in process.communicate()[0]
    assert process.returncode == 130

    assert sorted(texts(capsys)) == ["one", "three", "two"]


def test_standard_input_is_sent_as_it_comes(server: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines of a program that writes one now and then are stored while it runs."""
    process = run("ingest", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin
    process.stdin.write(b"first\n")
    process.stdin.flush()
    wait_for(server, 1)
    process.communicate(b"second without an end")
    wait_for(server, 2)
    assert texts(capsys) == ["first", "second without an end"]


def test_a_rejected_line_is_reported_and_affects_no_other(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The position and the reason of each rejected line are printed without its text, and the exit code is 1."""
    file = tmp_path / "app.log"
    file.write_text('good\n{"message":"secret words","log_id":"no id at all!"}\nbetter\n')
    assert main(["ingest", str(file)]) == 1
    shown = capsys.readouterr()
    assert "2 logs accepted, 1 rejected." in shown.out
    assert "app.log:2: bad_log_id" in shown.err
    assert "secret words" not in shown.out + shown.err
    wait_for(server, 2)


def test_export_continues_after_a_kill(server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Running the same command again completes the file: each log once, oldest first, compressed or not."""
    file = tmp_path / "app.log"
    file.write_text("".join(f"line {number:05}\n" for number in range(4_500)))
    assert main(["ingest", str(file)]) == 0
    wait_for(server, 4_500)
    for name, flags in (("plain.ndjson", []), ("small.ndjson.gz", ["--gzip"])):
        target = tmp_path / name
        process = run("export", "-O", str(target), *flags, stdout=subprocess.DEVNULL)
        wait_for_one_of(target, target.with_name(f"{name}.state"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not target.exists():
            with target.with_name(f"{target.name}.part").open("ab") as part:
                part.write(b"half of a li")
            capsys.readouterr()
            assert main(["export", "-O", str(target), "--level", "error", *flags]) == 1
            assert "another query" in capsys.readouterr().err
            assert main(["export", "-O", str(target), *flags]) == 0
        written = gzip.decompress(target.read_bytes()) if flags else target.read_bytes()
        assert [json.loads(line)["text"] for line in written.splitlines()] == [f"line {n:05}" for n in range(4_500)]
        assert main(["export", "-O", str(target), *flags]) == 1
        assert "already exists" in capsys.readouterr().err
        assert not list(tmp_path.glob(f"{name}.*"))


def test_stats_count_by_time_level_and_service(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People get a chart and tables, and programs JSON. Redactions are counted by kind."""
    file = tmp_path / "app.log"
    file.write_text('call 555-0199\n{"message":"x","level":"error","service":"api"}\n')
    main(["ingest", str(file)])
    wait_for(server, 2)
    capsys.readouterr()
    assert main(["stats"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("2 logs\n")
    assert "2, 1 errors" in shown
    assert "1  api" in shown
    assert "1  PHONE" in shown
    assert main(["stats", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["redactions"]["by_kind"] == {"PHONE": 1}
    assert {value["value"]: value["count"] for value in document["by"]["level"]} == {"error": 1, None: 1}


def test_doctor_passes_on_a_working_server(server: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Each step is printed, and the log that was sent can be read."""
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("ok      ") == 5
    assert "Logs are accepted and stored." in shown
    assert server.endpoint in shown


def test_doctor_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a server, a tenant or the right key, the failing step says what to check."""
    assert main(["doctor", "--url", "http://127.0.0.1:9", "--tenant", "acme"]) == 1
    assert "is the server running" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main(["doctor", "--url", "nonsense", "--tenant", "acme"])
    assert "is not a URL such as" in capsys.readouterr().err
    assert main(["query"]) == 1
    assert "Name the tenant" in capsys.readouterr().err
    with LocalServer(tmp_path, seconds_per_character=0, environment={"AUTH_MODE": "key"}) as server:
        assert main(["doctor", "--url", server.endpoint, "--tenant", "acme"]) == 1
        assert "missing_key" in capsys.readouterr().out


def on_terminal(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """Return what a command prints on a terminal of its own."""
    leader, follower = pty.openpty()
    process = run(
        *arguments, stdout=follower, stderr=follower, env={**os.environ, "TERM": "xterm", **(environment or {})}
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65_536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait()
    os.close(leader)
    return shown.decode()


def test_only_terminals_get_colours(server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal, levels and placeholders are coloured unless NO_COLOR is set.

    Logs cannot send terminal commands.
    """
    file = tmp_path / "app.log"
    file.write_bytes(b'{"message":"call 555-0199 \\u001b[31mred","level":"error"}\n')
    main(["ingest", str(file)])
    wait_for(server, 1)
    capsys.readouterr()

    shown = on_terminal("query")
    assert "\x1b[31merror" in shown
    assert "\x1b[36m[PHONE]" in shown
    assert "\x1b[31mred" not in shown
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b[" not in on_terminal("query", environment=environment)
    assert "\x1b[" not in on_terminal("query", "--color", "never")
    assert main(["query"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    assert main(["query", "--color", "always"]) == 0
    assert "\x1b[31merror" in capsys.readouterr().out


def test_a_closed_output_is_no_error(server: LocalServer, tmp_path: Path) -> None:
    """`query | head -1` ends without an error."""
    file = tmp_path / "app.log"
    file.write_text("".join(f"line {number}{'x' * 500}\n" for number in range(3_000)))
    main(["ingest", str(file)])
    wait_for(server, 3_000)
    with run("query", "--all", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_ingest_waits_for_a_server_that_restarts(
    server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`ingest` waits for a server that is killed and restarted, and says so."""
    file = tmp_path / "app.log"
    file.write_text("".join(f"line {number}\n" for number in range(30_000)))
    process = run("ingest", str(file), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(server, 1)
    server.kill()
    server.__enter__()
    out, _ = process.communicate(timeout=WORK_SECONDS)
    assert b"30,000 logs accepted" in out
    wait_for(server, 30_000)
    assert len(set(texts(capsys))) == 30_000


def test_tail_shows_the_newest_last(server: LocalServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Like `tail` for files, it shows the last few logs in the order in which they happened."""
    file = tmp_path / "app.log"
    file.write_text("".join(f"line {number}\n" for number in range(30)))
    main(["ingest", str(file)])
    wait_for(server, 30)
    capsys.readouterr()
    assert main(["tail", "-n", "3", "-o", "raw"]) == 0
    assert capsys.readouterr().out.splitlines() == ["line 27", "line 28", "line 29"]


def test_follower_sees_every_log_once_across_restarts(server: LocalServer, tmp_path: Path) -> None:
    """While a server under load is killed and restarted, `tail -f` loses nothing and repeats nothing."""
    shown = tmp_path / "shown"
    with (
        shown.open("wb") as out,
        run("tail", "-f", "-n", "0", "-o", "raw", stdout=out, stderr=subprocess.DEVNULL) as tail,
    ):
        # The process follows from the first line that it shows.
        number = 0
        client = Client(server.endpoint)
        while not shown.stat().st_size:
            client.post_json({"tenant_id": tenant(), "log_id": f"first-{number}", "text": f"first {number}"})
            number += 1
            poll(lambda: shown.stat().st_size or None, 0.5)
        for restart in range(3):
            file = tmp_path / f"{restart}.log"
            file.write_text("".join(f"{restart} line {number}\n" for number in range(3_000)))
            with run("ingest", str(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as ingest:
                wait_for(server, 3_000 * restart + 1)
                server.kill()
                server.__enter__()
            assert ingest.returncode == 0
        wanted = {f"{restart} line {number}" for restart in range(3) for number in range(3_000)}

        def all_shown() -> bool | None:
            return wanted <= set(shown.read_text().splitlines()) or None

        assert poll(all_shown, WORK_SECONDS)
        tail.send_signal(signal.SIGINT)
    assert tail.returncode == 130
    lines = [line for line in shown.read_text().splitlines() if " line " in line]
    assert sorted(lines) == sorted(wanted)


def wait_for_all(server: LocalServer, number: int) -> None:
    """Wait until this number of logs of the test's tenant is stored, whenever they happened."""
    client = Client(server.endpoint)

    def stored() -> bool | None:
        return len(client.get(f"/tenants/{tenant()}/logs?limit=1000").json_object()["logs"]) >= number or None

    assert poll(stored, WORK_SECONDS)


def exported(folder: Path) -> list[dict[str, Any]]:
    """Return the logs of the test's tenant as `export` writes them."""
    file = folder / f"exported-{len(list(folder.iterdir()))}.ndjson"
    assert main(["export", "-O", str(file)]) == 0
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_an_exported_file_recreates_the_same_logs(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids, times, order, levels, services, traces, texts, attributes and conflicts are equal after the import."""
    client = Client(server.endpoint)
    trace = "0af7651916cd43dd8448eb211c80319c"
    sent: list[dict[str, Any]] = [
        {"log_id": "plain", "text": "no time of its own, 555-0199"},
        {"log_id": "timed", "message": "a", "timestamp": "2026-11-20T10:00:00.123456789Z", "level": "warn"},
        {"log_id": "second", "message": "b", "ts": 1795435200, "severity": "ERROR", "service": "shop"},
        {"log_id": "nested", "text": "c", "http": {"status": 500, "to": "ann"}, "trace_id": trace, "n": 2**70},
        {"log_id": "ahead", "text": "d", "time": "2099-01-01T00:00:00Z"},
        {"log_id": "inside", "text": json.dumps({"level": "debug", "msg": "e", "service": "inner"})},
        {"log_id": "plain", "text": "another record under the id"},
    ]
    for record in sent:
        client.request("POST", "/ingest/batch", body=json.dumps(record), headers={"X-Tenant-ID": tenant()})
    streams = {"streams": [{"stream": {"service_name": "loki"}, "values": [["1795435200000000001", "by Loki"]]}]}
    headers = {"X-Tenant-ID": tenant(), "Content-Type": "application/json"}
    assert client.request("POST", "/loki/api/v1/push", body=json.dumps(streams), headers=headers).status == 204
    wait_for_all(server, 8)
    before = exported(tmp_path)
    assert sum(log["conflicts_with"] is not None for log in before) == 1

    (tmp_path / "moved.ndjson").write_text("".join(f"{json.dumps(log)}\n" for log in before))
    other = tmp_path / "elsewhere"
    other.mkdir()
    with LocalServer(other, seconds_per_character=0) as elsewhere:
        monkeypatch.setenv("LOG_PROCESSOR_URL", elsewhere.endpoint)
        for _ in range(2):
            assert main(["ingest", str(tmp_path / "moved.ndjson")]) == 0
        wait_for_all(elsewhere, 8)
        after = exported(tmp_path)

    assert [shared(log) for log in after] == [shared(log) for log in before]
    for old, new in zip(before, after, strict=True):
        assert old["attributes"].items() <= new["attributes"].items()


def shared(log: dict[str, Any]) -> tuple[Any, ...]:
    """Return the fields that are equal in every installation.

    The id of a conflict depends on the installation's secret.
    """
    names = ("time", "level", "service", "trace_id", "span_id", "text")
    return (log["log_id"].partition("~")[0], *(log[name] for name in names))
