"""Values in an object or a line under a name: `"password": {"new": "…"}`, `password changed by ada: old=… new=…`.

Their own fields say only which of several values they are. Fields with other names are read on their own.
"""

from collections.abc import Callable, Iterator, Sequence

from domain.redaction.named.fields import FieldWithValue, closed_at, fields_in, is_part, promise_of_text
from domain.redaction.named.names import LONGEST_KEY, Promise
from domain.redaction.named.notation import KEY_CHARACTERS, key_with
from domain.redaction.pattern import Pattern
from domain.redaction.text import Text

_LONGEST_OBJECT, _LONGEST_SIGN = 512, 60
# Names of many values: `"passwords": {"ada": "…", "eva": "…"}`.
_PLURALS = ("passwords", "tokens", "secrets")
# The name of an object, up to its bracket.
_NAME = Pattern(
    rf"(?P<key>{KEY_CHARACTERS}{{1,{LONGEST_KEY}}})\\*[\"'`]?\]?\s{{0,3}}(?:=>|[:=])\s{{0,3}}"
    r"(?:[A-Z]\w{0,40})?\{$"
)
# RE2 patterns for the prefilter, of which a text with such an object matches one, or one of those of `records.py`.
SHAPES = (
    r"[\"'](?:first|second|access|refresh|bearer)\\*[\"'] ?(?::|=>)",
    rf"(?:{'|'.join(_PLURALS)})[\"'\\]* ?(?:=>|[:=]) ?\{{",
)


def opening(stems: Sequence[str]) -> str:
    """Return an RE2 pattern for an object under a name with one of the stems, up to its bracket."""
    return rf"{key_with(stems)}[\"'`\\\]]*\s*(?:=>|[:=])\s*[a-z]*\{{"


def values_of_object(text: Text, start: int, promise_of: Callable[[str], Promise | None]) -> Iterator[FieldWithValue]:
    """Yield the values in the object whose bracket is before `start`, if its name names them."""
    folded = text.folded
    first, last, _ = text.value_at(start - 1)
    low = max(first, start - LONGEST_KEY - _LONGEST_SIGN)
    name = _NAME.search(folded[low:start])
    key = text.decoded[low + name.start("key") : low + name.end("key")] if name else ""
    promise = promise_of(key) if key else None
    if promise is None:
        return
    end = closed_at(folded, start, min(last, start + _LONGEST_OBJECT))
    is_many = key.lower().endswith(_PLURALS)
    if is_many:
        # Each of its own fields has a value, whatever the field is called.
        end = folded.find("{", start, end) if "{" in folded[start:end] else end
        promise = Promise.CHOSEN if promise is Promise.ANYTHING else promise
    for field in fields_in(folded, start, end):
        own = field["key"]
        if is_part(own) or (is_many and promise_of(own) is None):
            yield FieldWithValue(key, promise_of_text(own, promise), field)
