"""Determines in one pass over a text which rules may match."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from domain.redaction.engine.alternatives import beginnings
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import Matching, matching_set, options_for
from domain.redaction.text import Text

_LETTER = Pattern(r"\\.|[A-Z]")
# RE2 builds its automaton while it reads, and starts again when this memory is full. The default of 8 MiB is too little
# for an automaton of all patterns.
_MEMORY_BYTES = 64 << 20


class Prefilter:
    """The keywords, shapes and values of all rules, in three automata (RE2 sets) that take linear time.

    One automaton for all would have nearly the product of their states: too many for the processor's cache, and
    building them delays the first texts of a process. Values are only read in texts with the keyword of a rule that has
    values. Rules are numbered in the given order; custom patterns follow them. A set of them is an integer, in which
    bit `n` stands for number `n`.
    """

    def __init__(self, rules: Sequence[Rule], patterns: Sequence[str]) -> None:
        self._first_own = len(rules)
        # By the index of a pattern, the rules that have it.
        self._keywords, self._by_keyword = _automaton(rule.keywords for rule in rules)
        self._shapes, self._by_shape = _automaton(rule.shapes for rule in rules)
        self._values, self._by_value = _automaton(rule.values for rule in rules)
        self._with_values = sum(1 << number for number, rule in enumerate(rules) if rule.values)
        # `^` and `$` match at the ends of each value of a text.
        own = [f"(?m:{pattern})".encode() for pattern in patterns]
        self._own = matching_set(own, options_for(_MEMORY_BYTES)) if own else None

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
        # A text that has names ends in a border, so no match goes on in the names.
        lowered = (text.data if names is None else text.data + names.data).lower()
        keywords, shapes = self._keywords(lowered), self._shapes(lowered)
        opened = named = 0
        for index in shapes:
            opened |= self._by_shape[index]
        for index in keywords:
            named |= self._by_keyword[index]
        if named & self._with_values:
            valued = ~self._with_values
            for index in self._values(lowered):
                valued |= self._by_value[index]
            named &= valued
        opened |= named
        if self._own is not None:
            # Rules read the folded text, custom patterns the decoded one.
            for index in self._own(text.valid_text().encode()):
                opened |= 1 << index + self._first_own
        return opened


def _automaton(patterns_of_rules: Iterable[Sequence[str]]) -> tuple[Matching, Sequence[int]]:
    """Return an automaton of all patterns, for texts in lower case, and for each pattern the set of its rules."""
    rules = _numbers_by_pattern(patterns_of_rules)
    # An automaton without upper case and other bytes than Latin-1 is much smaller.
    latin = options_for(_MEMORY_BYTES, latin=True)
    return matching_set((pattern.encode("latin-1") for pattern in rules), latin), tuple(rules.values())


def _numbers_by_pattern(patterns_of_rules: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """Return the patterns of an automaton, for texts in lower case, with the set of the rules that have each."""
    written: defaultdict[str, int] = defaultdict(int)
    for number, patterns in enumerate(patterns_of_rules):
        for pattern in patterns:
            written[pattern] |= 1 << number
    numbers: defaultdict[str, int] = defaultdict(int)
    for pattern, rules in written.items():
        for beginning in beginnings(_lowered(pattern)):
            numbers[beginning] |= rules
    return numbers


@lru_cache(maxsize=4096)
def _numbers_of(bits: int) -> Sequence[int]:
    """Return the numbers in a set, in order."""
    return tuple(number for number in range(bits.bit_length()) if bits >> number & 1)


def _lowered(pattern: str) -> str:
    """Return the pattern for texts in lower case."""
    return pattern if pattern.lower() == pattern else _LETTER.sub(_lower_letter, pattern)


def _lower_letter(match: re.Match[str]) -> str:
    return match[0] if match[0][0] == "\\" else match[0].lower()
