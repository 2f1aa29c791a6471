"""The formats of Loki's answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.logql.pipeline import Line
from domain.logql.samples import Matrix, Times
from domain.processed_log import ProcessedLog
from domain.timestamps import NANOSECONDS_A_SECOND

CATEGORIZE = "categorize-labels"
# A warning in the answer to a query that the budget has ended. Grafana shows it.
INCOMPLETE = "The query took too long, so older logs are missing. Choose a shorter range of time, or more labels."


def streams(lines: Iterable[tuple[ProcessedLog, Line]], *, categorize: bool) -> dict[str, Any]:
    """Return lines grouped by their labels, in the given order.

    With `categorize`, metadata and parsed labels are separate. Without it, all labels are stream labels, which older
    clients expect.
    """
    found: dict[tuple[tuple[str, str], ...], list[Any]] = {}
    for log, line in lines:
        value: list[Any] = [str(log.time), line.text]
        if categorize:
            labels = line.stream
            value.append({"structuredMetadata": line.metadata, "parsed": line.parsed})
        else:
            labels = {**line.stream, **line.metadata, **line.parsed}
        found.setdefault(tuple(sorted(labels.items())), []).append(value)
    data: dict[str, Any] = {
        "resultType": "streams",
        "result": [{"stream": dict(labels), "values": values} for labels, values in found.items()],
        "stats": {},
    }
    return {**data, "encodingFlags": [CATEGORIZE]} if categorize else data


def tail(lines: Iterable[tuple[ProcessedLog, Line]], *, categorize: bool) -> dict[str, Any]:
    """Return a message of a live tail."""
    data = streams(lines, categorize=categorize)
    return {"streams": data["result"]} | ({"encodingFlags": data["encodingFlags"]} if categorize else {})


def matrix(samples: Matrix, times: Times) -> dict[str, Any]:
    """Return series of samples over time."""
    result = [
        {
            "metric": dict(labels),
            "values": [[_seconds(times.at(number)), _number(series[number])] for number in sorted(series)],
        }
        for labels, series in sorted(samples.items())
    ]
    return {"resultType": "matrix", "result": result, "stats": {}}


def vector(samples: Matrix, times: Times) -> dict[str, Any]:
    """Return one sample per series, the largest first."""
    at = _seconds(times.start)
    present = [(labels, series[0]) for labels, series in samples.items() if 0 in series]
    present.sort(key=lambda one: (-one[1], one[0]))
    result = [{"metric": dict(labels), "value": [at, _number(value)]} for labels, value in present]
    return {"resultType": "vector", "result": result, "stats": {}}


def success(data: Mapping[str, Any] | Sequence[Any], *, complete: bool = True) -> dict[str, Any]:
    """Return the answer with this data, and a warning if it is not complete."""
    return {"status": "success", "data": data} | ({} if complete else {"warnings": [INCOMPLETE]})


def _seconds(time: int) -> float | int:
    whole, rest = divmod(time, NANOSECONDS_A_SECOND)
    return whole if not rest else time / NANOSECONDS_A_SECOND


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)
