"""`.ci/release`, in a repository of its own whose checks only take notes."""

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHANGELOG = "# Changelog\n\n## 9.8.7 (unreleased)\n\n## 0.1.0 (2026-01-01)\n"
# Notes each target, and fails at the one that a file names.
MAKE = '#!/bin/sh\necho "$1" >> "$NOTES"\n[ "$1" != "$FAILING" ]\n'


class Repository:
    """A repository with what the script needs, and no other files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        self._programs = folder / "programs"
        self._notes = folder / "notes"
        shutil.copytree(ROOT / ".ci", self.folder / ".ci")
        shutil.copy(ROOT / "pyproject.toml", self.folder)
        self.changelog.write_text(CHANGELOG)
        self._programs.mkdir()
        for name, script in (("make", MAKE), ("chromium", "#!/bin/sh\n")):
            (self._programs / name).write_text(script)
            (self._programs / name).chmod(0o700)
        self.git("init", "--quiet")
        self.git("config", "user.name", "test")
        self.git("config", "user.email", "test@example.com")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "Begin")

    @property
    def changelog(self) -> Path:
        """Its CHANGELOG."""
        return self.folder / "CHANGELOG.md"

    @property
    def version(self) -> str:
        """The version in pyproject.toml."""
        (found,) = re.findall('^version = "(.*)"$', (self.folder / "pyproject.toml").read_text(), re.MULTILINE)
        return str(found)

    @property
    def checks(self) -> list[str]:
        """The targets that were made."""
        return self._notes.read_text().split() if self._notes.exists() else []

    def git(self, *arguments: str) -> str:
        """Run git, and return what it prints."""
        return self._run("git", *arguments).stdout.strip()

    def release(self, version: str, *, failing: str = "") -> subprocess.CompletedProcess[str]:
        """Run the script."""
        return self._run(".ci/release", version, failing=failing)

    def _run(self, *command: str, failing: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "NOTES": str(self._notes),
            "FAILING": failing,
        }
        return subprocess.run(  # noqa: S603 - our own script, and git
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """With one commit, before the release."""
    return Repository(tmp_path)


@pytest.mark.parametrize("heading", ["unreleased", "2026-02-03"])
def test_a_release_is_checked_committed_and_tagged(repository: Repository, heading: str) -> None:
    """The tag names a commit with the version and today's heading, after all checks have passed."""
    repository.changelog.write_text(CHANGELOG.replace("unreleased", heading))
    repository.git("commit", "--quiet", "--all", "--message", "Tell of it")

    ended = repository.release("9.8.7")

    assert ended.returncode == 0, ended.stderr
    assert repository.version == "9.8.7"
    assert f"## 9.8.7 ({date.today().isoformat()})" in repository.changelog.read_text()  # noqa: DTZ011 - as the script
    assert repository.git("describe", "--exact-match", "HEAD") == "v9.8.7"
    assert repository.git("status", "--porcelain") == ""
    tests = ["test", "test-laws", "test-api", "test-faults", "simulate", "test-wheel"]
    assert repository.checks == ["documents", "check", *tests]


@pytest.mark.parametrize("failing", ["documents", "check", "test-laws", "test-wheel"])
def test_a_failed_check_releases_nothing(repository: Repository, failing: str) -> None:
    """The files are as before, so that the release can be tried again, and there is no tag."""
    version = repository.version

    assert repository.release("9.8.7", failing=failing).returncode != 0

    assert repository.checks[-1] == failing
    assert (repository.version, repository.changelog.read_text()) == (version, CHANGELOG)
    assert repository.git("tag") == ""
    assert repository.release("9.8.7").returncode == 0


@pytest.mark.parametrize(
    ("version", "reason"),
    [("9.8", "not a version"), ("9.8.6", "no heading"), ("0.1.0", "already exists")],
)
def test_invalid_releases_are_refused(repository: Repository, version: str, reason: str) -> None:
    """A wrong version, one without a heading, and one that is tagged change nothing and run no check."""
    repository.git("tag", "v0.1.0")
    ended = repository.release(version)
    assert ended.returncode != 0
    assert reason in ended.stderr
    assert (repository.checks, repository.git("status", "--porcelain")) == ([], "")


def test_changes_that_are_not_committed_are_refused(repository: Repository) -> None:
    """They would become part of the release."""
    repository.changelog.write_text(f"{CHANGELOG}more\n")
    assert "not committed" in repository.release("9.8.7").stderr
    assert repository.changelog.read_text() == f"{CHANGELOG}more\n"
