"""One pass over a text that tells which rules may find something in it."""

from collections.abc import Callable, Iterable, Sequence

import re2

from domain.redaction.detectors.detector import Rule
from domain.redaction.line import Line

# RE2 builds its automaton while it reads and starts it anew when this is full; the default 8 MiB is too little for all
# patterns in one.
_MEMORY_BYTES = 64 << 20

_Matching = Callable[[bytes], list[int]]


class Screen:
    """All rules' screens and a tenant's own patterns in one automaton (RE2's Set): linear, whatever the text.

    Rules are numbered as they are given, and the patterns after them.
    """

    def __init__(self, rules: Sequence[Rule], patterns: Sequence[str]) -> None:
        self._numbers = [number for number, rule in enumerate(rules) for _ in rule.screens]
        self._first_own = len(self._numbers)
        self._numbers += range(len(rules), len(rules) + len(patterns))
        screens = [f"(?i:{screen})" for rule in rules for screen in rule.screens]
        own = [f"(?:{pattern})" for pattern in patterns]
        # In Latin-1 the automaton is much smaller, and on ASCII it reads as in UTF-8. A pattern that is no ASCII is only
        # read in UTF-8: `\z.` stands for it here, which matches nothing.
        latin = options_for(_MEMORY_BYTES, latin=True)
        self._matching = _set(
            (
                pattern.encode("latin-1") if pattern.isascii() or number < self._first_own else rb"\z."
                for number, pattern in enumerate(screens + own)
            ),
            latin,
        )
        self._own_matching = _set((pattern.encode() for pattern in own), options_for(_MEMORY_BYTES)) if own else None
        self._own_is_ascii = all(map(str.isascii, patterns))

    def open(self, line: Line) -> list[int]:
        """The numbers of what may find something in a line, in order."""
        matching = self._matching(line.data)
        if self._own_matching and not (self._own_is_ascii and line.shadow is line.text):
            # The rules read the shadow, a tenant's patterns what the tenant wrote.
            matching = [index for index in matching if index < self._first_own]
            matching += [index + self._first_own for index in self._own_matching(line.sound_text().encode())]
        return sorted({self._numbers[index] for index in matching}) if matching else matching


def options_for(memory_bytes: int, *, latin: bool = False) -> re2.Options:
    """Without captures, and silent: an error is raised, not printed."""
    options = re2.Options()
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = memory_bytes
    return options


def _set(patterns: Iterable[bytes], options: re2.Options) -> _Matching:
    screens = re2.Set.SearchSet(options)
    for pattern in patterns:
        screens.Add(pattern)
    screens.Compile()
    # RE2's own method: the wrapper around it only asks whether the text is a string, at a cost that shows.
    matching: _Matching = screens._set.Match  # noqa: SLF001 - the same
    return matching
