"""docs/lnav-format.json describes the lines that the read API writes."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from entrypoints.http.models import Log

FORMAT = Path(__file__).parents[2] / "docs" / "lnav-format.json"


def test_the_format_has_every_field() -> None:
    """The format describes exactly the fields of a log, and its sample is a complete log."""
    described = json.loads(FORMAT.read_text(encoding="utf-8"))["aws_log_processor"]
    assert described["value"].keys() == Log.model_fields.keys()
    assert json.loads(described["sample"][0]["line"]).keys() == Log.model_fields.keys()


@pytest.mark.skipif(shutil.which("lnav") is None, reason="lnav is not installed")
def test_lnav_reads_what_is_written(tmp_path: Path) -> None:
    """With the format, lnav recognises time, level and text of each line."""
    sample = json.loads(FORMAT.read_text(encoding="utf-8"))["aws_log_processor"]["sample"][0]["line"]
    (tmp_path / "acme.ndjson").write_text(f"{sample}\n")
    for command in (
        ["-i", str(FORMAT)],
        ["-n", "-c", ";select log_level, log_body from aws_log_processor", "acme.ndjson"],
    ):
        result = subprocess.run(  # noqa: S603 - lnav, on a line of ours
            ["lnav", *command],  # noqa: S607 - where it is installed
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "TERM": "xterm"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
    assert "warning   User [PHONE] called" in result.stdout
