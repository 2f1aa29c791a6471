from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 300
PACKAGES = ("domain", "application", "infrastructure", "entrypoints")
CODE = {".py", ".js", ".css", ".html"}


def test_no_code_file_is_too_long() -> None:
    """A code file outside tests has at most 300 lines."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in CODE]
    longer = {
        path.relative_to(ROOT).as_posix() for path in paths if path.read_text(encoding="utf-8").count("\n") > MOST_LINES
    }
    assert paths
    assert not longer, f"Split by concern: {sorted(longer)}."
