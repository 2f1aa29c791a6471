"""Secrets that the columns of an `INSERT` or of CSV name."""

from collections.abc import Iterator

from domain.redaction.columns import HEAD, INTO
from domain.redaction.detectors.detector import Rule, Span
from domain.redaction.detectors.secret.names import STEMS, what_key_names
from domain.redaction.detectors.secret.values import is_secret
from domain.redaction.gate import Presence
from domain.redaction.line import BLANK, Line


def _find(line: Line, _start: int) -> Iterator[Span]:
    text = line.blanked()
    for start, end, name in line.columns():
        named = what_key_names(name)
        if named is not None and is_secret(text[start:end].replace(BLANK, ""), named, assigned=True):
            yield start, end


RULE = Rule("column", _find, words=(INTO,), shapes=(HEAD,), gate=Presence("|".join(STEMS)))
