"""Quality and speed of one redactor on the lines of the corpus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.redaction.process import Process
from tests.corpus import Record
from tests.corpus.scoring import Score

# The number of lines per call: enough that starting the clock costs nothing, and few enough to show progress.
_BATCH = 50


@dataclass(frozen=True)
class Measured:
    """A score and a speed for each family of lines, over the lines that were processed in time."""

    name: str
    version: str
    labels: frozenset[str]
    scores: Mapping[str, Score]
    megabytes_per_second: Mapping[str, float]


def measure(
    name: str,
    process: Process,
    families: Mapping[str, Sequence[Record]],
    *,
    seconds: float,
    progress: Callable[[float], None],
) -> Measured:
    """Process each family until it ends or its CPU seconds are used up. `progress` gets the completed share."""
    scores: dict[str, Score] = {}
    speeds: dict[str, float] = {}
    for index, (family, records) in enumerate(families.items()):
        scores[family] = Score()
        size, spent = 0, 0.0
        for start in range(0, len(records), _BATCH):
            batch = records[start : start + _BATCH]
            found, took = process.find(batch)
            spent += took
            size += sum(len(record.text.encode()) + 1 for record in batch)
            for record, spans in zip(batch, found, strict=True):
                scores[family].add(record, spans)
            progress((index + max((start + len(batch)) / len(records), min(1, spent / seconds))) / len(families))
            if spent > seconds:
                break
        speeds[family] = size / 1e6 / spent
    return Measured(name, process.version, process.labels, scores, speeds)
