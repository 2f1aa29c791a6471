"""Values whose name is after them or in a field of its own: `Invalid value '…' for field 'password'`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.redaction.pattern import Pattern
from domain.redaction.text import Text

# MySQL names an index after its column: `Duplicate entry '…' for key 'users.uk_api_key'`.
_DUPLICATE = Pattern(
    r"Duplicate entry '(?P<value>[^'\n]{1,256})' for key '(?:\w{1,64}\.)?"
    r"(?P<key>\w{1,64}?)(?:_(?i:unique|uniq|uk|idx|index))?'"
)
# `Invalid value '…' for field 'password'`, `rejected value "…" of parameter token`.
_OF_FIELD = Pattern(
    r"""\bvalue\s\\*(?P<quote>["'`])(?P<value>[^"'`\n\\]{1,256})\\*(?P=quote)\s(?:for|of|in)\s(?:the\s)?
        (?:field|parameter|param|property|column|attribute|header|option|argument|variable|setting|key)
        \s\\*["'`]?(?P<key>[\w.-]{1,64})""",
    re.VERBOSE,
)
# `<input value="…" type="hidden" name="csrf_token">`
_VALUE_FIRST = Pattern(
    r"""\bvalue=\\*["'](?P<value>[^"'<>\n\\]{1,512})\\*["'][^<>\n]{0,80}?\sname=\\*["'](?P<key>[\w.-]{1,64})"""
)
# Common Event Format: `cs1Label=password cs1=…`, in either order.
_LABEL = Pattern(r"(?P<field>[a-z][A-Za-z]{1,24}\d)Label=(?P<key>\w{1,64})")
_LONGEST_EVENT = 512


class ValueElsewhere(NamedTuple):
    """A value with its name."""

    key: str
    start: int
    end: int


def may_name_elsewhere(decoded: str) -> bool:
    """Return whether a text may have values whose names are not before them."""
    return "Label=" in decoded or "Duplicate entry '" in decoded or "value" in decoded


def named_elsewhere(text: Text) -> Iterator[ValueElsewhere]:
    """Yield the values whose names are not before them."""
    decoded = text.decoded
    if "Duplicate entry '" in decoded:
        for match in _DUPLICATE.finditer(decoded):
            yield ValueElsewhere(match["key"], *match.span("value"))
    if "value" in decoded:
        for pattern in (_OF_FIELD, _VALUE_FIRST):
            for match in pattern.finditer(decoded):
                yield ValueElsewhere(match["key"], *match.span("value"))
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
                yield ValueElsewhere(match["key"], start, end if end >= 0 else len(decoded))
