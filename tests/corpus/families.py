"""The three families of lines."""

from collections.abc import Iterator

from tests.corpus.findings import finding_line
from tests.corpus.frames import ordinary
from tests.corpus.look_alikes import look_alike
from tests.corpus.marked import Marked
from tests.corpus.record import Record
from tests.corpus.source import Source


def findings(seed: int, count: int) -> Iterator[Record]:
    """Yield lines with personal data or credentials."""
    source = Source(f"findings {seed}")
    for number in range(count):
        line, region = finding_line(source)
        yield _record(f"f{number}", line, region=region)


def look_alikes(seed: int, count: int) -> Iterator[Record]:
    """Yield lines with values that only look like findings."""
    source = Source(f"look-alikes {seed}")
    for number in range(count):
        kind, line = look_alike(source)
        yield _record(f"l{number}", line, region=source.pick(("US", "US", "GB", "DE", "FR", "IN")), cat=kind)


def plain(seed: int, count: int) -> Iterator[Record]:
    """Yield ordinary lines."""
    source = Source(f"plain {seed}")
    for number in range(count):
        yield _record(f"p{number}", ordinary(source))


def _record(name: str, line: Marked, *, region: str = "US", cat: str = "") -> Record:
    return Record(id=name, text=str(line), spans=line.findings, soft=line.soft, region=region, cat=cat)
