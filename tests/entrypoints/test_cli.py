import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from entrypoints.cli import main

ROOT = Path(__file__).parents[2]


def test_help_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """The help lists flags, environment variables and defaults."""
    with pytest.raises(SystemExit) as end:
        main(["serve", "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for word in (
        "--port",
        "PORT",
        "8000",
        "--data",
        "DATA_FOLDER",
        "--seconds-per-character",
        "0.05",
        "--workers",
        "--auth-mode",
        "AUTH_MODE",
        "--allowed-origins",
        "ALLOWED_ORIGINS",
        "--log-format",
        "LOG_FORMAT",
    ):
        assert word in shown


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nope"],
        ["serve", "--port", "x"],
        ["serve", "--port", "70000"],
        ["serve", "--workers", "0"],
        ["serve", "--auth-mode", "none"],
        ["serve", "--allowed-origins", "*"],
        ["serve", "--log-format", "xml"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The error is printed to standard error."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err


def test_the_environment_sets_what_flags_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad value in the environment is refused like that of a flag."""
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit) as end:
        main(["serve"])
    assert end.value.code == 2


def test_a_port_in_use_is_reported(tmp_path: Path) -> None:
    """The message names the port and the way out, and is all that the process prints."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "entrypoints.cli", "serve", "--port", port, "--data", str(tmp_path / "data")]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own program
    assert (ended.returncode, ended.stdout) == (1, "")
    assert port in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_folder_of_another_version_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that this program did not write is refused and stays unchanged."""
    (tmp_path / "data").mkdir()
    queue = tmp_path / "data" / "queue.sqlite3"
    queue.write_bytes(b"something else" * 100)
    assert main(["serve", "--port", "0", "--data", str(tmp_path / "data")]) == 1
    assert "queue.sqlite3" in capsys.readouterr().err
    assert queue.read_bytes() == b"something else" * 100


def test_a_damaged_secret_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that could not store logs does not accept any."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "master-secret").write_bytes(b"short")
    assert main(["serve", "--port", "0", "--data", str(tmp_path / "data")]) == 1
    assert "secret" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "tenants list",
        "dlq list",
        "check",
        "backup {0}/backup",
        "erase --tenant acme --yes",
    ],
)
def test_a_folder_that_is_not_a_data_folder_is_left_as_it_is(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands for existing data refuse a folder without data, and write nothing into it."""
    folder = tmp_path / "holiday"
    folder.mkdir()
    (folder / "beach.jpg").touch()

    assert main([*command.format(tmp_path).split(), "--data", str(folder)]) == 1

    assert f"{folder} is not a data folder" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["beach.jpg"]
    assert [path.name for path in tmp_path.iterdir()] == ["holiday"]


def test_settings_without_room_for_a_log_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that could not accept any log does not start."""
    arguments = ["--port", "0", "--data", str(tmp_path / "data"), "--seconds-per-character", "899"]
    assert main(["serve", *arguments]) == 1
    assert "character" in capsys.readouterr().err


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the installed release."""
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"aws-log-processor {version('aws-log-processor')}\n"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A command whose library is not installed says what to install."""
    monkeypatch.setitem(sys.modules, "urllib3", None)
    monkeypatch.delitem(sys.modules, "entrypoints.cli.remote.server", raising=False)
    assert main(["stats", "--tenant", "acme"]) == 1
    assert "install 'aws-log-processor[embedded]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "ingest",
        "query",
        "tail",
        "stats",
        "export",
        "doctor",
        "redact",
        "tenants",
        "dlq",
        "backup",
        "restore",
        "check",
        "erase",
        "cost",
    ],
)
def test_each_command_shows_examples(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--help` has examples, one per line, and wraps its other text to the terminal's width."""
    monkeypatch.setenv("COLUMNS", "70")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("examples:")
    assert f"aws-log-processor {command} " in lines[at + 1] or f"aws-log-processor {command} " in lines[at + 2]
    assert max(map(len, lines[:at])) <= 70
