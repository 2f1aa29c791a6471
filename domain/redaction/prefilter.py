"""Determines in one pass over a text which rules may match."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from domain.redaction.precheck import matching_set, options_for
from domain.redaction.rule import Rule
from domain.redaction.text import Text

# RE2 builds its automaton while it reads, and starts again when this memory is full. The default of 8 MiB is too little
# for an automaton of all patterns.
_MEMORY_BYTES = 64 << 20


class Prefilter:
    """The keywords, shapes and values of all rules, in two automata (RE2 sets) that take linear time.

    One automaton for all would have nearly the product of their states, and building states delays the first texts of
    a process. Rules are numbered in the given order; custom patterns follow them. A set of them is an integer, in which
    bit `n` stands for number `n`.
    """

    def __init__(self, rules: Sequence[Rule], patterns: Sequence[str]) -> None:
        # ASCII patterns match the same in Latin-1, where the automaton is much smaller than in UTF-8.
        # `^` and `$` match at the ends of each value of a text.
        own = [f"(?m:{pattern})" for pattern in patterns]
        self._first_own = len(rules)
        self._built_in = (1 << len(rules)) - 1
        keywords: defaultdict[str, int] = defaultdict(int)
        shapes: defaultdict[str, int] = defaultdict(int)
        values: defaultdict[str, int] = defaultdict(int)
        for number, rule in enumerate(rules):
            for sets, of_rule in ((keywords, rule.keywords), (shapes, rule.shapes), (values, rule.values)):
                for pattern in of_rule:
                    sets[f"(?i:{pattern})"] |= 1 << number
        for number, pattern in enumerate(own, len(rules)):
            if pattern.isascii():
                keywords[pattern] |= 1 << number
        forms = tuple(dict.fromkeys((*shapes, *values)))
        # By the index of a pattern, the rules that have it.
        self._by_keyword = tuple(keywords.values())
        self._by_shape = tuple(shapes.get(pattern, 0) for pattern in forms)
        self._by_value = tuple(values.get(pattern, 0) for pattern in forms)
        self._without_values = ~sum(1 << number for number, rule in enumerate(rules) if rule.values)
        latin = options_for(_MEMORY_BYTES, latin=True)
        self._keywords = matching_set((pattern.encode("latin-1") for pattern in keywords), latin)
        self._forms = matching_set((pattern.encode("latin-1") for pattern in forms), latin)
        self._own = matching_set((pattern.encode() for pattern in own), options_for(_MEMORY_BYTES)) if own else None
        self._own_is_ascii = all(map(str.isascii, patterns))

    def open(self, text: Text, names: Text | None = None, *, is_redacted: bool = False) -> Sequence[int]:
        """Return the numbers of the rules and custom patterns that may match, in order.

        `names` are the names of the text's values. The placeholder of a kind contains words of the kind, so
        placeholders are hidden from the rules. Custom patterns may match them. If the text `is_redacted`, it has
        placeholders.
        """
        if is_redacted and self._own is None:
            text.hide_placeholders()
        opened = self._matching(text, names)
        # Most log lines end here.
        if not opened:
            return ()
        if not is_redacted and self._own is None and text.hide_placeholders():
            opened = self._matching(text, names)
        return _numbers_of(opened)

    def _matching(self, text: Text, names: Text | None) -> int:
        data = text.data
        keywords, forms = self._keywords(data), self._forms(data)
        if names is not None:
            keywords += self._keywords(names.data)
            forms += self._forms(names.data)
        opened = 0
        for index in forms:
            opened |= self._by_shape[index]
        if keywords:
            named, valued = 0, self._without_values
            for index in keywords:
                named |= self._by_keyword[index]
            for index in forms:
                valued |= self._by_value[index]
            opened |= named & valued
        if self._own is not None and not (self._own_is_ascii and text.folded is text.decoded):
            # Rules read the folded text, custom patterns the decoded one.
            opened &= self._built_in
            for index in self._own(text.sound_text().encode()):
                opened |= 1 << index + self._first_own
        return opened


@lru_cache(maxsize=4096)
def _numbers_of(bits: int) -> Sequence[int]:
    """Return the numbers in a set, in order."""
    return tuple(number for number in range(bits.bit_length()) if bits >> number & 1)
