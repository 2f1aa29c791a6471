"""Secrets that the columns of an `INSERT` name."""

from collections.abc import Iterator

from domain.redaction.detectors.detector import Rule, Span
from domain.redaction.detectors.secret.names import what_key_names
from domain.redaction.detectors.secret.values import is_secret
from domain.redaction.inserts import INTO, inserted_values
from domain.redaction.line import BLANK, Line


def _find(line: Line, _start: int) -> Iterator[Span]:
    text = line.blanked()
    for start, end, column in inserted_values(line.text):
        named = what_key_names(column)
        if named is not None and is_secret(text[start:end].replace(BLANK, ""), named, assigned=True):
            yield start, end


RULE = Rule("column", _find, words=(INTO,))
