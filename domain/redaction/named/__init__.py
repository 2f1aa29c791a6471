"""Values after a name, in any notation: `password=…`, `"sessionId": "…"`, `<pin>…</pin>`.

`names` defines which values a name is for, `notation` how names and values are written, `extent` where a value ends,
`elsewhere` which values stand before their names, `following` which values follow one, and `finder` searches for them.
A kind provides the names and judges the values.
"""

from domain.redaction.named.finder import NamedValues
from domain.redaction.named.following import with_following
from domain.redaction.named.names import Names, Promise
from domain.redaction.named.value import NamedValue

__all__ = ["NamedValue", "NamedValues", "Names", "Promise", "with_following"]
