"""Commands escape everything that they print, so that no message or file can send commands to a terminal."""

import json
import logging
import os
import pty
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.cli import main
from entrypoints.local.log_lines import TextFormatter
from entrypoints.local.start_message import say
from entrypoints.printable import printable
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.system.clock import SystemClock

# A terminal command, its one-byte form, a change of the writing direction, and a line break that would forge a line.
HOSTILE = "\x1b[2Jgone\x9b31m\u202egnissim\r\nforged \x07\x00"
SEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with a dead letter from a stranger."""
    log = {"log_id": HOSTILE, "text": HOSTILE, "attributes": {HOSTILE: HOSTILE}}
    with (
        DataFolder(tmp_path / "data") as data_folder,
        closing(
            SqliteLogQueue(data_folder.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)
        ) as queue,
    ):
        queue.bury_unread(json.dumps({"logs": [log, {"log_id": "log-1"}, 7, {}]}), HOSTILE, HOSTILE)
        queue.bury_unread(f"no JSON {HOSTILE}", None, "not_json")
    return tmp_path / "data"


@given(st.text(st.characters(exclude_characters='"\\')) | st.text(st.characters(categories=("Cc", "Cf", "Cs", "Zl"))))
def test_printable_text_is_one_line_and_can_be_restored(text: str) -> None:
    """Any text becomes one line of printable characters, from which JSON restores it."""
    shown = printable(text)

    assert shown.isprintable()
    assert json.loads(f'"{shown}"').encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_ordinary_text_is_not_escaped(text: str) -> None:
    """Letters, digits and punctuation of any script are not escaped."""
    assert printable(text) == text


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=["lines", "json"])
def test_dead_letters_are_listed_escaped(
    folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The list has one escaped line for each dead letter. An invalid log id is not shown."""
    assert main(["dlq", "list", "--data", str(folder), *arguments]) == 0
    shown = capsys.readouterr().out

    assert not SEEN.search(shown)
    assert len(shown.splitlines()) == 2
    assert "log-1" in shown
    assert shown.count("forged") == 2, "It stands in the tenant and in the reason, and not among the ids."
    if arguments:
        first = json.loads(shown.splitlines()[0])
        assert (first["tenant_id"], first["reason"]) == (HOSTILE, HOSTILE)
        assert first["log_ids"] == [None, "log-1", None, None]


def test_dead_letters_are_shown_escaped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dead letter is printed as JSON that programs can parse and terminals can show."""
    main(["dlq", "list", "--json", "--data", str(folder)])
    for line in capsys.readouterr().out.splitlines():
        assert main(["dlq", "show", json.loads(line)["message_id"], "--data", str(folder)]) == 0
        shown = capsys.readouterr().out
        assert not SEEN.search(shown)
        body = json.loads(shown)["body"]
        assert HOSTILE in (body["logs"][0]["text"] if isinstance(body, dict) else body)


def test_an_unknown_name_is_repeated_escaped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error message shows the unknown name escaped."""
    assert main(["dlq", "show", HOSTILE.replace("\x00", ""), "--data", str(folder)]) == 1
    told = capsys.readouterr().err
    assert "gone" in told
    assert not SEEN.search(told)


def test_tenants_are_shown_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts from a policy file, and the reason for a refusal, are shown escaped."""
    policy = tmp_path / "policy.json"
    create = ["tenants", "create", "acme", "--policy", str(policy), "--data", str(tmp_path / "data")]
    policy.write_text(json.dumps({HOSTILE: 1}))
    assert main(create) == 1
    assert not SEEN.search(capsys.readouterr().err)

    policy.write_text(json.dumps({"allow": [HOSTILE]}))
    assert main(create) == 0
    for action in (["list"], ["list", "--json"], ["show", "acme"], ["show", "acme", "--json"]):
        capsys.readouterr()
        assert main(["tenants", *action, "--data", str(tmp_path / "data")]) == 0
        assert not SEEN.search(capsys.readouterr().out)
    main(["tenants", "show", "acme", "--json", "--data", str(tmp_path / "data")])
    assert json.loads(capsys.readouterr().out)["policy"]["allow"] == [HOSTILE]


@pytest.mark.parametrize("arguments", [[HOSTILE], ["dlq", "list", HOSTILE], ["serve", f"--{HOSTILE}"]])
def test_wrong_usage_is_repeated_escaped(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The error message shows the wrong argument escaped."""
    with pytest.raises(SystemExit):
        main(arguments)
    told = capsys.readouterr().err
    assert "gone" in told
    assert not SEEN.search(told)


def test_the_server_says_lines_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    """The server's messages about its folder and port are escaped, whatever the folder's name is."""
    say(f"data  {HOSTILE}: 0 queued")
    told = capsys.readouterr().out
    assert "gone" in told
    assert not SEEN.search(told)


def test_a_line_of_the_console_is_one_line() -> None:
    """The console shows one line for each record, whatever it contains."""
    record = logging.makeLogRecord({"msg": HOSTILE, "tenant": HOSTILE, "log_id": HOSTILE, "reason": HOSTILE})
    assert not SEEN.search(TextFormatter(coloured=False).format(record))
    assert "\n" not in TextFormatter(coloured=False).format(record)


def test_redacted_lines_are_escaped_on_a_terminal_alone() -> None:
    """A pipe gets the bytes of a line unchanged; a terminal gets them escaped."""
    command = [sys.executable, "-m", "entrypoints.cli", "redact"]
    line = b"\x1b[2J\xff 555-0199\ttab\n"
    piped = subprocess.run(command, input=line, capture_output=True, timeout=60, check=True)  # noqa: S603 - our own program
    assert piped.stdout == b"\x1b[2J\xff [PHONE]\ttab\n"

    controller, terminal = pty.openpty()
    try:
        subprocess.run(command, input=line, stdout=terminal, timeout=60, check=True)  # noqa: S603 - as above
        shown = os.read(controller, 65_536)
    finally:
        os.close(controller)
        os.close(terminal)
    assert b"\x1b" not in shown
    assert rb"\u001b[2J\udcff [PHONE]" in shown


@pytest.mark.parametrize("most", ["0", "-1", "10001", "1" * 40, "9" * 5_000, "1.5", "many", "\u0661", ""])
def test_a_number_out_of_bounds_is_refused(most: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A number out of bounds, however long, is wrong usage without a traceback."""
    for arguments in (["dlq", "list", "--most", most], ["tenants", "create", "a", "--requests-per-minute", f"-{most}"]):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 2
        assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--requests-per-minute", "--bytes-per-minute", "--retention-days"])
@pytest.mark.parametrize("number", ["1" + "0" * 16, "1" + "0" * 30, "9" * 5_000])
def test_a_quota_or_retention_out_of_bounds_is_refused(
    option: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A quota or retention out of bounds is wrong usage, before any file is opened."""
    with pytest.raises(SystemExit) as end:
        main(["tenants", "create", "acme", option, number, "--data", "nowhere"])
    assert end.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--logs-per-month", "9" * 400),
        ("--logs-per-month", "-1"),
        ("--bytes", "0"),
        ("--batch", "1e3"),
        ("--worker-memory", "1"),
        ("--seconds-per-character", "nan"),
        ("--seconds-per-character", "inf"),
        ("--seconds-per-character", "-0.1"),
        ("--seconds-per-character", "1e308"),
    ],
)
def test_impossible_figures_of_a_bill_are_refused(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure that no stack can have is wrong usage without a traceback."""
    with pytest.raises(SystemExit) as end:
        main(["cost", f"{option}={value}"])
    assert end.value.code == 2
    assert option in capsys.readouterr().err


@pytest.mark.parametrize("command", ["tenants list", "dlq list", "cost"])
def test_a_closed_output_is_no_error(folder: Path, command: str) -> None:
    """A command whose output is closed early ends without a traceback."""
    arguments = command.split() + ([] if command == "cost" else ["--data", str(folder)])
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "entrypoints.cli", *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
