"""Finds the values after the names of a kind."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain.redaction.context import LEAST_REMEMBERED
from domain.redaction.named import notation
from domain.redaction.named.elsewhere import may_name_elsewhere, named_elsewhere
from domain.redaction.named.extent import (
    BARE_ANYTHING,
    CLOSERS,
    JUDGED,
    PARTING,
    QUOTED,
    bare_end,
    parted_end,
    quote_end,
)
from domain.redaction.named.names import LONGEST_KEY, LONGEST_WORD, Names, Promise
from domain.redaction.named.notation import ASSIGNMENTS, KEY_RUN, STRING_PREFIXES
from domain.redaction.named.separators import is_unparted, means_no_pair, separator_of
from domain.redaction.named.value import NamedValue
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch, FirstMatch
from domain.redaction.text import BLANK, Span, Text

_PLACEHOLDER = Pattern(r"\[[A-Z][A-Z0-9_]*(?::[^\]\s]{0,64})?\](?!\s(?:as\s\[|=>))")
# The following text is a value itself: `grant_type=password`, `"type":"password"`; in `s:8:"password"` it is a length.
_VALUE_BEFORE = Pattern(r"(?<!s:\d)(?<!s:\d\d)[:=]\s?\\*[\"']?$|\[\\*[\"']$|\$\{$")
_READ_AROUND, _LONGEST_PLACEHOLDER = 400, 64
# The numbers of characters before a key and after its value that a kind sees.
_SHOWN_BEFORE, _SHOWN_BEHIND = 64, 32
_NEXT_NAME = Pattern(r"""\\*["'],\s?\\*["']\w+\\*["']\s?:""")
# After a text in quotes that is a name itself.
_NAMES = Pattern(r"""\\*["'](?:[:=]|\s{1,2}[:=](?!\w))""")
# After a key. Other notations have up to thirty signs and names of types between a key and its value.
_QUOTES, _LONGEST_NOTATION = ("\\", *QUOTED), 400
_NAME_IS = Pattern(r"\b(?:name|key)=")


class _Extent(NamedTuple):
    """The span of a value, and whether it is one of the kind."""

    start: int
    end: int
    taken: bool


class NamedValues:
    """Finds the values of a kind by their names; `judge` decides whether a value is one.

    `name` is the rule's name: it remembers which values it rejected, so that the next reading of the text skips them.
    Every value has at least `shortest` characters. `bare` matches values without quotes, if they have unusual
    characters. `shape` is an RE2 pattern for a name and the form of its value, which a text must match.
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
    ) -> None:
        self._name = name
        self._names = names
        self._judge = judge
        self._shortest = shortest
        self._bare = bare
        stems = "|".join(stem.removesuffix("[^a-z]") for stem in names.stems)
        self._shape = AnyMatch(shape) if shape else None
        self._pairs = FirstMatch(notation.key_and_value(stems, "|".join(names.tails)), reach=512)
        self._naming = FirstMatch(notation.NAMING)

    def find(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the values, in order."""
        if text.values:
            yield from self._under_names(text)
        if may_name_elsewhere(text.decoded):
            yield from self._elsewhere(text)
        first = self._pairs.first(text) if self._shape is None or self._shape.start(text) is not None else None
        if first is None:
            return
        yield from self._in_pairs(text, first)
        lowered = text.folded.lower()
        if (
            "val" in lowered
            or "old" in lowered
            or (("name=" in lowered or "key=" in lowered) and _NAME_IS.search(lowered))
        ):
            yield from self._named_apart(text)

    def in_columns(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the values that the columns of an `INSERT` or of CSV name, in order."""
        blanked = text.blanked()
        for start, end, name in text.columns():
            promise = self._names.of_key(name)
            value = blanked[start:end].replace(BLANK, "")
            if promise is not None and len(value) >= self._shortest and self._judge(NamedValue(name, value, promise)):
                yield start, end

    def _under_names(self, text: Text) -> Iterator[Span]:
        """Yield whole values of a text that has several."""
        blanked = text.blanked()
        for start, end, name in text.values:
            # No value is this short, so long names need not be read.
            promise = self._names.of_name(name) if name and end - start >= self._shortest else None
            if promise is None:
                continue
            value = blanked[start:end].replace(BLANK, "")
            if len(value) >= self._shortest and self._judge(NamedValue(name, value, promise)):
                yield start, end

    def _elsewhere(self, text: Text) -> Iterator[Span]:
        """Yield the values whose names are not before them."""
        for key, start, end in named_elsewhere(text):
            promise = self._names.of_key(key)
            value = text.blanked()[start:end].replace(BLANK, "")
            if promise is not None and len(value) >= self._shortest and self._judge(NamedValue(key, value, promise)):
                yield start, end

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
        return None if promise is None else self._pair_at(text, (begin, end), found_end, promise)

    def _pair_at(self, text: Text, key: Span, found_end: int, promise: Promise) -> Span | None:
        """Return the value of the key in this span, if it is one of the kind."""
        begin = key[0]
        # Where an earlier reading found nothing in the same text, this reading finds nothing either.
        around = self._around(text, begin, found_end) if len(text.decoded) >= LEAST_REMEMBERED else ""
        if around in text.rejected:
            return None
        read = begin
        for match in _readings(text.folded, key, found_end):
            extent = self._extent(text, match, promise)
            if extent.taken:
                return extent.start, extent.end
            read = max(read, match.end(), extent.end)
        if around and read - begin < _READ_AROUND - _LONGEST_PLACEHOLDER:
            text.rejected.add(around)
        return None

    def _around(self, text: Text, begin: int, found_end: int) -> str:
        """Return the text that determines what is found for the key at `begin`, if the value ends within this text."""
        before = min(begin, _SHOWN_BEFORE)
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

    def _extent(self, text: Text, match: re.Match[str], promise: Promise) -> _Extent:
        """Return the span of the value after the key, and whether it is one of the kind."""
        blanked, folded = text.blanked(), text.folded
        start, quote = match.end(), match["quote"]
        written = match["separator"] or ""
        if means_no_pair(folded, match, written, quote):
            return _Extent(start, start, taken=False)
        opened = match["opened"] or ""
        if opened[:1] in CLOSERS and not quote:
            # `[hunter2]` and `[hunter2, hunter3]` are values in brackets; in `[1]hunter2` the bracket is a part of it.
            whole = BARE_ANYTHING.match(folded, start - len(opened), start + JUDGED)
            is_list = whole and folded[whole.end() : whole.end() + 1] == ","
            if whole and not is_list and not _is_closed(whole[0], CLOSERS[opened[0]]):
                start, opened = whole.start(), ""
        end = quote_end(text, start, quote.lstrip(STRING_PREFIXES)) if quote else None
        bare = end is None
        if end is None:
            end = self._bare_end(text, match.start(), (start, start + JUDGED), opened, promise)
        value = blanked[start:end].replace(BLANK, "").rstrip(PARTING)
        # Not a value: only a placeholder, a command in backquotes, or a name (`next` in `"…password","next":"…"`).
        taken = (
            len(value) >= self._shortest
            and not (blanked[start : start + 1] == BLANK and value.startswith(tuple(PARTING)))
            and not (
                quote and (_NAMES.match(folded, end) if written in ("", ",") else quote[-1] == "`" and " " in value)
            )
            and self._judge(self._named_value(text, match, promise, (start, end), value))
        )
        if taken and bare and end - start > JUDGED // 2:
            end = self._bare_end(text, match.start(), (start, len(folded)), opened, promise)
        return _Extent(start, end, taken)

    def _bare_end(self, text: Text, begin: int, place: Span, opened: str, promise: Promise) -> int:
        """Return the end of a value without quotes at this position, after the key that begins at `begin`."""
        if self._bare is not None:
            found = self._bare.match(text.folded, *place)
            return found.end() if found else place[0]
        end = bare_end(text, place[0], opened, promise, place[1] - place[0])
        return parted_end(text, place[0], end, text.folded[begin - 1 : begin])

    def _named_value(self, text: Text, match: re.Match[str], promise: Promise, span: Span, value: str) -> NamedValue:
        decoded, begin = text.decoded, match.start()
        first, last, _ = text.value_at(begin) if text.values else (0, len(decoded), "")
        quoted, unparted = bool(match["quote"]), is_unparted(match)
        separator = separator_of(text, match)
        # `<field name="password">…`.
        apart = match["separator"] is None and not unparted
        is_assigned = apart or (not unparted and (quoted or separator in ASSIGNMENTS or separator[-1:] == ">"))
        sign_end = match.end("separator")
        return NamedValue(
            key=decoded[match.start("key") : match.end("key")],
            value=value,
            promise=promise,
            assigned=is_assigned,
            quoted=quoted,
            separator=separator,
            gap=decoded[sign_end - 1 : sign_end].isspace() or decoded[sign_end : sign_end + 1].isspace(),
            opened=(match["opened"] or "")[:1],
            before=decoded[max(first, begin - _SHOWN_BEFORE) : begin],
            behind=decoded[span[1] : min(last, span[1] + _SHOWN_BEHIND)],
        )

    def _named_apart(self, text: Text) -> Iterator[Span]:
        """Yield the values whose name is a value itself: `"name": "DB_PASSWORD", "value": "…"`."""
        done = 0
        # Search for positions first, because Python is slow to search for words.
        for place, _ in self._naming.all(text):
            match = notation.NAME_AND_VALUE.match(text.folded, place) if place >= done else None
            if match is None:
                continue
            done = match.end()
            promise = self._names.of_key(text.decoded[match.start("key") : match.end("key")])
            while match and promise is not None and (extent := self._extent(text, match, promise)).taken:
                yield extent.start, extent.end
                # `"old": "…", "new": "…"`
                match = notation.NEXT_VALUE.match(text.folded, extent.end)


def _readings(folded: str, key: Span, found_end: int) -> Iterator[re.Match[str]]:
    """Yield the ways to read the key in this span and its value. Text before `found_end` belongs to another value."""
    begin, end = key
    sign = folded[end : end + 1]
    match = notation.PAIR.match(folded, begin)
    if match is None and sign == ",":
        match = notation.LISTED.match(folded, begin)
    elif match is None and sign in _QUOTES:
        match = notation.LISTED_FLAG.match(folded, begin)
    if match:
        yield match
    # Any other notation needs a sign and a quote.
    if not sign or sign.isspace() or not any(folded.find(quote, end, end + _LONGEST_NOTATION) >= 0 for quote in QUOTED):
        return
    before = folded[max(found_end, begin - 8) : begin]
    is_value = _VALUE_BEFORE.search(before) and not (
        notation.LIST_OF_TWO_OPENS.search(before) or notation.REST_OF_TWO.match(folded, begin)
    )
    if not is_value and (match := notation.OTHER_NOTATION.match(folded, begin)):
        # `"… 40 tokens","data":"…"`: a sentence ends, and the value has a name of its own.
        ends_sentence = before[-1:] not in QUOTED and _NEXT_NAME.match(folded, match.end("key"))
        if not ends_sentence:
            yield match


def _is_closed(written: str, closer: str) -> bool:
    """Return whether a value that begins with a bracket ends with it, or with a sign after it: `[hunter2]|tier`."""
    closed = written.find(closer)
    return closed >= 0 and not written[closed + 1 : closed + 2].isalnum()
