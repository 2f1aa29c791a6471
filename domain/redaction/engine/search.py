"""Finds the values in texts that a policy redacts.

One pass over a text determines which rules may match. Only those rules look for candidates, with bounded patterns, and
only candidates are validated. For most log lines, the first pass is enough.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial

from domain.redaction.detectors import DETECTORS
from domain.redaction.engine.candidates import Candidate, as_findings, joined, outside, unprotected, without_overlaps
from domain.redaction.engine.names_of_tests import outside_names_of_tests
from domain.redaction.engine.prefilter import Prefilter
from domain.redaction.engine.trace import Outcome, Trace, Traced, name_at, why_silent
from domain.redaction.policy import Action, RedactionPolicy
from domain.redaction.policy.allow_list import AllowList
from domain.redaction.policy.catalogue import FIRST_CATALOGUE, kinds_of, rules_of
from domain.redaction.policy.custom_kind import CustomKind
from domain.redaction.replacement import placeholder
from domain.redaction.replacement.finding import Finding
from domain.redaction.rule import Rule
from domain.redaction.text import Considered, Span, Text, Value

# A finding's span, kind and rule.
_Found = tuple[int, int, str, str]


class Search:
    """Finds the values of one policy: those of its rules and custom kinds, without the allowed and protected ones.

    `placeholders` matches what the policy's redactor writes in place of values, with `shortest` `[x]`.
    """

    def __init__(self, policy: RedactionPolicy, *, shortest: bool = False) -> None:
        self._regions = policy.regions
        self._actions = policy.actions
        self._built_in = [kind for kind in kinds_of(policy.catalogue) if self._takes(kind)]
        self._rules = [(kind, rule) for kind, rule in rules_of(policy.catalogue) if self._takes(kind)]
        self._custom = [kind for kind in policy.custom if self._takes(kind.name)]
        self._protecting = [kind for kind in policy.custom if not self._takes(kind.name)]
        self._prefilter = _prefilter(
            tuple(rule for _, rule in self._rules), tuple(kind.pattern for kind in self._custom)
        )
        # By number: a kind, its rule's name, and the function that finds the values.
        self._finders: list[tuple[str, str, Callable[[Text], Iterable[Span]]]] = [
            *((kind, rule.name, rule.spans) for kind, rule in self._rules),
            *((kind.name, "custom", partial(_find_own, kind)) for kind in self._custom),
        ]
        self.placeholders = placeholder.pattern_of(policy, shortest=shortest)
        self._allowed = _allow_list(policy, [*self._built_in, *(kind.name for kind in self._custom)], self.normalised)

    def _takes(self, kind: str) -> bool:
        return self._actions.get(kind, Action.KEEP) is not Action.KEEP

    def is_built_in(self, kind: str) -> bool:
        """Return whether the kind is one of the policy's catalogue. Others are custom kinds."""
        return kind in self._built_in

    def normalised(self, kind: str, value: str) -> str:
        """Return equal strings for equal values of a kind. Values of custom kinds are compared as written."""
        return DETECTORS[kind].normalise(value, self._regions) if kind in self._built_in else value

    def reading(self, text: str, rejected: set[str] | None = None) -> Text:
        """Return a text as the rules read it. `rejected` is that of an earlier reading of the same log."""
        return Text(text, self._regions, self.placeholders, rejected)

    def find(self, reading: Text, *, is_redacted: bool = False) -> list[Finding]:
        """Return the findings in one reading, in order. A text that `is_redacted` has placeholders."""
        numbers = self._prefilter.open(reading, is_redacted=is_redacted)
        # Most log lines end here.
        return as_findings(self._chosen(reading, numbers)) if numbers else []

    def find_in(self, values: Iterable[Value], rejected: set[str]) -> dict[Value, list[Finding]]:
        """Read values once, and return the findings of each value that has any."""
        values = list(dict.fromkeys(values))
        if not values:
            return {}
        if len(values) == 1 and not values[0][0]:
            found = self.find(self.reading(values[0][1], rejected))
            return {values[0]: found} if found else {}
        reading = Text.of_values(values, self._regions, self.placeholders, rejected)
        numbers = self._prefilter.open(reading, _reading_of_names(values))
        found_in: dict[Value, list[Finding]] = {}
        starts = reading.starts
        at = 0
        for start, _, end, kind, rule in self._chosen(reading, numbers):
            at = bisect_right(starts, start, at) - 1
            first = starts[at]
            size = len(values[at][1])
            # A finding ends at the end of its value.
            if start - first < size:
                finding = Finding(kind, start - first, min(end - first, size), rule)
                found_in.setdefault(values[at], []).append(finding)
        return found_in

    def _chosen(self, reading: Text, numbers: Sequence[int]) -> list[Candidate]:
        """Return the candidates of the rules with these numbers, in order and without overlaps."""
        if not numbers:
            return []
        candidates: list[Candidate] = []
        for part in reading.readings():
            is_as_written = part is reading and not part.has_escapes
            for number in numbers if part is reading else self._prefilter.open(part):
                kind, name, find = self._finders[number]
                for span in find(part):
                    start, end = span if is_as_written else part.span_as_written(*span)
                    candidates.append((start, number, end, kind, name))
        if not candidates:
            return []
        text = reading.written
        candidates = outside_names_of_tests(reading, candidates)
        if "[" in text and (placeholders := placeholder.places(self.placeholders, text)):
            candidates = list(outside(placeholders, candidates))
        if self._protecting:
            candidates = unprotected(self._protected(reading), candidates)
        found = without_overlaps(sorted(candidates))
        if self._allowed:
            found = [each for each in found if not self._allowed.allows(each[3], text[each[0] : each[2]])]
        return found

    def _protected(self, reading: Text) -> list[Span]:
        """Return the spans that custom kinds protect."""
        return joined(reading.span_as_written(*span) for own in self._protecting for span in _find_own(own, reading))

    def trace(self, text: str) -> Trace:
        """Return the candidates of the first reading of a text, and the decision for each."""
        whole = self.reading(text)
        found = {
            (start, end, kind, rule) for start, _, end, kind, rule in self._chosen(whole, self._prefilter.open(whole))
        }
        traced: list[Traced] = []
        silent: dict[tuple[str, str], str] = {}
        for depth, part in enumerate(whole.readings()):
            for number in self._prefilter.open(part):
                # A new reading, which remembers nothing of the rules before.
                reading = self.reading(text).readings()[depth]
                new = self._traced(reading, number, whole, found)
                traced += new
                if not new:
                    rule = self._rules[number][1] if number < len(self._rules) else None
                    silent[self._finders[number][:2]] = why_silent(rule, reading)
        for each in traced:
            silent.pop((each.kind, each.rule), None)
        return Trace(traced, [(*rule, why) for rule, why in silent.items()])

    def _traced(self, reading: Text, number: int, whole: Text, found: Collection[_Found]) -> list[Traced]:
        """Return the candidates of one rule in the whole text or in what it quotes, and the decision for each."""
        reading.considered, reading.reasons = [], {}
        kind, name, find = self._finders[number]
        spans = find(reading)
        custom = [Considered(*span, (), taken=True, why="a pattern of the tenant") for span in spans]
        traced: list[Traced] = []
        for each in reading.considered or custom:
            start, end = reading.span_as_written(each.start, each.end)
            if not each.taken:
                outcome = Outcome.LEFT
            elif (start, end, kind, name) in found:
                outcome = Outcome.TAKEN
            else:
                outcome = self._why_not(whole, (start, number, end, kind, name), found)
            named = name_at(reading, each.start)
            traced.append(Traced(kind, name, start, end, named, each.account, outcome, each.why))
        return traced

    def _why_not(self, reading: Text, candidate: Candidate, found: Collection[_Found]) -> Outcome:
        """Return why a candidate that its rule has taken is not a finding."""
        start, _, end, kind, _ = candidate
        if self._allowed and self._allowed.allows(kind, reading.written[start:end]):
            return Outcome.ALLOWED
        if not outside_names_of_tests(reading, [candidate]):
            return Outcome.NAME_OF_TEST
        if not unprotected(self._protected(reading), [candidate]):
            return Outcome.PROTECTED
        overlapped = any(first < end and start < last for first, last, _, _ in found)
        return Outcome.OVERLAPPED if overlapped else Outcome.PLACEHOLDER


def _reading_of_names(values: Sequence[Value]) -> Text:
    """Return the names as the prefilter reads them. Some of its patterns need digits after a name."""
    return Text("\n".join({f'{name}: "000000' for name, _ in values if name}))


def _find_own(own: CustomKind, reading: Text) -> Iterator[Span]:
    """Yield the matches of a custom pattern, searching each value separately, because it could match the borders."""
    text = reading.valid_text()
    for first, last, _ in reading.parts():
        for start, end in own.find(text[first:last]):
            yield first + start, first + end


def _allow_list(policy: RedactionPolicy, kinds: Sequence[str], normalise: Callable[[str, str], str]) -> AllowList:
    # In the first catalogue, every entry was a single value.
    return AllowList(policy.allow, kinds, normalise, values_only=policy.catalogue == FIRST_CATALOGUE)


@lru_cache(maxsize=64)
def _prefilter(rules: tuple[Rule, ...], patterns: tuple[str, ...]) -> Prefilter:
    return Prefilter(rules, patterns)
