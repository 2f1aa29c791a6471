"""Values of names with other meanings next to a secret: `{"password":"…","token":"xyz"}`.

Alone, such a name needs a value that looks random. Next to a secret that was found, it names one too.
"""

from collections.abc import Iterator, Sequence

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.named.references import is_reference_or_talk
from domain.redaction.pattern import UUID, Pattern
from domain.redaction.text import Span, Text

_SIGN = r"\\*[\"']?\s?[:=]>?\s?\\*[\"']?"
_NAMES = r"(?:token|secret|pat|jwt|[a-z]{2,12}pass(?<!bypass)(?<!compass)(?!:)|(?P<key>key))"
# The name of a scheme may be before the value: `authorization: Bearer …`.
_HEADER = rf"authorization{_SIGN}(?:[a-z-]{{3,12}}\s|(?![a-z-]+\s\S))"
_PAIR = Pattern(
    rf"(?i)(?<![\w.-])(?:{_NAMES}{_SIGN}|{_HEADER})"
    r"(?P<value>[a-z0-9][\w.-]{2,63})(?=\\*[\"']|[\s,;&})\]]|$)"
)
# How far from the secret, in characters.
_NEAR = 120
_LEAST_KEY = 16


def values_beside(text: Text, found: Sequence[Span]) -> Iterator[Span]:
    """Yield the values of such names in the line of one of the spans, and near it. The spans are in order."""
    starts = {start for start, _ in found}
    read = 0
    for start, end in found:
        first, last, _ = text.value_at(start)
        low, high = max(first, start - _NEAR), min(last, end + _NEAR)
        line_end = text.folded.find("\n", end, high)
        low = max(low, text.folded.rfind("\n", low, start) + 1, read)
        high = high if line_end < 0 else line_end
        for match in _PAIR.finditer(text.folded, low, min(last, high + _NEAR)):
            if match.start() >= high:
                break
            if match.start("value") not in starts and _is_value(match["value"], is_key=match["key"] is not None):
                yield match.span("value")
            read = match.end()
        # The windows of secrets that are close together overlap, and each part is read once.
        read = max(read, high)


def _is_value(value: str, *, is_key: bool) -> bool:
    # A key may also say where something is stored, or which one of several is meant.
    if is_key and (len(value) < _LEAST_KEY or not LETTERS_AND_DIGITS.match(value) or UUID.fullmatch(value)):
        return False
    return not (value.isdigit() or is_reference_or_talk(value) or names_something_else(value))
