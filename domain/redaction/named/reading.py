"""Reads a key and its value in all notations: where the value begins and ends, and the text around it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.redaction.named import notation
from domain.redaction.named.extent import (
    BARE_ANYTHING,
    BRACED,
    CLOSERS,
    JUDGED,
    PARTING,
    QUOTED,
    bare_end,
    parted_end,
    quote_end,
)
from domain.redaction.named.names import Promise
from domain.redaction.named.notation import ASSIGNMENTS, STRING_PREFIXES
from domain.redaction.named.separators import is_unparted, means_no_pair, separator_of
from domain.redaction.pattern import Pattern
from domain.redaction.text import BLANK, Span, Text

# The following text is a value itself: `grant_type=password`, `"type":"password"`; in `s:8:"password"` it is a length.
_VALUE_BEFORE = Pattern(r"(?<!s:\d)(?<!s:\d\d)[:=]\s?\\*[\"']?$|\[\\*[\"']$|\$\{$")
_NEXT_NAME = Pattern(r"""\\*["'],\s?\\*["']\w+\\*["']\s?:""")
_SYMBOL_BEFORE = Pattern(r"(?:set\s|\{)\s?:$")
# `wpa_passphrase=green house 42 wpa_psk_file=…`: the rest of a passphrase.
_WORDS = Pattern(r"(?:[ ][a-z0-9]{1,16}){1,7}(?=[ ]\w{1,40}=)")
# After a text in quotes that is a name itself.
_NAMES = Pattern(r"""\\*["']{1,2}(?:[:=]|\s{1,2}[:=](?!\w))""")
# After a key. Other notations have up to thirty signs and names of types between a key and its value.
_QUOTES, _LONGEST_NOTATION = ("\\", *QUOTED), 400
# The numbers of characters before a key and after its value that a kind sees.
SHOWN_BEFORE, _SHOWN_BEHIND = 64, 32


class NamedValue(NamedTuple):
    """`value` is the value of `key`, and `promise` says what values the key is for.

    `before` and `behind` are the characters directly before the key and after the value. A value is `assigned` if a
    sign or quotes connect it to the key; otherwise it may be the next word of a sentence. `gap` means that white space
    follows the sign. `opened` is the bracket around the value.
    """

    key: str
    value: str
    promise: Promise
    assigned: bool = True
    quoted: bool = True
    separator: str = "="
    gap: bool = False
    opened: str = ""
    before: str = ""
    behind: str = ""

    def in_field(self, name: str) -> "NamedValue":
        """Return the value under the name in another field. Its own field assigns it."""
        return self._replace(key=name, assigned=True, separator="=", gap=False)


class Extent(NamedTuple):
    """The span of a value, the signs that open it, and whether it has no quotes."""

    start: int
    end: int
    opened: str
    is_bare: bool


def readings(folded: str, key: Span, found_end: int) -> Iterator[re.Match[str]]:
    """Yield the ways to read the key in this span and its value. Text before `found_end` belongs to another value."""
    begin, end = key
    sign = folded[end : end + 1]
    match = notation.PAIR.match(folded, begin)
    if match is None and sign == ",":
        is_symbol = _SYMBOL_BEFORE.search(folded[max(found_end, begin - 8) : begin]) is not None
        match = (notation.SYMBOL if is_symbol else notation.LISTED).match(folded, begin)
    elif match is None and sign in _QUOTES:
        match = notation.LISTED_FLAG.match(folded, begin)
    if match:
        yield match
    # Any other notation needs a sign and a quote.
    last = end + _LONGEST_NOTATION
    if not sign or sign.isspace() or (folded.find('"', end, last) < 0 and folded.find("'", end, last) < 0):
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


def extent_of(text: Text, match: re.Match[str], promise: Promise, form: Pattern | None) -> Extent | None:
    """Return the extent of the value after a key, or None if the text is no pair of a key and its value.

    `form` matches values without quotes, if they have unusual characters. Of a long value without quotes, only the
    beginning is read.
    """
    folded, start, quote = text.folded, match.end(), match["quote"]
    if means_no_pair(folded, match, match["separator"] or "", quote):
        return None
    opened = match["opened"] or ""
    if opened[:1] in CLOSERS and not quote:
        # `[hunter2]` and `[hunter2, hunter3]` are values in brackets; in `[1]hunter2` the bracket is a part of it.
        whole = BARE_ANYTHING.match(folded, start - len(opened), start + JUDGED)
        is_list = whole and folded[whole.end() : whole.end() + 1] == ","
        if whole and not is_list and not _is_closed(whole[0], CLOSERS[opened[0]]):
            start, opened = whole.start(), ""
    end = quote_end(text, start, quote.lstrip(STRING_PREFIXES)) if quote else None
    if end is not None:
        return Extent(start, end, opened, is_bare=False)
    beginning = Extent(start, start + JUDGED, opened, is_bare=True)
    return Extent(start, end_without_quotes(text, match, promise, beginning, form), opened, is_bare=True)


def end_without_quotes(text: Text, match: re.Match[str], promise: Promise, extent: Extent, form: Pattern | None) -> int:
    """Return the end of a value without quotes, which is within the extent."""
    start, last, opened, _ = extent
    if form is not None:
        found = form.match(text.folded, start, last)
        return found.end() if found else start
    if promise.any_signs and (braced := BRACED.match(text.folded, start, last)):
        return braced.end()
    end = bare_end(text, start, opened, promise, last - start)
    if match["key"].endswith("passphrase") and match["separator"] == "=" and (rest := _WORDS.match(text.folded, end)):
        end = rest.end()
    # `password=kitten%2077`: an escaped space does not end the value.
    while (
        promise.any_signs and text.is_escaped_space(end) and (more := BARE_ANYTHING.match(text.folded, end + 1, last))
    ):
        end = more.end()
    return parted_end(text, start, end, text.folded[match.start() - 1 : match.start()])


def value_in(text: Text, start: int, end: int) -> str:
    """Return the text of a value without the placeholders in it."""
    return text.blanked()[start:end].replace(BLANK, "")


def is_no_value(text: Text, match: re.Match[str], extent: Extent, value: str) -> bool:
    """Return whether the text after a key is a placeholder, a command in backquotes, or a name.

    In `"…password","next":"…"`, `next` is a name.
    """
    if value.startswith(tuple(PARTING)) and text.blanked()[extent.start : extent.start + 1] == BLANK:
        return True
    # `Password cs1=[SECRET]`: a name and its value.
    if is_unparted(match) and f"={BLANK}" in text.blanked()[extent.start : extent.end]:
        return True
    quote = match["quote"]
    if not quote:
        return False
    if (match["separator"] or "") in ("", ","):
        return _NAMES.match(text.folded, extent.end) is not None
    return quote[-1] == "`" and " " in value


def named_value(text: Text, match: re.Match[str], promise: Promise, end: int, value: str) -> NamedValue:
    """Return the value, which ends at `end`, with its name and the text around both."""
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
        before=decoded[max(first, begin - SHOWN_BEFORE) : begin],
        behind=decoded[end : min(last, end + _SHOWN_BEHIND)],
    )


def _is_closed(written: str, closer: str) -> bool:
    """Return whether a value that begins with a bracket ends with it, or with a sign after it: `[hunter2]|tier`."""
    closed = written.find(closer)
    return closed >= 0 and not written[closed + 1 : closed + 2].isalnum()
