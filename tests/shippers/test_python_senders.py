from pathlib import Path

import pytest

from tests.shippers.run import run
from tests.shippers.senders import PYTHON_SENDERS, ROOT, SENDERS, Sender, syslog_ng_configuration

_GUIDE = (ROOT / "docs" / "shippers.md").read_text(encoding="utf-8")


# One sender with log ids of its own, and one whose repeated records are recognized by their times.
_TRIED = [sender for sender in PYTHON_SENDERS if sender.name in ("OpenTelemetry Python", "logging, our handler")]


@pytest.mark.timeout(600)  # the sum of the deadlines of all steps; a run takes ten seconds
@pytest.mark.parametrize("sender", _TRIED, ids=lambda sender: sender.name)
def test_nothing_is_lost_or_doubled_across_a_kill(sender: Sender) -> None:
    """Every log of a real sender is stored once and redacted, although the server is killed in the middle."""
    row = run(sender, 100)
    assert row.good, row


def test_the_guide_shows_what_was_run() -> None:
    """The handler and syslog-ng's configuration in the guide are those of these tests."""
    handler = (Path(__file__).parent / "http_log_handler.py").read_text(encoding="utf-8")
    assert handler.partition('"""\n\n')[2].strip() in _GUIDE
    shown = syslog_ng_configuration("http://localhost:8000", "system(); internal();", "/var/lib/syslog-ng")
    assert shown.strip() in _GUIDE


def test_every_sender_is_in_the_guide() -> None:
    """Each sender of `make test-shippers` has a paragraph in the guide that says so."""
    for sender in SENDERS:
        name = sender.name.partition(",")[0].removesuffix(" Python").removesuffix(" JS").removesuffix(" Http")
        assert any(name in line and line.endswith("✔") for line in _GUIDE.splitlines()), name
