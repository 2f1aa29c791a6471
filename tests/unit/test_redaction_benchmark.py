import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.benchmarks.redaction.drawing import svg
from tests.benchmarks.redaction.measure import Measured, measure
from tests.benchmarks.redaction.process import running
from tests.benchmarks.redaction.table import markdown
from tests.corpus import findings, look_alikes, plain
from tests.corpus.scoring import Score


def _measured(name: str, speed: float) -> Measured:
    families = ("findings", "look-alikes", "plain")
    return Measured(
        name,
        "1.0",
        frozenset({"PHONE"}),
        {family: Score(lines=10, damaged=1) for family in families},
        dict.fromkeys(families, speed),
    )


def test_results_are_drawn_and_tabled() -> None:
    """Every redactor is in the drawing, which is valid XML, and in the table, with its speed relative to ours."""
    results = [_measured("ours", 20.0), _measured("other & co", 0.5)]
    texts = [element.text for element in ET.fromstring(svg(results)).iter() if element.tag.endswith("text")]  # noqa: S314
    assert texts.count("ours") == texts.count("other & co") == 6
    table = markdown(results, (results[0], results[1]))
    row = next(line for line in table.splitlines() if line.startswith("| other & co 1.0 |"))
    assert "| 40 times |" in row
    assert "ours processes 20.0 MB/s of ordinary lines, 40 times as much as other & co with the same kinds" in table


def test_a_redactor_is_measured_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line gets an answer, and the reported progress rises to the whole."""
    monkeypatch.chdir(Path(__file__).parents[2])
    families = {
        "findings": list(findings(1, 60)),
        "look-alikes": list(look_alikes(1, 10)),
        "plain": list(plain(1, 10)),
    }
    shares: list[float] = []
    with running("ours", Path(sys.executable)) as process:
        result = measure("ours", process, families, seconds=60, progress=shares.append)
    assert {family: score.lines for family, score in result.scores.items()} == {
        "findings": 60,
        "look-alikes": 10,
        "plain": 10,
    }
    assert result.scores["findings"].hits["PHONE"] > 0
    assert shares == sorted(shares)
    assert shares[-1] == 1
