"""Passwords in URLs: `scheme://user:password@host`."""

from collections.abc import Iterator

from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# The password ends at the last sign before the host, for it may hold one itself.
_USER_INFO = Pattern(r"://[^\s/:@\"'<>\\]*+:([^\s/\"'<>\\]+)@(?=[0-9A-Za-z\[\x80-\xff_$%-])")


def _find(text: Text, _start: int) -> Iterator[Span]:
    for match in _USER_INFO.finditer(text.folded):
        if not is_reference(match[1]):
            yield match.span(1)


RULE = Rule(name="url-password", pattern=_find, shapes=(r"://[^\s/:@\"'<>]*:[^\s/\"'<>@]+@",))
