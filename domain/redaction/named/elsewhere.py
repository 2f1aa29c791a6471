"""Values whose name is not before them: it is after the value, or in a field of its own."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.redaction.pattern import Pattern
from domain.redaction.text import Text

# MySQL names an index after its column: `Duplicate entry '…' for key 'users.uk_api_key'`.
_DUPLICATE = Pattern(
    r"Duplicate entry '(?P<value>[^'\n]{1,256})' for key '(?:\w{1,64}\.)?"
    r"(?P<key>\w{1,64}?)(?:_(?i:unique|uniq|uk|idx|index))?'"
)
# Common Event Format: `cs1Label=password cs1=…`, in either order.
_LABEL = Pattern(r"(?P<field>[a-z][A-Za-z]{1,24}\d)Label=(?P<key>\w{1,64})")
_LONGEST_EVENT = 512


class Elsewhere(NamedTuple):
    """A value with its name."""

    key: str
    start: int
    end: int


def may_name_elsewhere(decoded: str) -> bool:
    """Return whether a text may have values whose names are not before them."""
    return "Label=" in decoded or "Duplicate entry '" in decoded


def named_elsewhere(text: Text) -> Iterator[Elsewhere]:
    """Yield the values whose names are not before them."""
    decoded = text.decoded
    if "Duplicate entry '" in decoded:
        for match in _DUPLICATE.finditer(decoded):
            yield Elsewhere(match["key"], *match.span("value"))
    if "Label=" in decoded:
        for match in _LABEL.finditer(decoded):
            sign = f"{match['field']}="
            low, high = max(0, match.start() - _LONGEST_EVENT), match.end() + _LONGEST_EVENT
            at = decoded.find(f" {sign}", match.end(), high)
            if at < 0:
                at = max(decoded.rfind(f"{before}{sign}", low, match.start()) for before in " |")
            if at >= 0:
                start = at + 1 + len(sign)
                end = decoded.find(" ", start)
                yield Elsewhere(match["key"], start, end if end >= 0 else len(decoded))
