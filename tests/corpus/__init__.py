"""The project's own labelled log lines, made from a seed at run time.

    findings(seed, count)     lines with personal data or credentials, each labelled with a kind of domain.redaction
    look_alikes(seed, count)  lines with something that only looks like it, each with its kind
    plain(seed, count)        ordinary lines of real log formats

Nothing here is anybody's data: numbers and names are drawn, tokens have the shape of a vendor's and open nothing.
`kinds` make the values and know in which words they are spoken of, `carriers` write key and value, `lines` are the log
formats. `python -m tests.corpus --out DIR` writes the three families as JSON lines.
"""

from tests.corpus.families import findings, look_alikes, plain
from tests.corpus.record import Record, Span

__all__ = ["Record", "Span", "findings", "look_alikes", "plain"]
