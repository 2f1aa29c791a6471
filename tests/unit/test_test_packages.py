"""The READMEs of the test packages are correct."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent for path in (ROOT / "tests").glob("*/__init__.py"))
TARGETS = set(re.findall(r"(?m)^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
_LINE = re.compile(r"- \*\*(\w+)\*\*: \S.*\.?")
_PATH = re.compile(r"[\w.]+(?:/[\w.]+)*/?")
_ENDINGS = (".py", ".txt", ".c", ".md", ".yaml", ".jsonl", ".logql", "/")


def _named(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def _missing(name: str, package: Path) -> list[str]:
    """Return names in backquotes that do not exist: targets of make, modules, files and folders."""
    command, *arguments = name.replace('"', " ").replace("ARGS=", "").split()
    if command == "make":
        target, *paths = arguments
        folders = [path for path in paths if path.startswith("tests/")]
        return [*{target} - TARGETS, *(path for path in folders if not (ROOT / path).exists())]
    if command == "python":
        module = ROOT.joinpath(*arguments[1].split("."))
        return [] if module.with_suffix(".py").exists() or (module / "__main__.py").exists() else [name]
    is_path = _PATH.fullmatch(name) and ("/" in name or name.endswith(_ENDINGS))
    return [name] if is_path and not ((package / name).exists() or (ROOT / name).exists()) else []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_each_package_has_a_complete_readme(package: Path) -> None:
    """Each README has a title and these five lines, and everything that they name exists."""
    readme = (package / "README.md").read_text(encoding="utf-8")
    title, blank, *lines = readme.splitlines()
    assert title.startswith("# ")
    assert blank == ""
    assert [found and found[1] for found in map(_LINE.fullmatch, lines)] == ["Holds", "Needs", "Takes", "Run", "About"]
    assert [missing for name in _named(readme) for missing in _missing(name, package)] == []


def test_the_table_of_slow_suites_is_complete() -> None:
    """The table in docs/testing.md has a row for each command that tests, measures or searches."""
    text = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `make ([a-z0-9-]+)` \|", text[text.index("## Durations") :])
    slow = {
        target for target in TARGETS if re.match("test|bench|simulate|e2e|verify|smoke|fuzz|redaction-mut|real", target)
    }
    assert sorted(rows) == sorted(slow)
