"""From a text to a redacted text, by a policy.

One pass over the text tells which rules may find something; only those look for candidates, by bounded patterns, and
only candidates are validated. Most lines of a log end with the first pass.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from domain.redaction import placeholder
from domain.redaction.custom_kind import CustomKind
from domain.redaction.detectors import DETECTORS, Rule
from domain.redaction.detectors.detector import Span
from domain.redaction.finding import Finding
from domain.redaction.line import Line
from domain.redaction.policy import Action, RedactionPolicy
from domain.redaction.screen import Screen

# A placeholder may complete what a finding beside it needs (a boundary, say), so a text is read until nothing new is
# found: hardly ever more than twice. A text that is made for each finding to uncover one more is not kept at all: to
# read it to its end would take the square of time, and to stop would leave something to be found.
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

    Redacting what was redacted changes nothing, and whatever is between findings stays as it is. Time is linear in the
    text. Never raises, whatever the text. With `shortest` every finding becomes `[x]`, which is never longer than what
    it stands for.
    """

    def __init__(self, policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> None:
        if policy.needs_key and not pseudonym_key:
            raise ValueError("The policy asks for pseudonyms, which need a key.")
        self._region = policy.region
        self._actions = policy.actions
        self._key = pseudonym_key
        self._masks = {
            kind: placeholder.SHORTEST if shortest else placeholder.masked(kind)
            for kind, action in policy.actions.items()
            if shortest or action is Action.MASK
        }
        kinds = [kind for kind in DETECTORS if policy.actions.get(kind, Action.KEEP) is not Action.KEEP]
        self._rules = [(kind, rule) for kind in kinds for rule in DETECTORS[kind].rules]
        self._custom = [kind for kind in policy.custom if policy.actions[kind.name] is not Action.KEEP]
        self._screen = _screen(tuple(rule for _, rule in self._rules), tuple(kind.pattern for kind in self._custom))
        self._placeholders = placeholder.pattern_of(policy, shortest=shortest)
        self._allowed = {
            (kind, _normalised(kind, value, policy.region))
            for kind in (*kinds, *(kind.name for kind in self._custom))
            for value in policy.allow
        }

    def redact(self, text: str) -> Redaction:
        """Replace each finding by what its kind's action says."""
        line = Line(text, self._region, self._placeholders)
        first = self._find(line, self._screen.open(line))
        # Most lines of a log end here.
        return self._settle([("", text)], {0: first})[0] if first else Redaction(text, ())

    def redact_values(self, values: Sequence[tuple[str, str]]) -> list[Redaction]:
        """Redact values, each by itself and with the name that it stands under as context (`""` for none).

        Much cheaper than one at a time: they are read together.
        """
        return self._settle(values, self._find_in_values(values))

    def _settle(self, values: Sequence[tuple[str, str]], new: Mapping[int, Sequence[Finding]]) -> list[Redaction]:
        """Redact what was found, and what is found in that which the values become."""
        redactions = [Redaction(text, ()) for _, text in values]
        for _ in range(_MOST_PASSES + 1):
            if not new:
                return redactions
            for at, found in new.items():
                redactions[at] = self._add(values[at][1], redactions[at], found)
            # What has not changed shows nothing new.
            changed = list(new)
            found_in = self._find_in_values([(values[at][0], redactions[at].text) for at in changed])
            new = {changed[at]: found for at, found in found_in.items()}
        for at in new:
            whole = redactions[at].findings[0]._replace(start=0, end=len(values[at][1]))
            redactions[at] = Redaction(self._masks.get(whole.kind, placeholder.masked(whole.kind)), (whole,))
        return redactions

    def _add(self, text: str, redaction: Redaction, new: Sequence[Finding]) -> Redaction:
        """Redact what was found in the redacted text as well."""
        findings = self._merge(text, redaction.findings, new) if redaction.findings else new
        return Redaction(self._replace(text, findings), tuple(findings))

    def _find_in_values(self, values: Sequence[tuple[str, str]]) -> dict[int, list[Finding]]:
        """What one reading finds in each of the values in which something is found, by their places."""
        if not values:
            return {}
        if len(values) == 1 and not values[0][0]:
            line = Line(values[0][1], self._region, self._placeholders)
            findings = self._find(line, self._screen.open(line))
            return {0: findings} if findings else {}
        line = Line.of_values(values, self._region, self._placeholders)
        numbers = sorted({*self._screen.open(line), *self._screen.open(_line_of_names(values))})
        found_in: dict[int, list[Finding]] = {}
        starts = line.starts
        for found in self._find(line, numbers):
            at = bisect_right(starts, found.start) - 1
            start, end = starts[at], starts[at] + len(values[at][1])
            within = found._replace(start=found.start - start, end=min(found.end, end) - start)
            if within.start < within.end:
                found_in.setdefault(at, []).append(within)
        return found_in

    def _find(self, line: Line, numbers: Sequence[int]) -> list[Finding]:
        """What the rules of these numbers find in one reading, in order."""
        if not numbers:
            return []
        candidates: list[_Candidate] = []
        for number in numbers:
            if number < len(self._rules):
                kind, rule = self._rules[number]
                first = rule.gate.start(line) if rule.gate else 0
                if first is None:
                    continue
                spans, name = rule.find(line, first), rule.name
            else:
                own = self._custom[number - len(self._rules)]
                kind, name, spans = own.name, "custom", _find_own(own, line)
            if line.decoded:
                spans = [line.original(*span) for span in spans]
            candidates += [(start, number, end, kind, name) for start, end in spans]
        if not candidates:
            return []
        text = line.encoded
        if "[" in text:
            candidates = self._outside_placeholders(text, candidates)
        findings = _without_overlaps(sorted(candidates))
        if self._allowed:
            findings = [found for found in findings if not self._is_allowed(text[found.start : found.end], found.kind)]
        return findings

    def _outside_placeholders(self, text: str, candidates: list[_Candidate]) -> list[_Candidate]:
        """Those that hold something no placeholder does; one that cuts a placeholder takes the whole of it."""
        nearest = self._placeholders.search(text)
        if nearest is None:
            return candidates
        placeholders = [match.span() for match in self._placeholders.finditer(text, nearest.start())]
        ends = [end for _, end in placeholders]
        kept = []
        for start, number, end, kind, rule in candidates:
            covered, low, high = 0, start, end
            at = bisect_right(ends, start)
            while at < len(placeholders) and placeholders[at][0] < end:
                first, last = placeholders[at]
                covered += min(last, end) - max(first, start)
                low, high = min(low, first), max(high, last)
                at += 1
            if covered < end - start:
                kept.append((low, number, high, kind, rule))
        return kept

    def _is_allowed(self, value: str, kind: str) -> bool:
        return (kind, _normalised(kind, value, self._region)) in self._allowed

    def _merge(self, text: str, old: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
        """Both, as findings in the original; a new one takes in the old ones that it covers."""
        merged: list[Finding] = []
        # How far the original is ahead of the redacted text.
        shift = 0
        at = 0
        for found in new:
            start: int | None = None
            while at < len(old):
                before = old[at]
                length = len(self._placeholder(text, before))
                place = before.start - shift
                if place >= found.end:
                    break
                if place + length <= found.start:
                    merged.append(before)
                elif start is None:
                    start = found.start + shift
                shift += before.end - before.start - length
                at += 1
            merged.append(found._replace(start=found.start + shift if start is None else start, end=found.end + shift))
        return [*merged, *old[at:]]

    def _replace(self, text: str, findings: Iterable[Finding]) -> str:
        pieces: list[str] = []
        end = 0
        for found in findings:
            pieces += (text[end : found.start], self._placeholder(text, found))
            end = found.end
        pieces.append(text[end:])
        return "".join(pieces)

    def _placeholder(self, text: str, found: Finding) -> str:
        kind = found.kind
        if (mask := self._masks.get(kind)) is not None:
            return mask
        value = text[found.start : found.end]
        if self._actions[kind] is Action.PARTIAL:
            return placeholder.partial(kind, value)
        return placeholder.pseudonym(kind, _normalised(kind, value, self._region), self._key)


def _line_of_names(values: Sequence[tuple[str, str]]) -> Line:
    """The names as the screen reads them, with digits behind them, for which some words are screened."""
    return Line("\n".join({f'{name}: "000000' for name, _ in values if name}), "")


def _find_own(own: CustomKind, line: Line) -> Iterator[Span]:
    """What a tenant's pattern matches: within each value, for it may match what stands between them."""
    text = line.sound_text()
    if not line.values:
        yield from own.find(text)
    for value in line.values:
        for start, end in own.find(text[value.start : value.end]):
            yield value.start + start, value.start + end


def _normalised(kind: str, value: str, region: str) -> str:
    """What is equal for values of the kind that mean the same; a tenant's own kinds mean what is written."""
    return DETECTORS[kind].normalise(value, region) if kind in DETECTORS else value


def _without_overlaps(candidates: Sequence[_Candidate]) -> list[Finding]:
    """Of two that overlap, the one whose rule stands first wins, unless it lies within another of its kind."""
    if len(candidates) == 1:
        start, _, end, kind, rule = candidates[0]
        return [Finding(kind, start, end, rule)]
    kept: list[_Candidate] = []
    end = 0
    for candidate in candidates:
        if candidate[0] >= end:
            kept.append(candidate)
            end = candidate[2]
        elif candidate[1] < kept[-1][1] and not (candidate[3] == kept[-1][3] and candidate[2] <= kept[-1][2]):
            # What looks like a token in the middle of a private key is of the key.
            kept[-1] = candidate
            end = candidate[2]
    return [Finding(kind, start, end, rule) for start, _, end, kind, rule in kept]


@lru_cache(maxsize=64)
def _screen(rules: tuple[Rule, ...], patterns: tuple[str, ...]) -> Screen:
    return Screen(rules, patterns)


@lru_cache(maxsize=256)
def redactor_for(policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> Redactor:
    """The policy made ready, once for all logs."""
    return Redactor(policy, pseudonym_key, shortest=shortest)
