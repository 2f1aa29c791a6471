"""One pass over a text that tells which rules may find something in it."""

from collections.abc import Sequence

from domain.redaction.precheck import matching_set, options_for
from domain.redaction.rule import Rule
from domain.redaction.text import Text

# RE2 builds its automaton while it reads and starts it anew when this is full; the default 8 MiB is too little for all
# patterns in one.
_MEMORY_BYTES = 64 << 20


class Prefilter:
    """The patterns that tell which rules can match, in two automata (RE2 sets): linear time, whatever the text.

    Keywords and shapes have an automaton each: one for both would have nearly the product of their states, and building
    states is what the first texts of a process wait for. Rules are numbered in the order given, and the tenant's own
    patterns follow them.
    """

    def __init__(self, rules: Sequence[Rule], patterns: Sequence[str]) -> None:
        keywords = [(number, f"(?i:{pattern})") for number, rule in enumerate(rules) for pattern in rule.keywords]
        shapes = [(number, f"(?i:{pattern})") for number, rule in enumerate(rules) for pattern in rule.shapes]
        # What is ASCII reads the same in Latin-1, where the automaton is much smaller than in UTF-8.
        # `^` and `$` hold at the ends of a value, and a text may have several.
        own = [(number, f"(?m:{pattern})") for number, pattern in enumerate(patterns, len(rules))]
        keywords += [(number, pattern) for number, pattern in own if pattern.isascii()]
        self._first_own = len(rules)
        self._keyword_numbers = [number for number, _ in keywords]
        self._shape_numbers = [number for number, _ in shapes]
        self._own_numbers = [number for number, _ in own]
        latin = options_for(_MEMORY_BYTES, latin=True)
        self._keywords = matching_set((pattern.encode("latin-1") for _, pattern in keywords), latin)
        self._shapes = matching_set((pattern.encode("latin-1") for _, pattern in shapes), latin)
        self._own = matching_set((pattern.encode() for _, pattern in own), options_for(_MEMORY_BYTES)) if own else None
        self._own_is_ascii = all(map(str.isascii, patterns))

    def open(self, text: Text) -> Sequence[int]:
        """The numbers of what may find something in a text, in order."""
        data = text.data
        keywords, shapes = self._keywords(data), self._shapes(data)
        if self._own is not None and not (self._own_is_ascii and text.folded is text.decoded):
            # The rules read the folded text, a tenant's patterns the decoded one.
            numbers = {self._own_numbers[index] for index in self._own(text.sound_text().encode())}
            numbers.update(number for index in keywords if (number := self._keyword_numbers[index]) < self._first_own)
        elif keywords:
            numbers = {self._keyword_numbers[index] for index in keywords}
        elif not shapes:
            return shapes
        else:
            numbers = set()
        numbers.update([self._shape_numbers[index] for index in shapes])
        return sorted(numbers)
