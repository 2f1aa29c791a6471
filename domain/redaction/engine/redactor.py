"""Redacts texts by a policy.

One pass over a text determines which rules may match. Only those rules look for candidates, with bounded patterns, and
only candidates are validated. For most log lines, the first pass is enough.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from domain.redaction.replacement.settling import Redaction, Settling
from domain.redaction.rule import Rule
from domain.redaction.text import Considered, Span, Text, Value
from domain.redaction.text.tables import head_of


class Redactor:
    """Redacts texts by one policy. Raises ValueError if the policy has pseudonyms and the tenant's key is missing.

    Redacting a redacted text changes nothing, and the text between findings never changes. The time is proportional to
    the length of the text (docs/redaction-cost.md). No text makes a method raise. With `shortest`, every finding
    becomes `[x]`, which is never longer than the value.
    """

    def __init__(self, policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> None:
        if policy.needs_key and not pseudonym_key:
            raise ValueError("The policy asks for pseudonyms, which need a key.")
        self._regions = policy.regions
        self._actions = policy.actions
        self._heads = [head for head in map(head_of, policy.columns) if head]
        self._key = pseudonym_key
        self._masks = {
            kind: placeholder.SHORTEST if shortest else placeholder.masked(kind)
            for kind, action in policy.actions.items()
            if shortest or action is Action.MASK
        }
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
        self._placeholders = placeholder.pattern_of(policy, shortest=shortest)
        self._allowed = _allow_list(policy, [*self._built_in, *(kind.name for kind in self._custom)], self._normalised)

    def _takes(self, kind: str) -> bool:
        return self._actions.get(kind, Action.KEEP) is not Action.KEEP

    def _normalised(self, kind: str, value: str) -> str:
        """Return equal strings for equal values of a kind. Values of custom kinds are compared as written."""
        return DETECTORS[kind].normalise(value, self._regions) if kind in self._built_in else value

    def redact(self, text: str) -> Redaction:
        """Replace each finding by its kind's placeholder."""
        if not self._heads:
            return self._redacted(text)
        redaction = self._with_head(text)
        if not redaction.findings:
            return redaction
        # A finding that covers a separator may leave a line with exactly as many values as a head has.
        settling = self._settling(("", text), redaction.findings)
        while found := self._with_head(settling.redaction.text).findings:
            settling.is_settled_by(found)
        return settling.redaction

    def _with_head(self, text: str) -> Redaction:
        """Redact a text below the head that the policy has for its rows."""
        if head := self._head_before(text):
            return self._redacted(head + text).without_head(head) or self._redacted(text)
        return self._redacted(text)

    def _head_before(self, text: str) -> str:
        """Return the head that the policy has for the rows in the text, or an empty text."""
        heads = (head for head in self._heads if head.has_row(text) and head.written not in text)
        return next((f"{head.written}\n" for head in heads), "")

    def _redacted(self, text: str) -> Redaction:
        reading = Text(text, self._regions, self._placeholders)
        numbers = self._prefilter.open(reading)
        # Most log lines end here, and nearly all others after the second reading.
        if not numbers or not (found := self._find(reading, numbers)):
            return Redaction(text, ())
        findings = as_findings(found)
        redacted = self._replaced(text, findings)
        again = Text(redacted, self._regions, self._placeholders, reading.rejected)
        new = self._find(again, self._prefilter.open(again, is_redacted=True))
        if not new:
            return Redaction(redacted, tuple(findings))
        settling = self._settling(("", text), findings)
        settling.is_settled_by(as_findings(new))
        return self._settle({("", text): settling}, {}, reading.rejected)["", text]

    def redact_values(self, values: Iterable[Value]) -> dict[Value, Redaction]:
        """Redact values separately, each with its name as context. Values without findings are not in the result.

        The values are read together, which is much cheaper than one at a time.
        """
        redactions: dict[Value, Redaction] = {}
        settling: dict[Value, Settling] = {}
        # Values that are a finding as a whole often get the same placeholder, which is read again only once.
        whole: dict[Value, list[tuple[Value, Finding]]] = {}
        rejected: set[str] = set()
        for value, found in self._find_in(values, rejected).items():
            if len(found) == 1 and found[0].end - found[0].start == len(value[1]):
                stand_in = self._stand_in(found[0].kind, value[1])
                whole.setdefault((value[0], stand_in), []).append((value, found[0]))
                redactions[value] = Redaction(stand_in, (found[0],))
            else:
                settling[value] = self._settling(value, found)
        return redactions | self._settle(settling, whole, rejected)

    def trace(self, text: str) -> Trace:
        """Return the candidates of the first reading of a text, and the decision for each."""
        head = self._head_before(text)
        text = head + text
        reading = Text(text, self._regions, self._placeholders)
        numbers = self._prefilter.open(reading)
        found = {(start, end, kind, rule) for start, _, end, kind, rule in self._find(reading, numbers)}
        traced: list[Traced] = []
        silent: list[tuple[str, str, str]] = []
        for number in numbers:
            reading = Text(text, self._regions, self._placeholders)
            reading.considered, reading.reasons = [], {}
            kind, name, find = self._finders[number]
            spans = find(reading)
            custom = [Considered(*span, (), taken=True, why="a pattern of the tenant") for span in spans]
            considered = reading.considered or custom
            for each in considered:
                start, end = reading.span_as_written(each.start, each.end)
                if not each.taken:
                    outcome = Outcome.LEFT
                elif (start, end, kind, name) in found:
                    outcome = Outcome.TAKEN
                else:
                    outcome = self._why_not(reading, (start, number, end, kind, name), found)
                named = name_at(reading, each.start)
                traced.append(Traced(kind, name, start, end, named, each.account, outcome, each.why))
            if not considered:
                rule = self._rules[number][1] if number < len(self._rules) else None
                silent.append((kind, name, why_silent(rule, reading)))
        return Trace(traced, silent).without_head(len(head))

    def _why_not(self, reading: Text, candidate: Candidate, found: Iterable[tuple[int, int, str, str]]) -> Outcome:
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

    def _settle(
        self,
        settling: dict[Value, Settling],
        whole: Mapping[Value, Sequence[tuple[Value, Finding]]],
        rejected: set[str],
    ) -> dict[Value, Redaction]:
        """Read redacted values again until nothing more is found. `whole` has values that became the same text."""
        redactions: dict[Value, Redaction] = {}
        while settling or whole:
            parts = {value: list(each.parts()) for value, each in settling.items()}
            read = self._find_in([*whole, *(part.value for each in parts.values() for part in each)], rejected)
            for value, each in parts.items():
                new = [found for part in each for found in part.in_whole(read.get(part.value, ()))]
                if settling[value].is_settled_by(new):
                    redactions[value] = settling.pop(value).redaction
            for become, values in whole.items():
                if become in read:
                    settling.update((value, self._settling(value, [found])) for value, found in values)
            whole = {}
        return redactions

    def _settling(self, value: Value, found: Sequence[Finding]) -> Settling:
        return Settling(value, found, self._stand_in, self._placeholders)

    def _find_in(self, values: Iterable[Value], rejected: set[str]) -> dict[Value, list[Finding]]:
        """Read values once, and return the findings of each value that has any."""
        values = list(dict.fromkeys(values))
        if not values:
            return {}
        if len(values) == 1 and not values[0][0]:
            reading = Text(values[0][1], self._regions, self._placeholders, rejected)
            found = self._find(reading, self._prefilter.open(reading))
            return {values[0]: as_findings(found)} if found else {}
        reading = Text.of_values(values, self._regions, self._placeholders, rejected)
        numbers = self._prefilter.open(reading, _reading_of_names(values))
        found_in: dict[Value, list[Finding]] = {}
        starts = reading.starts
        at = 0
        for start, _, end, kind, rule in self._find(reading, numbers):
            at = bisect_right(starts, start, at) - 1
            first = starts[at]
            size = len(values[at][1])
            # A finding ends at the end of its value.
            if start - first < size:
                finding = Finding(kind, start - first, min(end - first, size), rule)
                found_in.setdefault(values[at], []).append(finding)
        return found_in

    def _find(self, reading: Text, numbers: Sequence[int]) -> list[Candidate]:
        """Return what the rules with these numbers find in one reading, in order and without overlaps."""
        if not numbers:
            return []
        candidates: list[Candidate] = []
        for number in numbers:
            kind, name, find = self._finders[number]
            for start, end in find(reading):
                if reading.has_escapes:
                    start, end = reading.span_as_written(start, end)  # noqa: PLW2901 - the same span
                candidates.append((start, number, end, kind, name))
        if not candidates:
            return []
        text = reading.written
        candidates = outside_names_of_tests(reading, candidates)
        if "[" in text and (placeholders := placeholder.places(self._placeholders, text)):
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

    def _replaced(self, text: str, findings: Iterable[Finding]) -> str:
        pieces: list[str] = []
        end = 0
        for found in findings:
            pieces += (text[end : found.start], self._stand_in(found.kind, text[found.start : found.end]))
            end = found.end
        pieces.append(text[end:])
        return "".join(pieces)

    def placeholder_of(self, kind: str, value: str) -> str:
        """Return the placeholder of a value of the kind, in whatever notation the value is written."""
        return self._stand_in(kind, value.strip())

    def _stand_in(self, kind: str, value: str) -> str:
        """Return the placeholder of a finding."""
        if (mask := self._masks.get(kind)) is not None:
            return mask
        if self._actions[kind] is Action.PARTIAL:
            shows = kind not in self._built_in or DETECTORS[kind].is_number
            return placeholder.partial(kind, value) if shows else placeholder.masked(kind)
        return placeholder.pseudonym(kind, self._normalised(kind, value), self._key)


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


@lru_cache(maxsize=256)
def redactor_for(policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> Redactor:
    """Return the redactor of a policy, from a cache."""
    return Redactor(policy, pseudonym_key, shortest=shortest)
