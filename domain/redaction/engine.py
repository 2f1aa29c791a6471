"""From a text to a redacted text, by a policy.

One pass of all rules' screens over the text tells which rules may find something; only those look for candidates, by
bounded patterns, and only candidates are validated. Most lines of a log end with the first pass.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from domain.redaction import placeholder
from domain.redaction.detectors import DETECTORS, Rule
from domain.redaction.finding import Finding
from domain.redaction.line import Line
from domain.redaction.policy import Action, RedactionPolicy
from domain.redaction.screen import Screen

# A placeholder may complete what a finding beside it needs (a boundary, say), so a text is read until nothing new is
# found: hardly ever more than twice.
_MOST_PASSES = 8


# Start, the rule's number, end, kind and the rule's name: sorted, what stands first comes first.
_Candidate = tuple[int, int, int, str, str]


class Redaction(NamedTuple):
    """The redacted text, and what was found in the original: findings in order, none overlapping."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        """Findings by kind, `{"PHONE": 2}`."""
        return Counter(finding.kind for finding in self.findings)


class Redactor:
    """A policy made ready. `pseudonym_key` is the tenant's; without it a policy with pseudonyms is a ValueError.

    With `shortest` every finding becomes `[x]`, which is never longer than what it stands for.

    Redacting what was redacted changes nothing, and whatever is between findings stays as it is. Time is linear in the
    text. Never raises, whatever the text.
    """

    def __init__(self, policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> None:
        if policy.needs_key and not pseudonym_key:
            raise ValueError("The policy asks for pseudonyms, which need a key.")
        self._policy = policy
        self._key = pseudonym_key
        self._shortest = shortest
        kinds = [kind for kind in DETECTORS if policy.actions.get(kind, Action.KEEP) is not Action.KEEP]
        self._rules = [(kind, rule) for kind in kinds for rule in DETECTORS[kind].rules]
        self._custom = [kind for kind in policy.custom if policy.actions.get(kind.name, Action.MASK) is not Action.KEEP]
        self._open = _screen(tuple(rule for _, rule in self._rules), tuple(kind.pattern for kind in self._custom)).open
        self._placeholders = placeholder.pattern_of(policy)
        self._allowed = {
            (kind, DETECTORS[kind].normalise(value, policy.region)) for kind in kinds for value in policy.allow
        } | {(kind.name, value) for kind in self._custom for value in policy.allow}

    def redact(self, text: str) -> Redaction:
        """Replace each finding by what its kind's action says."""
        # Most lines of a log end here: nothing in them may be anything.
        if not (first := self._findings(text)):
            return Redaction(text, ())
        findings = self._fixpoint(text, first, 0, len(text))
        return Redaction(self._replace(text, findings), tuple(findings))

    def redact_named(self, name: str, value: str) -> Redaction:
        """Redact a value that stands under a name; the findings' offsets are the value's."""
        quote = next((quote for quote in "\"'`" if quote not in value), '"')
        start = len(name) + 3
        text = f"{name}: {quote}{value}{quote}"
        findings = [
            finding._replace(start=finding.start - start, end=finding.end - start)
            for finding in self._fixpoint(text, self._findings(text), start, start + len(value))
        ]
        return Redaction(self._replace(value, findings), tuple(findings)) if findings else Redaction(value, ())

    def _fixpoint(self, text: str, first: Sequence[Finding], lowest: int, highest: int) -> list[Finding]:
        """All findings between two places: the first ones, and those of what the text becomes."""
        findings: list[Finding] = []
        current, new = text, first
        for _ in range(_MOST_PASSES):
            end = highest - (len(text) - len(current))
            new = [finding for finding in new if finding.start >= lowest and finding.end <= end]
            if not new:
                break
            findings = self._merge(text, findings, new) if findings else new
            current = self._replace(text, findings)
            new = self._findings(current)
        return findings

    def _findings(self, text: str) -> list[Finding]:
        line = Line(text, self._policy.region)
        if not (numbers := self._open(line)):
            return []
        candidates: list[_Candidate] = []
        for number in numbers:
            if number < len(self._rules):
                kind, rule = self._rules[number]
                start = 0
                if rule.gate is not None:
                    if not (span := rule.gate.first(line)):
                        continue
                    start = span[0]
                spans, name = rule.find(line, start), rule.name
            else:
                own = self._custom[number - len(self._rules)]
                kind, name, spans = own.name, "custom", own.find(line.sound_text())
            for span in spans:
                low, high = line.original(*span)
                candidates.append((low, number, high, kind, name))
        if not candidates:
            return []
        candidates.sort()
        if "[" in text:
            candidates = self._outside_placeholders(text, candidates)
        findings = _without_overlaps(candidates)
        if self._allowed:
            findings = [found for found in findings if not self._is_allowed(text[found.start : found.end], found.kind)]
        return findings

    def _outside_placeholders(self, text: str, candidates: Iterable[_Candidate]) -> list[_Candidate]:
        """Those with something in them that no placeholder of the policy holds; one that cuts a placeholder takes it whole."""
        placeholders = [match.span() for match in self._placeholders.finditer(text)]
        if not placeholders:
            return list(candidates)
        kept = []
        first = 0
        for start, index, end, kind, rule in candidates:
            while first < len(placeholders) and placeholders[first][1] <= start:
                first += 1
            covered = 0
            widened_start, widened_end = start, end
            for low, high in placeholders[first:]:
                if low >= end:
                    break
                covered += min(high, end) - max(low, start)
                widened_start, widened_end = min(widened_start, low), max(widened_end, high)
            if covered < end - start:
                kept.append((widened_start, index, widened_end, kind, rule))
        kept.sort()
        return kept

    def _is_allowed(self, value: str, kind: str) -> bool:
        detector = DETECTORS.get(kind)
        return (kind, detector.normalise(value, self._policy.region) if detector else value) in self._allowed

    def _merge(self, text: str, old: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
        """Both, as findings in the original; a new one takes in the old ones that it covers."""
        merged: list[Finding] = []
        shift = 0
        remaining = list(old)
        for finding in new:
            start = end = None
            while remaining:
                before = remaining[0]
                length = len(self._placeholder(text, before))
                at = before.start - shift
                if at + length <= finding.start:
                    shift += before.end - before.start - length
                    merged.append(remaining.pop(0))
                elif at < finding.end:
                    # Covered: a finding never cuts a placeholder.
                    start = finding.start + shift if start is None else start
                    shift += before.end - before.start - length
                    remaining.pop(0)
                else:
                    break
            start = finding.start + shift if start is None else start
            end = finding.end + shift
            merged.append(finding._replace(start=start, end=end))
        return merged + remaining

    def _replace(self, text: str, findings: Iterable[Finding]) -> str:
        pieces: list[str] = []
        end = 0
        for finding in findings:
            pieces += (text[end : finding.start], self._placeholder(text, finding))
            end = finding.end
        return "".join((*pieces, text[end:]))

    def _placeholder(self, text: str, finding: Finding) -> str:
        if self._shortest:
            return placeholder.SHORTEST
        kind = finding.kind
        action = self._policy.actions.get(kind, Action.MASK)
        if action is Action.MASK:
            return placeholder.masked(kind)
        value = text[finding.start : finding.end]
        if action is Action.PARTIAL:
            return placeholder.partial(kind, value)
        detector = DETECTORS.get(kind)
        return placeholder.pseudonym(
            kind, detector.normalise(value, self._policy.region) if detector else value, self._key
        )


def _without_overlaps(candidates: Iterable[_Candidate]) -> list[Finding]:
    """Of two that overlap, the one whose rule stands first wins."""
    kept: list[_Candidate] = []
    for candidate in candidates:
        if not kept or candidate[0] >= kept[-1][2]:
            kept.append(candidate)
        elif candidate[1] < kept[-1][1]:
            kept[-1] = candidate
    return [Finding(kind, start, end, rule) for start, _, end, kind, rule in kept]


@lru_cache(maxsize=64)
def _screen(rules: tuple[Rule, ...], patterns: tuple[str, ...]) -> Screen:
    return Screen(rules, patterns)


@lru_cache(maxsize=256)
def redactor_for(policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> Redactor:
    """The policy made ready, once for all logs."""
    return Redactor(policy, pseudonym_key, shortest=shortest)
