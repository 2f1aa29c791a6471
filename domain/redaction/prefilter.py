"""One pass over a text that tells which rules may find something in it."""

from collections.abc import Sequence

from domain.redaction.detectors.detector import Rule
from domain.redaction.precheck import matching_set, options_for
from domain.redaction.text import Text

# RE2 builds its automaton while it reads and starts it anew when this is full; the default 8 MiB is too little for all
# patterns in one.
_MEMORY_BYTES = 64 << 20


class Prefilter:
    """All rules' words, shapes, and a tenant's own patterns, in automata of RE2's (Set): linear, whatever the text.

    Words and shapes are apart because the states of one automaton for both would be nearly the product of theirs, and
    making states is what the first lines of a process wait for. Rules are numbered as they are given, and the tenant's
    patterns after them.
    """

    def __init__(self, rules: Sequence[Rule], patterns: Sequence[str]) -> None:
        words = [(number, f"(?i:{pattern})") for number, rule in enumerate(rules) for pattern in rule.words]
        shapes = [(number, f"(?i:{pattern})") for number, rule in enumerate(rules) for pattern in rule.shapes]
        # What is ASCII reads the same in Latin-1, where the automaton is much smaller than in UTF-8.
        # `^` and `$` hold at the ends of a value, and a line may have several.
        own = [(number, f"(?m:{pattern})") for number, pattern in enumerate(patterns, len(rules))]
        words += [(number, pattern) for number, pattern in own if pattern.isascii()]
        self._first_own = len(rules)
        self._word_numbers = [number for number, _ in words]
        self._shape_numbers = [number for number, _ in shapes]
        self._own_numbers = [number for number, _ in own]
        latin = options_for(_MEMORY_BYTES, latin=True)
        self._words = matching_set((pattern.encode("latin-1") for _, pattern in words), latin)
        self._shapes = matching_set((pattern.encode("latin-1") for _, pattern in shapes), latin)
        self._own = matching_set((pattern.encode() for _, pattern in own), options_for(_MEMORY_BYTES)) if own else None
        self._own_is_ascii = all(map(str.isascii, patterns))

    def open(self, text: Text) -> Sequence[int]:
        """The numbers of what may find something in a text, in order."""
        data = text.data
        words, shapes = self._words(data), self._shapes(data)
        if self._own is not None and not (self._own_is_ascii and text.folded is text.decoded):
            # The rules read the folded, a tenant's patterns what the tenant wrote.
            numbers = {self._own_numbers[index] for index in self._own(text.sound_text().encode())}
            numbers.update(number for index in words if (number := self._word_numbers[index]) < self._first_own)
        elif words:
            numbers = {self._word_numbers[index] for index in words}
        elif not shapes:
            return shapes
        else:
            numbers = set()
        numbers.update([self._shape_numbers[index] for index in shapes])
        return sorted(numbers)
