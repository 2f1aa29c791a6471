"""Determines in one pass over a text which rules may match."""

from collections import defaultdict
from collections.abc import Sequence

from domain.redaction.precheck import matching_set, options_for
from domain.redaction.rule import Rule
from domain.redaction.text import Text

# RE2 builds its automaton while it reads, and starts again when this memory is full. The default of 8 MiB is too little
# for an automaton of all patterns.
_MEMORY_BYTES = 64 << 20


class Prefilter:
    """The keywords and shapes of all rules, in two automata (RE2 sets) that take linear time.

    One automaton for both would have nearly the product of their states, and building states delays the first texts of
    a process. Rules are numbered in the given order; custom patterns follow them.
    """

    def __init__(self, rules: Sequence[Rule], patterns: Sequence[str]) -> None:
        # ASCII patterns match the same in Latin-1, where the automaton is much smaller than in UTF-8.
        # `^` and `$` match at the ends of each value of a text.
        own = [f"(?m:{pattern})" for pattern in patterns]
        self._first_own = len(rules)
        keywords: defaultdict[str, list[int]] = defaultdict(list)
        shapes: defaultdict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(rules):
            for pattern in rule.keywords:
                keywords[f"(?i:{pattern})"].append(number)
            for pattern in rule.shapes:
                shapes[f"(?i:{pattern})"].append(number)
        for number, pattern in enumerate(own, len(rules)):
            if pattern.isascii():
                keywords[pattern].append(number)
        # By the index of a pattern, the numbers of all rules that have it.
        self._keyword_numbers = tuple(keywords.values())
        self._shape_numbers = tuple(shapes.values())
        latin = options_for(_MEMORY_BYTES, latin=True)
        self._keywords = matching_set((pattern.encode("latin-1") for pattern in keywords), latin)
        self._shapes = matching_set((pattern.encode("latin-1") for pattern in shapes), latin)
        self._own = matching_set((pattern.encode() for pattern in own), options_for(_MEMORY_BYTES)) if own else None
        self._own_is_ascii = all(map(str.isascii, patterns))

    def open(self, text: Text, *, is_redacted: bool = False) -> Sequence[int]:
        """Return the numbers of the rules and custom patterns that may match, in order.

        The placeholder of a kind contains words of the kind, so placeholders are hidden from the rules. Custom patterns
        may match them. If the text `is_redacted`, it has placeholders.
        """
        if self._own is not None:
            return self._matching(text)
        if is_redacted:
            text.hide_placeholders()
            return self._matching(text)
        numbers = self._matching(text)
        return self._matching(text) if numbers and text.hide_placeholders() else numbers

    def _matching(self, text: Text) -> Sequence[int]:
        data = text.data
        keywords, shapes = self._keywords(data), self._shapes(data)
        if self._own is None and not keywords and not shapes:
            return ()
        numbers: set[int] = set()
        if self._own is None or (self._own_is_ascii and text.folded is text.decoded):
            for index in keywords:
                numbers.update(self._keyword_numbers[index])
        else:
            # Rules read the folded text, custom patterns the decoded one.
            numbers.update(index + self._first_own for index in self._own(text.sound_text().encode()))
            for index in keywords:
                numbers.update(number for number in self._keyword_numbers[index] if number < self._first_own)
        for index in shapes:
            numbers.update(self._shape_numbers[index])
        return sorted(numbers)
