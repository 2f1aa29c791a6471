"""Values after a name, in any notation: `password=…`, `"sessionId": "…"`, `<pin>…</pin>`.

`names` defines which values a name is for, `notation` how names and values are written, `extent` where a value ends,
and `finder` searches for them. A kind provides the names and judges the values.
"""

from domain.redaction.detectors.named.finder import NamedValues
from domain.redaction.detectors.named.names import Names, Promise
from domain.redaction.detectors.named.value import NamedValue

__all__ = ["NamedValue", "NamedValues", "Names", "Promise"]
