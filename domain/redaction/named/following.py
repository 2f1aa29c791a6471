"""The values that follow the first one under a name: in its list, or as its replacement."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.redaction.pattern import Pattern
from domain.redaction.text import Span, Text

# `["…", "…"]`, `[…, …]`, `"…" -> "…"`, `from … to …`.
_NEXT = Pattern(
    r"""\\*(?P<quote>["'])(?P<sign>,?\s?\\*(?P=quote)?new\\*(?P=quote)?\s?[:=]\s?|\s?[-=]>\s?|,\s?|\sto\s)\\*(?P=quote)(?P<quoted>[^"'\\]{3,})
      | (?P<bare_sign>\s?->\s|,\s?|\sto\s|,?\s(?:new|neu)[=:]\s?)(?P<bare>[^\s"'\\,;\])}=:]{3,}+)(?![=:])""",
    re.VERBOSE,
)
# What must be before the first value if a comma or `to` follows it.
_OPENS = {",": Pattern(r"""\[\s?\\*["']?$"""), "to": Pattern(r"""(?:from|changed)\s\\*["']?$""")}


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
