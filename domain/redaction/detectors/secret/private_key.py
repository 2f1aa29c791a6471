"""Private keys in PEM, on lines of their own or with escaped line ends."""

from collections.abc import Iterator

from domain.redaction.detectors.detector import Rule, Span
from domain.redaction.line import Line
from domain.redaction.pattern import Pattern

_LABEL = r"(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?"
_BEGIN = Pattern(rf"-----BEGIN {_LABEL}-----")
_BODY = Pattern(
    rf"(?:[0-9A-Za-z+/=\s]|\\+[nrt]|(?:Proc-Type|DEK-Info|Version|Comment):[^\n\\]{{0,80}}|-----(?:BEGIN|END) {_LABEL}-----)*+"
)


def _find(line: Line, _start: int) -> Iterator[Span]:
    # A block that was cut off is one as well: up to where no more of it can be.
    shadow = line.shadow
    position = 0
    while begin := _BEGIN.search(shadow, position):
        body = _BODY.match(shadow, begin.end())
        position = body.end() if body else begin.end()
        yield begin.start(), begin.start() + len(shadow[begin.start() : position].rstrip())


RULE = Rule("private-key", _find, words=("(?-i:PRIVATE KEY)",))
