"""Reading and following a recipe."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_DOCUMENT = ROOT / "docs" / "recipes.md"
_RECIPE = re.compile(r"^## (.+?)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGED_FILE = re.compile(r"\+\+\+ b/(.+)\n")
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".*_cache", ".hypothesis", ".aws-sam", "__pycache__", "node_modules", "build", "*.egg-info"
)


@dataclass(frozen=True)
class Block:
    """A block of code: its language, the file to which it is written (or None), and its text."""

    language: str
    file: str
    text: str


def recipes() -> dict[str, list[Block]]:
    """Return the blocks of each recipe by its title."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    return {title: [Block(*found) for found in _BLOCK.findall(steps)] for title, steps in _RECIPE.findall(text)}


def copy_repository(to: Path) -> None:
    """Copy the working tree, with this environment as its `.venv`."""
    folders_of_users = {"data"}
    shutil.copytree(
        ROOT,
        to,
        symlinks=True,
        ignore=lambda folder, names: {
            *_LEFT_OUT(folder, names),
            *(folders_of_users if Path(folder) == ROOT else ()),
        },
    )
    environment = to / ".venv"
    environment.mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (environment / part).symlink_to(Path(sys.prefix) / part)
    # make then considers the environment complete and does not change it.
    (environment / ".ready").touch()


def follow(blocks: list[Block], repository: Path) -> None:
    """Follow the blocks in order. Raises AssertionError if a step fails."""
    for block in blocks:
        if block.language == "bash":
            _run(block.text, repository)
        else:
            _change(block, repository)


def change_files(blocks: list[Block], repository: Path) -> None:
    """Write and change the files of the blocks without running the commands. Raises AssertionError."""
    for block in blocks:
        if block.language != "bash":
            _change(block, repository)


def _change(block: Block, repository: Path) -> None:
    if block.file:
        path = repository / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
    else:
        assert block.language == "diff", block.language
        _apply(block.text, repository)


def _apply(diff: str, repository: Path) -> None:
    """Replace the old lines of each part of a diff, which must occur once in the file, by its new lines."""
    named = _CHANGED_FILE.search(diff)
    assert named, diff
    path = repository / named[1]
    content = path.read_text(encoding="utf-8")
    for part in diff[named.end() :].split("@@\n")[1:]:
        lines = part.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] != "+")
        new = "".join(line[1:] for line in lines if line[0] != "-")
        assert content.count(old) == 1, f"{named[1]} has these lines {content.count(old)} times:\n{old}"
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")


def _run(script: str, repository: Path) -> None:
    # A changed pyproject.toml needs no new environment here, as no recipe adds a dependency.
    (repository / ".venv" / ".ready").touch()
    # The tests of the recipe must not inherit variables that pytest has set in this process.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "MAKE", "MFLAGS"))
    }
    ended = subprocess.run(  # noqa: S603 - the commands of our own documentation
        ["/bin/sh", "-e", "-c", script],
        cwd=repository,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"{script}{ended.stdout}"
