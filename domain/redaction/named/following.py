"""The values that follow the first one under a name: in its list, or as its replacement."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.redaction.pattern import Pattern
from domain.redaction.text import Span, Text, one_of
from domain.redaction.words import read_words

_NEW = rf"(?:{one_of(read_words('notations')['new'])})"
# Between two values: `["…", "…"]`, `"…" -> "…"`, `from … to …`, `"old":"…","new":"…"`; without quotes `[…, …]`.
_NEW_KEY = rf",?\s?\\*(?P=quote)?{_NEW}\\*(?P=quote)?\s?[:=]\s?"
_BETWEEN_QUOTED = (
    rf"""\\*(?P<quote>["'])(?P<sign>{_NEW_KEY}|\s?[-=]>\s?|\s\xb7\s|,\s?|\sto\s|(?:\n|\\n)\s{{0,16}}-\s)"""
)
_BETWEEN_BARE = rf"(?P<bare_sign>(?:\n|\\n)\s{{0,16}}-\s|\s?->\s|\s=>\s|,\s?|\sto\s|,?\s{_NEW}[=:]\s?)"
_NEXT = Pattern(
    rf"""{_BETWEEN_QUOTED}\\*(?P=quote)(?P<quoted>[^"'\\]{{3,}})
      | {_BETWEEN_BARE}(?P<bare>[^\s"'\\,;\])}}=:]{{3,}}+)(?![=:])""",
    re.VERBOSE,
)
# What must be before the first value if a comma or `to` follows it.
_OPENS = {
    "-": Pattern(r"""-\s\\*["']?$"""),
    ",": Pattern(r"""\[\s?\\*["']?$"""),
    "to": Pattern(r"""(?:from|changed)\s\\*["']?$"""),
}


def with_following(text: Text, found: Iterable[Span], is_value: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the values that were found, and those that follow them and are values themselves, in order."""
    spans = list(found)
    if spans:
        yield from sorted({*spans, *_following(text.folded, spans, is_value)})


def _following(folded: str, found: Sequence[Span], is_value: Callable[[str], bool]) -> Iterator[Span]:
    starts = {start for start, _ in found}
    for start, found_end in found:
        before, end = folded[max(0, start - 12) : start], found_end
        while match := _NEXT.match(folded, end):
            group = "quoted" if match["quote"] else "bare"
            opens = _OPENS.get((match["sign"] or match["bare_sign"]).strip())
            # The values after this one are found when the loop reaches it.
            if (opens and not opens.search(before)) or match.start(group) in starts:
                break
            end = match.end(group)
            if is_value(match[group]):
                yield match.span(group)
