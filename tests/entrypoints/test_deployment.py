"""The questions, the file, the checks and the refusals of `make deploy`. `make e2e` runs it against an emulator."""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from entrypoints.deployment import __main__ as deployment
from entrypoints.deployment.__main__ import CannotDeploy, main
from entrypoints.deployment.account import Account
from entrypoints.deployment.packages import architectures
from entrypoints.deployment.settings import (
    Settings,
    UnusableSettings,
    ask_for_settings,
    read_settings,
    write_settings,
)
from entrypoints.deployment.template import Template, load_template


class FakeAccount(Account):
    """An account with fixed answers."""

    # ruff: noqa: D102 - the base class documents its methods

    def __init__(self, *, runs: int = 1000, status: str | None = None, kept: Sequence[str] = ()) -> None:
        self._runs, self._status, self._kept = runs, status, list(kept)
        self.deleted = False

    def concurrent_runs(self) -> int:
        return self._runs

    def stack_status(self) -> str | None:
        return self._status

    def kept(self) -> list[str]:
        return self._kept

    def delete_stack(self) -> None:
        self.deleted = True


@pytest.fixture
def template() -> Template:
    """Return the template of the project."""
    return load_template()


def answered(template: Template, *answers: str, region: str | None = None) -> Settings:
    """Return the settings for these answers. Later questions are answered with Enter."""
    given: Iterator[str] = iter(answers)
    return ask_for_settings(template, region=region, suggested={}, ask=lambda _: next(given, ""))


def test_enter_at_every_question_gives_valid_settings(template: Template, tmp_path: Path) -> None:
    """Enter accepts a valid default for every question, and the written settings are read back unchanged."""
    settings = answered(template)
    assert settings == Settings(
        "aws-log-processor",
        "us-east-1",
        None,
        {"NamePrefix": "", "AuthMode": "open", "AlarmEmail": "", "Architecture": "arm64"},
    )
    write_settings(tmp_path / "samconfig.toml", settings)
    assert read_settings(tmp_path / "samconfig.toml") == settings


def test_a_second_stack_gets_a_prefix(template: Template) -> None:
    """The suggested prefix is derived from the stack's name and is valid for CloudFormation."""
    assert answered(template, "Staging").parameters["NamePrefix"] == "staging-"
    assert answered(template, "a-very-long-name-of-a-stack").parameters["NamePrefix"] == "a-very-long-name-of-"


def test_an_invalid_answer_is_asked_for_again(template: Template, capsys: pytest.CaptureFixture[str]) -> None:
    """The patterns and choices of the template decide whether an answer is valid."""
    settings = answered(
        template, "1", "two", "here", "eu-west-1", "No Prefix", "x-", "shut", "key", "me", "a@b.cd", "z80"
    )
    assert (settings.stack, settings.region) == ("two", "eu-west-1")
    assert settings.parameters == {
        "NamePrefix": "x-",
        "AuthMode": "key",
        "AlarmEmail": "a@b.cd",
        "Architecture": "arm64",
    }
    assert "One of: open, key." in capsys.readouterr().out


def test_settings_that_sam_has_written_are_read(tmp_path: Path) -> None:
    """Files of `sam deploy --guided` are read, in which all commands may share stack and region."""
    path = tmp_path / "samconfig.toml"
    path.write_text(
        'version = 0.1\n[default.global.parameters]\nstack_name = "s"\nregion = "eu-west-1"\n'
        '[default.deploy.parameters]\nprofile = "work"\n'
        'parameter_overrides = "NamePrefix=\\"\\" Architecture=\\"x86_64\\""\n'
    )
    assert read_settings(path) == Settings("s", "eu-west-1", "work", {"NamePrefix": "", "Architecture": "x86_64"})
    path.write_text("version = 0.1\n")
    with pytest.raises(UnusableSettings):
        read_settings(path)


def test_a_worker_with_all_concurrency_of_the_account_is_refused(template: Template) -> None:
    """A deployment is refused if the worker may use all concurrency, because requests would then fail."""
    settings = answered(template)
    deployment.check(template, settings, FakeAccount(runs=10))
    with pytest.raises(CannotDeploy, match="Service Quotas"):
        deployment.check(template, settings, FakeAccount(runs=5))


def test_a_failed_first_deployment_is_deleted(template: Template) -> None:
    """CloudFormation cannot update a stack in this state, so it is deleted before the second attempt."""
    account = FakeAccount(status="ROLLBACK_COMPLETE")
    deployment.check(template, answered(template), account)
    assert account.deleted
    working = FakeAccount(status="UPDATE_ROLLBACK_COMPLETE", kept=["tenant_logs"])
    deployment.check(template, answered(template), working)
    assert not working.deleted


def test_resources_of_a_deleted_stack_are_reported(template: Template) -> None:
    """Existing tables are reported early; CloudFormation would fail late and only say that the name exists."""
    with pytest.raises(CannotDeploy, match=r"tenants.*runbook"):
        deployment.check(template, answered(template), FakeAccount(kept=["tenants"]))


def test_the_processor_is_chosen_in_one_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A deployment for another processor than that of the settings is refused before the build."""
    arguments = ["--config-file", str(tmp_path / "none"), "--parameter-overrides", "Architecture=x86_64"]
    assert main(arguments) == 2
    assert "the same" in capsys.readouterr().err


def test_the_processor_of_packages_is_detected(tmp_path: Path) -> None:
    """The header of each shared object names the processor, so packages of mixed builds are detected."""
    for name, machine in (("a.so", 183), ("b.cpython-313-x86_64-linux-gnu.so", 62), ("c.txt", 7)):
        (tmp_path / name).write_bytes(b"\x7fELF".ljust(18, b"\0") + struct.pack("<H", machine))
    assert architectures(tmp_path) == {"arm64", "x86_64"}


def test_packages_for_another_processor_are_not_deployed(tmp_path: Path) -> None:
    """The packages in the build folder must be for the processor of the settings."""
    (tmp_path / "a.so").write_bytes(b"\x7fELF".ljust(18, b"\0") + struct.pack("<H", 62))
    deployment.check_packages(tmp_path, "x86_64")
    with pytest.raises(CannotDeploy, match="x86_64"):
        deployment.check_packages(tmp_path, "arm64")
