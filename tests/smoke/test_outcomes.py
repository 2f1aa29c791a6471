"""The output of `make smoke`."""

import pytest

from tests.smoke import __main__ as smoke
from tests.smoke.checks import Check, NotAsExpected
from tests.smoke.endpoint import Answer, Endpoint

ENDPOINT = ["--endpoint", "https://api.example"]


def passes(_: Endpoint) -> str:
    """Pass."""
    return "202"


def fails(_: Endpoint) -> str:
    """Fail with another answer."""
    raise NotAsExpected("500")


def has_another_form(_: Endpoint) -> str:
    """Fail with an unexpected answer."""
    raise KeyError("logs")


@pytest.mark.parametrize(
    ("arguments", "summary", "code"),
    [
        (ENDPOINT, "1 as expected, 2 not, 0 not run.", 1),
        ([*ENDPOINT, "--emulated"], "1 as expected, 0 not, 2 not run.", 0),
    ],
)
def test_a_check_that_was_not_run_is_not_counted_as_passed(
    arguments: list[str], summary: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last lines count passed, failed and skipped checks, and name the skipped ones."""
    monkeypatch.setenv("KEY", "made-up")
    checks = [
        Check("it is taken", "look", passes),
        Check("it is refused", "look at its status", fails, only_on_aws=True),
        Check("it lists logs", "file an issue", has_another_form, only_on_aws=True),
    ]
    monkeypatch.setattr(smoke, "CHECKS", checks)
    monkeypatch.setattr(Endpoint, "ask", lambda *_, **__: Answer(200, {}, b""))
    assert smoke.main(arguments) == code
    printed = capsys.readouterr().out
    assert summary in printed
    assert printed.splitlines()[-1].startswith("The account was not checked.")
    assert ("do:   look at its status" in printed) == bool(code)


@pytest.mark.parametrize(
    ("key", "endpoint", "said"), [("", "https://api.example", "KEY is not set"), ("made-up", "", "ENDPOINT")]
)
def test_a_missing_setting_is_named(
    key: str, endpoint: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key or an endpoint, no check is run."""
    monkeypatch.setenv("KEY", key)
    with pytest.raises(SystemExit):
        smoke.main(["--endpoint", endpoint])
    assert said in capsys.readouterr().err


def test_an_endpoint_that_does_not_answer_is_reported_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the endpoint does not answer, no check is run, and the advice of none is printed."""
    monkeypatch.setenv("KEY", "made-up")
    assert smoke.main(["--endpoint", "http://127.0.0.1:1"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("http://127.0.0.1:1 does not answer")
