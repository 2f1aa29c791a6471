"""The result as a drawing: panels of bars, in colours for a light and a dark background."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.benchmarks.redaction.measure import Measured
from tests.benchmarks.redaction.table import megabytes

_WIDTH, _LEFT, _BAR, _GAP, _HEAD, _PANEL_GAP = 860, 170, 16, 8, 44, 40
_COLUMN = (_WIDTH - _PANEL_GAP) // 2
_STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 } .note { fill: #59636e; font-size: 12px }
  .ours { fill: #0969da } .peer { fill: #afb8c1 } .axis { stroke: #d1d9e0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .note { fill: #9198a1 }
    .ours { fill: #4493f8 } .peer { fill: #656c76 } .axis { stroke: #3d444d }
  }"""


@dataclass(frozen=True)
class _Panel:
    title: str
    note: str
    value: Callable[[Measured], float]
    label: Callable[[float], str]
    # The share of the panel's width for a value, relative to the largest one.
    share: Callable[[float, float], float]


def _linear(value: float, greatest: float) -> float:
    return value / greatest if greatest else 0


def _of_one(value: float, greatest: float) -> float:
    del greatest
    return value


def _logarithmic(value: float, greatest: float) -> float:
    """Return the share on a scale from a hundredth of a megabyte, so that the slowest is still visible."""
    return max(0.01, math.log(max(value, 0.011) / 0.01) / math.log(greatest / 0.01))


def _speed(family: str) -> Callable[[Measured], float]:
    return lambda result: result.megabytes_per_second[family]


_PANELS = (
    _Panel(
        "Phone numbers: precision",
        "more is better",
        lambda result: result.scores["findings"].precision("PHONE"),
        "{:.3f}".format,
        _of_one,
    ),
    _Panel(
        "Phone numbers: recall",
        "more is better",
        lambda result: result.scores["findings"].recall("PHONE"),
        "{:.3f}".format,
        _of_one,
    ),
    _Panel(
        "Look-alikes damaged",
        "less is better",
        lambda result: result.scores["look-alikes"].damage,
        "{:.1%}".format,
        _linear,
    ),
    _Panel(
        "Ordinary lines damaged, of 1,000",
        "less is better",
        lambda result: 1_000 * result.scores["plain"].damage,
        "{:.1f}".format,
        _linear,
    ),
    _Panel("Speed on ordinary lines", "MB/s on one core, logarithmic", _speed("plain"), megabytes, _logarithmic),
    _Panel(
        "Speed on lines with findings", "MB/s on one core, logarithmic", _speed("findings"), megabytes, _logarithmic
    ),
)


def svg(results: Sequence[Measured]) -> str:
    """Return the drawing. The first result is ours."""
    height = _HEAD + len(results) * (_BAR + _GAP)
    panels = [
        _panel(panel, results, x=(index % 2) * (_COLUMN + _PANEL_GAP), y=(index // 2) * (height + 24))
        for index, panel in enumerate(_PANELS)
    ]
    total = (len(_PANELS) + 1) // 2 * (height + 24) - 24
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {total}" width="{_WIDTH}" role="img"'
    title = "Quality and speed of redactors on log lines"
    return "\n".join((f'{head} aria-label="{title}">', f"<style>{_STYLE}\n</style>", *panels, "</svg>\n"))


def _panel(panel: _Panel, results: Sequence[Measured], *, x: int, y: int) -> str:
    values = [panel.value(result) for result in results]
    room = _COLUMN - _LEFT - 48
    parts = [
        f'<text class="title" x="{x}" y="{y + 16}">{escape(panel.title)}</text>',
        f'<text class="note" x="{x}" y="{y + 33}">{escape(panel.note)}</text>',
    ]
    for index, (result, value) in enumerate(zip(results, values, strict=True)):
        top = y + _HEAD + index * (_BAR + _GAP)
        width = max(1.0, room * panel.share(value, max(values)))
        kind = "peer" if index else "ours"
        parts += (
            f'<text x="{x + _LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(result.name)}</text>',
            f'<rect class="{kind}" x="{x + _LEFT}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="2"/>',
            f'<text x="{x + _LEFT + width + 6:.1f}" y="{top + 13}">{panel.label(value)}</text>',
        )
    bottom = y + _HEAD + len(results) * (_BAR + _GAP) - 4
    parts.append(f'<line class="axis" x1="{x + _LEFT}" y1="{y + _HEAD - 4}" x2="{x + _LEFT}" y2="{bottom}"/>')
    return "\n".join(parts)
