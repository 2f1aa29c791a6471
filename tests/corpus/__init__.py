"""The project's own labelled log lines, generated from a seed at run time.

    findings(seed, count)     lines with personal data or credentials, each labelled with a kind of domain.redaction
    look_alikes(seed, count)  lines with values that look similar, each with its kind
    plain(seed, count)        ordinary lines of real log formats

Nothing in them is real: numbers and names are generated, and tokens have a vendor's format but are valid nowhere.
`kinds` generates the values and the words around them, `carriers` writes keys and values, and `lines` has the log
formats. `python -m tests.corpus --out DIR` writes the three families as JSON lines.
"""

from tests.corpus.families import findings, look_alikes, plain
from tests.corpus.record import Record, Span

__all__ = ["Record", "Span", "findings", "look_alikes", "plain"]
