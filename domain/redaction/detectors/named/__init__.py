"""Values that a name stands before, in whatever notation: `password=…`, `"sessionId": "…"`, `<pin>…</pin>`.

`names` says what a name promises of its value, `notation` how both are written, `extent` where a value ends, and
`finder` looks for them. A kind gives the names that it knows and judges the values.
"""

from domain.redaction.detectors.named.finder import NamedValues
from domain.redaction.detectors.named.names import Names, Promise
from domain.redaction.detectors.named.value import NamedValue

__all__ = ["NamedValue", "NamedValues", "Names", "Promise"]
