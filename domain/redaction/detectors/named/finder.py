"""Finding the values that a kind's names stand before."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain.redaction.context import LEAST_REMEMBERED
from domain.redaction.detectors.named import notation
from domain.redaction.detectors.named.elsewhere import named_elsewhere
from domain.redaction.detectors.named.extent import (
    BARE_ANYTHING,
    CLOSERS,
    JUDGED,
    PARTING,
    QUOTED,
    bare_end,
    parted_end,
    quote_end,
)
from domain.redaction.detectors.named.names import LONGEST_KEY, LONGEST_WORD, Names, Promise
from domain.redaction.detectors.named.notation import ASSIGNMENTS, KEY_RUN, STRING_PREFIXES
from domain.redaction.detectors.named.separators import is_unparted, means_no_pair, separator_of
from domain.redaction.detectors.named.value import NamedValue
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import FirstMatch
from domain.redaction.text import BLANK, Span, Text

_PLACEHOLDER = Pattern(r"\[[A-Z][A-Z0-9_]*(?::[^\]\s]{0,64})?\](?!\s(?:as\s\[|=>))")
# What follows is a value itself: `grant_type=password`, `"type":"password"`; in `s:8:"password"` it is a length.
_VALUE_BEFORE = Pattern(r"(?<!s:\d)(?<!s:\d\d)[:=]\s?\\*[\"']?$|\[\\*[\"']$|\$\{$")
_READ_AROUND, _LONGEST_PLACEHOLDER = 400, 64
_SHOWN_BEFORE, _SHOWN_BEHIND = 64, 32
_NEXT_NAME = Pattern(r"""\\*["'],\s?\\*["']\w+\\*["']\s?:""")
_NAMES = Pattern(r"""\\*["'](?:[:=]|\s{1,2}[:=](?!\w))""")
_NAME_IS = Pattern(r"\b(?:name|key)=")


class _Extent(NamedTuple):
    """Where a value is, and whether it is one of the kind."""

    start: int
    end: int
    taken: bool


class NamedValues:
    """Finds the values of a kind by their names; `judge` tells whether a value is one.

    `name` is the rule's: what it has rejected in one reading is not read again in the next. No value has fewer
    characters than `shortest`. `bare` matches values without quotes, where they are of other characters than usual.
    `shape` is an RE2 pattern for a name with its value, where it can say more than that something is there.
    """

    def __init__(  # noqa: PLR0913 - what differs from kind to kind
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
        self._pairs = FirstMatch(shape or notation.key_and_value(stems, "|".join(names.tails)), reach=512)
        self._naming = FirstMatch(notation.NAMING)

    def find(self, text: Text, _position: int) -> Iterator[Span]:
        """The values, in order."""
        if text.values:
            yield from self._under_names(text)
        yield from self._elsewhere(text)
        first = self._pairs.first(text)
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
        """The values that the columns of an `INSERT` or of CSV name, in order."""
        blanked = text.blanked()
        for start, end, name in text.columns():
            promise = self._names.of_key(name)
            value = blanked[start:end].replace(BLANK, "")
            if promise is not None and len(value) >= self._shortest and self._judge(NamedValue(name, value, promise)):
                yield start, end

    def _under_names(self, text: Text) -> Iterator[Span]:
        """Whole values of a text that has several."""
        blanked = text.blanked()
        for start, end, name in text.values:
            # A long name is read for nothing where no value is so short.
            promise = self._names.of_name(name) if name and end - start >= self._shortest else None
            if promise is None:
                continue
            value = blanked[start:end].replace(BLANK, "")
            if len(value) >= self._shortest and self._judge(NamedValue(name, value, promise)):
                yield start, end

    def _elsewhere(self, text: Text) -> Iterator[Span]:
        """The values whose names do not stand before them."""
        for key, start, end in named_elsewhere(text):
            promise = self._names.of_key(key)
            value = text.blanked()[start:end].replace(BLANK, "")
            if promise is not None and len(value) >= self._shortest and self._judge(NamedValue(key, value, promise)):
                yield start, end

    def _in_pairs(self, text: Text, first: Span) -> Iterator[Span]:
        """The values of keys, of which the first one is in the span `first`."""
        folded = text.folded
        found_end = 0
        for begin, end in self._keys(text, first):
            # `[SECRET]` names what it stands for, not what comes after it.
            if end <= found_end or (folded[begin - 1 : begin] == "[" and _PLACEHOLDER.match(folded, begin - 1)):
                continue
            # Most are none of the names, whatever follows: `passenger`, `cache_key`.
            promise = self._promise(text, begin, end)
            if promise is not None and (found := self._pair_at(text, begin, found_end, promise)):
                found_end = found[1]
                yield found

    def _keys(self, text: Text, pair: Span | None) -> Iterator[Span]:
        """Where the keys are in which a stem is; of a longer one its end, which says most."""
        folded, in_key = text.folded, notation.IN_KEY
        while pair:
            # The stem is somewhere in a key, whose beginning is read backwards; a boundary may stand before the stem.
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
                if folded[begin - 1 : begin] == "\\" and folded[begin] in "nrt":
                    begin += 1
                yield max(begin, end - LONGEST_KEY), end
            pair = self._pairs.first(text, done)

    def _pair_at(self, text: Text, begin: int, found_end: int, promise: Promise) -> Span | None:
        """The value of the key that begins there, if it is one of the kind."""
        # Where nothing was found in an earlier reading, nothing is found among the same characters.
        around = self._around(text, begin, found_end) if len(text.decoded) >= LEAST_REMEMBERED else ""
        if around in text.rejected:
            return None
        read = begin
        for match in _readings(text.folded, begin, found_end):
            extent = self._extent(text, match, promise)
            if extent.taken:
                return extent.start, extent.end
            read = max(read, match.end(), extent.end)
        if around and read - begin < _READ_AROUND - _LONGEST_PLACEHOLDER:
            text.rejected.add(around)
        return None

    def _around(self, text: Text, begin: int, found_end: int) -> str:
        """The characters that decide on the key which begins there, if its value ends among them."""
        before = min(begin, _SHOWN_BEFORE)
        # How much of them may tell of the key, and where in them it begins, are part of it.
        near = min(begin - found_end, 8)
        return f"{self._name} {near} {before} {text.decoded[begin - before : begin + _READ_AROUND]}"

    def _promise(self, text: Text, begin: int, end: int) -> Promise | None:
        """What the key promises, with the words before it where it says too little: `Client Secret: …`."""
        key = text.decoded[begin:end]
        if not self._names.may_end_name(key):
            return self._names.of_key(key)
        first = text.value_at(begin).start if text.values else 0
        return self._names.of_key_after(key, text.decoded[max(first, begin - 2 * LONGEST_WORD) : begin])

    def _extent(self, text: Text, match: re.Match[str], promise: Promise) -> _Extent:
        """Where the value behind the key is, and whether it is one of the kind."""
        blanked, folded = text.blanked(), text.folded
        start, quote = match.end(), match["quote"]
        written = match["separator"] or ""
        if means_no_pair(folded, match, written, quote):
            return _Extent(start, start, taken=False)
        opened = match["opened"] or ""
        if opened[:1] in CLOSERS and not quote:
            # `[hunter2]` is a value in brackets, and of `[1]hunter2` the bracket is the first character.
            whole = BARE_ANYTHING.match(folded, start - len(opened), start + JUDGED)
            if whole and not _is_closed(whole[0], CLOSERS[opened[0]]):
                start, opened = whole.start(), ""
        end = quote_end(text, start, quote.lstrip(STRING_PREFIXES)) if quote else None
        bare = end is None
        if end is None:
            end = self._bare_end(text, match.start(), (start, start + JUDGED), opened, promise)
        value = blanked[start:end].replace(BLANK, "").rstrip(PARTING)
        # Not where a placeholder is all of the value. In backquotes stands a command; `"…password","next":"…"` ends
        # with the one name and goes on with another.
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
        """Where a value without quotes ends that is in this place, behind the key that begins at `begin`."""
        if self._bare is not None:
            found = self._bare.match(text.folded, *place)
            return found.end() if found else place[0]
        end = bare_end(text, place[0], opened, promise, place[1] - place[0])
        return parted_end(text, place[0], end, text.folded[begin - 1 : begin])

    def _named_value(self, text: Text, match: re.Match[str], promise: Promise, span: Span, value: str) -> NamedValue:
        decoded, begin = text.decoded, match.start()
        first, last, _ = text.value_at(begin) if text.values else (0, len(decoded), "")
        separator = separator_of(text.folded, match)
        unparted = is_unparted(match)
        # `<field name="password">…`.
        apart = match["separator"] is None and not unparted
        return NamedValue(
            key=decoded[match.start("key") : match.end("key")],
            value=value,
            promise=promise,
            assigned=apart
            or (not unparted and (bool(match["quote"]) or separator in ASSIGNMENTS or separator.endswith(">"))),
            quoted=bool(match["quote"]),
            separator=separator,
            gap=any(map(str.isspace, decoded[match.end("separator") - 1 : match.end("separator") + 1])),
            opened=(match["opened"] or "")[:1],
            before=decoded[max(first, begin - _SHOWN_BEFORE) : begin],
            behind=decoded[span[1] : min(last, span[1] + _SHOWN_BEHIND)],
        )

    def _named_apart(self, text: Text) -> Iterator[Span]:
        """`"name": "DB_PASSWORD", "value": "…"`."""
        done = 0
        # Places first, because Python is slow to look for words.
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


def _readings(folded: str, begin: int, found_end: int) -> Iterator[re.Match[str]]:
    """The key that begins there with its value, as it may be read; what was found before it tells nothing of it."""
    match = (
        notation.PAIR.match(folded, begin)
        or notation.LISTED.match(folded, begin)
        or notation.LISTED_FLAG.match(folded, begin)
    )
    if match:
        yield match
    before = folded[max(found_end, begin - 8) : begin]
    if (not _VALUE_BEFORE.search(before) or notation.LIST_OF_TWO_OPENS.search(before)) and (
        match := notation.OTHER_NOTATION.match(folded, begin)
    ):
        # `"… 40 tokens","data":"…"`: a sentence ends, and the value has a name of its own.
        ends_sentence = before[-1:] not in QUOTED and _NEXT_NAME.match(folded, match.end("key"))
        if not ends_sentence:
            yield match


def _is_closed(written: str, closer: str) -> bool:
    """Whether a value that begins with a bracket ends with it, or with a sign behind it: `[hunter2]|tier`."""
    closed = written.find(closer)
    return closed >= 0 and not written[closed + 1 : closed + 2].isalnum()
