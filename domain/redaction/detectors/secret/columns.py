"""Secrets that the columns of an `INSERT` or of CSV name."""

from collections.abc import Iterator

from domain.redaction.columns import HEAD, INTO
from domain.redaction.detectors.secret.names import STEMS, what_key_names
from domain.redaction.detectors.secret.values import is_secret
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import BLANK, Span, Text


def _find(text: Text, _start: int) -> Iterator[Span]:
    blanked = text.blanked()
    for start, end, name in text.columns():
        named = what_key_names(name)
        if named is not None and is_secret(blanked[start:end].replace(BLANK, ""), named, assigned=True):
            yield start, end


RULE = Rule(name="column", pattern=_find, keywords=(INTO,), shapes=(HEAD,), precheck=AnyMatch("|".join(STEMS)))
