from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 300
PACKAGES = ("domain", "application", "infrastructure", "entrypoints")
CODE = {".py", ".js", ".css", ".html"}
# Longer than that, and waiting to be split.
LONGER = {
    "entrypoints/console/page/logs-view.js",
}


def test_no_file_of_code_is_too_long_to_keep_in_mind() -> None:
    """A file of code outside of tests has at most 300 lines, save those that are listed."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in CODE]
    longer = {
        path.relative_to(ROOT).as_posix() for path in paths if path.read_text(encoding="utf-8").count("\n") > MOST_LINES
    }
    assert len(paths) > len(LONGER)
    assert longer <= LONGER, f"Split by concern: {sorted(longer - LONGER)}."
