"""Finds the values after the names of a kind."""

import re
from collections.abc import Callable, Iterable, Iterator

from domain.redaction.context import LEAST_REMEMBERED
from domain.redaction.named import notation
from domain.redaction.named.elsewhere import named_elsewhere
from domain.redaction.named.extent import JUDGED, PARTING
from domain.redaction.named.fields import FieldWithValue
from domain.redaction.named.names import LONGEST_KEY, LONGEST_WORD, Names, Promise
from domain.redaction.named.nested import opening, values_of_object
from domain.redaction.named.notation import KEY_RUN
from domain.redaction.named.reading import (
    SHOWN_BEFORE,
    NamedValue,
    end_without_quotes,
    extent_of,
    is_no_value,
    named_value,
    readings,
    value_in,
)
from domain.redaction.named.records import naming, values_of_records
from domain.redaction.pattern import Pattern
from domain.redaction.rule.precheck import AnyMatch, FirstMatch
from domain.redaction.text import Span, Text

_PLACEHOLDER = Pattern(r"\[[A-Z][A-Z0-9_]*(?::[^\]\s]{0,64})?\](?!\s(?:as\s\[|=>))")
_READ_AROUND, _LONGEST_PLACEHOLDER = 400, 64


class NamedValues:
    """Finds the values of a kind by their names; `judge` decides whether a value is one.

    `name` is the rule's name: it remembers which values it rejected, so that the next reading of the text skips them.
    Every value has at least `shortest` characters. `bare` matches values without quotes, if they have unusual
    characters. `shape` is an RE2 pattern for a name and the form of its value, which a text must match. `reason` says
    for a trace why a value is left, if the form that its name promises is not the reason.
    """

    def __init__(  # noqa: PLR0913 - the differences between kinds
        self,
        name: str,
        names: Names,
        judge: Callable[[NamedValue], bool],
        *,
        shortest: int = 3,
        bare: Pattern | None = None,
        shape: str = "",
        reason: Callable[[NamedValue], str] | None = None,
    ) -> None:
        self._name = name
        self._names = names
        self._judge = judge
        self._reason = reason
        self._shortest = shortest
        self._bare = bare
        self._stems = "|".join(stem.removesuffix("[^a-z]") for stem in names.stems)
        self._shape = AnyMatch(shape) if shape else None
        self._pairs = FirstMatch(notation.key_and_value(names.stems, names.tails), reach=512)
        self._naming = FirstMatch(naming(self._stems))
        self._opening = FirstMatch(opening(names.stems))

    def find(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the values, in order."""
        if text.values:
            yield from self._under_names(text)
        if self._shape is None or self._shape.start(text) is not None:
            yield from self._in_pairs(text, self._pairs.first(text))

    def apart(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the values whose names are not directly before them. The texts match one of `APART`."""
        for key, start, end in named_elsewhere(text):
            if self._is_value(text, key, self._names.of_key(key), (start, end)):
                yield start, end
        yield from self._in_records(text)
        for _, start in self._opening.all(text):
            yield from self._in_fields(text, values_of_object(text, start, self._names.of_key))

    def in_columns(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the values that the columns of an `INSERT` or of CSV name, in order."""
        for start, end, name in text.columns():
            if self._is_value(text, name, self._names.of_key(name), (start, end)):
                yield start, end

    def _under_names(self, text: Text) -> Iterator[Span]:
        """Yield whole values of a text that has several."""
        for start, end, name in text.values:
            # No value is this short, so long names need not be read.
            if (
                name
                and end - start >= self._shortest
                and self._is_value(text, name, self._names.of_name(name), (start, end))
            ):
                yield start, end

    def _is_value(self, text: Text, name: str, promise: Promise | None, span: Span) -> bool:
        """Return whether the text in a span, of which all is under the name, is a value of the kind."""
        if promise is None:
            return False
        named = NamedValue(name, value_in(text, *span), promise)
        taken = len(named.value) >= self._shortest and self._judge(named)
        if text.considered is not None:
            self._note(text, named, span, taken=taken)
        return taken

    def _in_pairs(self, text: Text, pair: Span | None) -> Iterator[Span]:
        """Yield the values of keys that contain a stem. The first key is in the span `pair`."""
        folded, in_key = text.folded, notation.IN_KEY
        found_end = 0
        while pair:
            # The stem may be anywhere in a key, so the beginning of the key is read backwards. A boundary may precede
            # the stem.
            low = pair[0] + (folded[pair[0]] not in in_key)
            begin, lowest = low, max(0, low - LONGEST_KEY)
            while begin > lowest and folded[begin - 1] in in_key:
                begin -= 1
            done = low + 1
            for run in KEY_RUN.finditer(folded, begin):
                begin, end = run.span()
                if begin >= pair[1]:
                    break
                done = end
                if end > found_end and (found := self._value_of(text, begin, end, found_end)):
                    found_end = found[1]
                    yield found
            pair = self._pairs.first(text, done)

    def _value_of(self, text: Text, begin: int, end: int, found_end: int) -> Span | None:
        """Return the value of the key in this span, if it is one of the kind. The last value ends at `found_end`."""
        folded = text.folded
        before = folded[begin - 1 : begin]
        # `[SECRET]` names the value that it replaces, not the value after it.
        if before == "[" and _PLACEHOLDER.match(folded, begin - 1):
            return None
        if before == "\\" and folded[begin] in "nrt":
            begin += 1
        # For a longer key only its end, the most specific part.
        begin = max(begin, end - LONGEST_KEY)
        # Most keys are not names, whatever follows: `passenger`, `cache_key`.
        promise = self._promise(text, begin, end)
        if promise is None:
            if text.considered is not None and re.search(self._stems, text.folded[begin:end], re.IGNORECASE):
                text.leave(begin, end, "this key does not name the kind")
            return None
        return self._pair_at(text, (begin, end), found_end, promise)

    def _pair_at(self, text: Text, key: Span, found_end: int, promise: Promise) -> Span | None:
        """Return the value of the key in this span, if it is one of the kind."""
        begin = key[0]
        # Where an earlier reading found nothing in the same text, this reading finds nothing either.
        around = self._around(text, begin, found_end) if len(text.decoded) >= LEAST_REMEMBERED else ""
        if around in text.rejected:
            return None
        read = begin
        match = None
        for match in readings(text.folded, key, found_end):
            (start, end), taken = self._value_after(text, match, promise)
            if taken:
                return start, end
            read = max(read, match.end(), end)
        if match is None:
            text.leave(*key, "no notation of a name and its value")
        if around and read - begin < _READ_AROUND - _LONGEST_PLACEHOLDER:
            text.rejected.add(around)
        return None

    def _around(self, text: Text, begin: int, found_end: int) -> str:
        """Return the text that determines what is found for the key at `begin`, if the value ends within this text."""
        before = min(begin, SHOWN_BEFORE)
        # The result also depends on where the key begins in this text, and on how near before the key a value ends.
        near = min(begin - found_end, 8)
        return f"{self._name} {near} {before} {text.decoded[begin - before : begin + _READ_AROUND]}"

    def _promise(self, text: Text, begin: int, end: int) -> Promise | None:
        """Return what values the key is for; `Key` is read with the words before it: `Client Key: …`."""
        key = text.decoded[begin:end]
        if not self._names.may_end_name(key):
            return self._names.of_key(key)
        first = text.value_at(begin).start if text.values else 0
        return self._names.of_key_after(key, text.decoded[max(first, begin - 2 * LONGEST_WORD) : begin])

    def _value_after(self, text: Text, match: re.Match[str], promise: Promise, name: str = "") -> tuple[Span, bool]:
        """Return the span of the value after the key, or in a field under the name, and whether it is of the kind."""
        extent = extent_of(text, match, promise, self._bare)
        if extent is None:
            text.leave(*match.span("key"), "what follows this name is not its value")
            return (match.end(), match.end()), False
        start, end = extent.start, extent.end
        value = value_in(text, start, end).rstrip(PARTING)
        named = named_value(text, match, promise, end, value)
        if name:
            named = named.in_field(name)
        taken = len(value) >= self._shortest and not is_no_value(text, match, extent, value) and self._judge(named)
        if taken and extent.is_bare and end - start > JUDGED // 2:
            end = end_without_quotes(text, match, promise, extent._replace(end=len(text.folded)), self._bare)
        if text.considered is not None:
            self._note(text, named, (start, end) if start < end else match.span("key"), taken=taken)
        return (start, end), taken

    def _note(self, text: Text, named: NamedValue, span: Span, *, taken: bool) -> None:
        """Note for a trace why a value is taken or left."""
        if taken:
            text.explain(*span, f"its name is for {named.promise.value}")
        elif not named.value:
            text.leave(*span, "no value follows this name")
        else:
            reason = self._reason(named) if self._reason else ""
            text.leave(*span, reason or f"not what its name is for: {named.promise.value}")

    def _in_records(self, text: Text) -> Iterator[Span]:
        """Yield the values whose name is a value itself: `"name": "DB_PASSWORD", "value": "…"`."""
        done = 0
        for place, _ in self._naming.all(text):
            if place < done:
                continue
            content = notation.NAME_AND_CONTENT.match(text.folded, place)
            name = text.decoded[slice(*content.span("key"))] if content else ""
            if content and (promise := self._names.of_key(name)):
                span, taken = self._value_after(text, content, promise, name)
                if taken:
                    yield span
            done, fields = values_of_records(text, place, done, self._names.of_key)
            yield from self._in_fields(text, fields)

    def _in_fields(self, text: Text, fields: Iterable[FieldWithValue]) -> Iterator[Span]:
        """Yield the values in fields whose name is elsewhere, if they are of the kind."""
        for name, promise, match in fields:
            span, taken = self._value_after(text, match, promise, name)
            if taken:
                yield span
