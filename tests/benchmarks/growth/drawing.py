"""The result as a drawing: lines over the number of logs, in colours for a light and a dark background."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.benchmarks.growth.measuring import Queued, Stored

_WIDTH, _LEFT, _PLOT_HEIGHT, _HEAD, _FOOT, _GAP = 860, 64, 150, 44, 44, 40
_COLUMN = (_WIDTH - _GAP) // 2
_STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 } .note { fill: #59636e; font-size: 12px }
  .axis { stroke: #d1d9e0 } .line { stroke: #0969da; fill: none; stroke-width: 2 } .point { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .note { fill: #9198a1 }
    .axis { stroke: #3d444d } .line { stroke: #4493f8 } .point { fill: #4493f8 }
  }"""


@dataclass(frozen=True)
class _Panel:
    title: str
    note: str
    points: Sequence[tuple[int, float]]
    label: Callable[[float], str]


def svg(stored: Sequence[Stored], queued: Sequence[Queued]) -> str:
    """Return the drawing. It needs at least one size of each kind."""
    panels = [
        _Panel("Accepted, redacted, stored and readable", "logs a second, by logs stored before",
               [(each.logs, each.end_to_end) for each in stored], "{:,.0f}".format),
        _Panel("Single logs from 32 connections", "requests a second, by logs stored before",
               [(each.logs, each.singles) for each in stored], "{:,.0f}".format),
        _Panel("A page of the newest 50 logs", "milliseconds over HTTP, by logs stored",
               [(each.logs, each.newest_page_ms) for each in stored], "{:.1f}".format),
        _Panel("Memory of all processes", "MiB at most, by logs stored",
               [(each.logs, each.peak_mib) for each in stored], "{:,.0f}".format),
        _Panel("A backlog is drained", "logs a second, by logs queued at the start",
               [(each.logs, each.drained) for each in queued], "{:,.0f}".format),
        _Panel("Memory while it is drained", "MiB at most, by logs queued at the start",
               [(each.logs, each.peak_mib) for each in queued], "{:,.0f}".format),
    ]  # fmt: skip
    height = _HEAD + _PLOT_HEIGHT + _FOOT
    drawn = [
        _drawn(panel, x=(index % 2) * (_COLUMN + _GAP), y=(index // 2) * height) for index, panel in enumerate(panels)
    ]
    total = (len(panels) + 1) // 2 * height
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {total}" width="{_WIDTH}" role="img"'
    title = "Speed and memory of the embedded run as logs grow more"
    return "\n".join((f'{head} aria-label="{title}">', f"<style>{_STYLE}\n</style>", *drawn, "</svg>\n"))


def _drawn(panel: _Panel, *, x: int, y: int) -> str:
    bottom = y + _HEAD + _PLOT_HEIGHT
    right = x + _COLUMN - 40
    greatest = max(value for _, value in panel.points) or 1.0
    low, high = math.log10(panel.points[0][0]), math.log10(panel.points[-1][0])

    def place(logs: int, value: float) -> tuple[float, float]:
        share = (math.log10(logs) - low) / (high - low) if high > low else 0.0
        return x + _LEFT + share * (right - x - _LEFT), bottom - 0.85 * _PLOT_HEIGHT * value / greatest

    places = [place(*point) for point in panel.points]
    parts = [
        f'<text class="title" x="{x}" y="{y + 16}">{escape(panel.title)}</text>',
        f'<text class="note" x="{x}" y="{y + 33}">{escape(panel.note)}</text>',
        f'<line class="axis" x1="{x + _LEFT - 24}" y1="{bottom}" x2="{right + 24}" y2="{bottom}"/>',
        f'<polyline class="line" points="{" ".join(f"{left:.1f},{down:.1f}" for left, down in places)}"/>',
    ]
    for (logs, value), (left, down) in zip(panel.points, places, strict=True):
        parts += (
            f'<circle class="point" cx="{left:.1f}" cy="{down:.1f}" r="3.5"/>',
            f'<text x="{left:.1f}" y="{down - 9:.1f}" text-anchor="middle">{panel.label(value)}</text>',
            f'<text class="note" x="{left:.1f}" y="{bottom + 17}" text-anchor="middle">{_short(logs)}</text>',
        )
    return "\n".join(parts)


def _short(logs: int) -> str:
    """Return `10 k`, `1 M` and so on."""
    return f"{logs // 1_000_000} M" if logs >= 1_000_000 else f"{logs // 1_000} k"
