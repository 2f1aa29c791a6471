"""The possible beginnings and ends of a national number."""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.redaction.detectors.digits import END, FREE, START
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Finder
from domain.redaction.text import Span, Text

# RE2 patterns for the prefilter, without regard to case: the beginnings of numbers that contain letters.
OF_ITALY = rf"{START}[a-z]{{6}}[0-9l-v]{{2}}[a-t][0-9l-v]{{2}}[a-z][0-9l-v]{{3}}[a-z](?:[^0-9a-z_]|$)"
OF_INDIA = rf"{START}[a-z]{{5}}[0-9]{{4}}[a-z](?:[^0-9a-z_]|$)"
WITH_LETTERS = (
    OF_ITALY,
    OF_INDIA,
    rf"{START}[a-z]{{1,4}}-?[0-9]{{6}}",
    rf"{START}[a-z]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}}",
    rf"{START}[0-9]{{6}}[a-z][0-9]{{3}}",
    rf"{START}[0-9]{{6}}[ab][0-9]{{6}}",
)
# Four groups of four digits may be a card number.
_NO_CARD = r"(?!(?<=[ ]\d{4})[ ]\d{4}(?!\d))"
IN_PATH = r"[a-z]/[0-9]{7}"
# The possible beginnings. Searching for them is much faster than searching for the forms.
_BEGINNING = Pattern(rf"[0-9A-Za-z]{FREE}(?=[A-Za-z]{{0,5}}[ .-]?\d)", re.ASCII)


def finder_of(forms: Iterable[str], other: Sequence[str] = ()) -> Finder:
    """Return a function that finds values of these forms, longest form first, and then of the `other` forms."""
    longest_first = [*sorted(set(forms), key=lambda form: (-len(form), form)), *other]
    pattern = Pattern(rf"(?:{'|'.join(longest_first)}){END}{_NO_CARD}", re.ASCII | re.IGNORECASE)

    def find(text: Text, position: int) -> Iterator[Span]:
        folded, last = text.folded, 0
        for beginning in _BEGINNING.finditer(folded, position):
            start = beginning.start()
            if start >= last and (match := pattern.match(folded, start)):
                last = match.end()
                yield start, last

    return find
