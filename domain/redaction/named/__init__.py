"""Values after a name, in any notation: `password=…`, `"sessionId": "…"`, `<pin>…</pin>`.

`finder` searches a text for the names of a kind, and `reading` reads the value after one. A kind provides its `names`
and judges the values. `notation` has the patterns of names and values, `separators` the signs between them, `extent`
the ends of values, and `references` tells which values only refer to a secret.

Values whose names are not directly before them: `records` finds those whose names are in other `fields`, `nested` those
in an object under the name, `elsewhere` and `typed` those in sentences and calls, and `following` those after another
value.
"""

from domain.redaction.named import elsewhere, nested, records
from domain.redaction.named.finder import NamedValues
from domain.redaction.named.following import with_following
from domain.redaction.named.names import Names, Promise
from domain.redaction.named.reading import NamedValue

# RE2 patterns for the prefilter: a text of which `NamedValues.apart` finds a value matches one.
APART = (*records.SHAPES, *elsewhere.SHAPES, *nested.SHAPES)

__all__ = ["APART", "NamedValue", "NamedValues", "Names", "Promise", "with_following"]
