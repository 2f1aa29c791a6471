"""The drawing and the tables of the benchmark of growth."""

from xml.etree import ElementTree as ET

from tests.benchmarks.growth.drawing import svg
from tests.benchmarks.growth.measuring import Queued, Stored
from tests.benchmarks.growth.table import markdown

STORED = [
    Stored(10_000, 1.0, 15_000.0, 3_000.0, 20.0, 2.0, 3.0, 250.0, 10.0),
    Stored(10_000_000, 1.1, 12_000.0, 2_900.0, 30.0, 2.5, 3.5, 300.0, 7_000.0),
]
QUEUED = [Queued(10_000, 20, 1.0, 0.2, 14_000.0, 200.0)]


def test_growth_is_drawn_and_tabled() -> None:
    """Every size is in the drawing, which is valid XML, and has a row in the tables."""
    texts = [element.text for element in ET.fromstring(svg(STORED, QUEUED)).iter() if element.tag.endswith("text")]  # noqa: S314
    assert texts.count("10 M") == 4
    assert {"15,000", "12,000", "14,000"} <= set(texts)
    table = markdown(STORED, QUEUED, "a machine")
    assert "| 10,000,000 | 12,000/s | 2,900/s | 30 ms | 2.5 ms | 3.5 ms | 1.1 s | 300 MiB | 7,000 MiB |" in table
    assert "| 10,000 | 20 | 1.0 s | 0.2 s | 14,000/s | 200 MiB |" in table
