"""From a text to a redacted text, by a policy.

One pass over the text tells which rules may find something; only those look for candidates, by bounded patterns, and
only candidates are validated. Most lines of a log end with the first pass.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from domain.redaction import placeholder
from domain.redaction.custom_kind import CustomKind
from domain.redaction.detectors import DETECTORS, Rule
from domain.redaction.detectors.detector import Span
from domain.redaction.finding import Finding
from domain.redaction.line import Line
from domain.redaction.policy import Action, RedactionPolicy
from domain.redaction.screen import Screen
from domain.redaction.settling import Redaction, Settling
from domain.redaction.value import Value

# Start, the rule's number, end, kind and the rule's name: sorted, what stands first comes first.
_Candidate = tuple[int, int, int, str, str]


class Redactor:
    """A policy made ready. `pseudonym_key` is the tenant's; without it a policy with pseudonyms is a ValueError.

    Redacting what was redacted changes nothing, and whatever is between findings stays as it is. Time is in proportion
    to the text, and bounded for each of its characters (docs/redaction-cost.md). Never raises, whatever the text. With
    `shortest` every finding becomes `[x]`, which is never longer than what
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
        return self._settle([Value("", text)], {0: first})[0] if first else Redaction(text, ())

    def redact_values(self, values: Sequence[Value]) -> list[Redaction]:
        """Redact values, each by itself and with its name as context.

        Much cheaper than one at a time: they are read together.
        """
        return self._settle(values, self._find_in(values))

    def _settle(self, values: Sequence[Value], first: Mapping[int, Sequence[Finding]]) -> list[Redaction]:
        """Redact what was found first, and what is found in that which the values become."""
        redactions = [Redaction(value.text, ()) for value in values]
        settling = {at: Settling(values[at], found, self._stand_in, self._placeholders) for at, found in first.items()}
        while settling:
            parts = [(at, part) for at, each in settling.items() for part in each.parts()]
            found = self._find_in([part.value for _, part in parts])
            found_at: dict[int, list[Finding]] = {at: [] for at in settling}
            for number, (at, part) in enumerate(parts):
                found_at[at] += part.in_whole(found.get(number, ()))
            for at, new in found_at.items():
                if settling[at].is_settled_by(new):
                    redactions[at] = settling.pop(at).redaction
        return redactions

    def _find_in(self, values: Sequence[Value]) -> dict[int, list[Finding]]:
        """What one reading finds in each of the values in which something is found, by their places."""
        if not values:
            return {}
        if len(values) == 1 and not values[0].name:
            line = Line(values[0].text, self._region, self._placeholders)
            findings = self._find(line, self._screen.open(line))
            return {0: findings} if findings else {}
        line = Line.of_values(values, self._region, self._placeholders)
        numbers = sorted({*self._screen.open(line), *self._screen.open(_line_of_names(values))})
        found_in: dict[int, list[Finding]] = {}
        starts = line.starts
        for found in self._find(line, numbers):
            at = bisect_right(starts, found.start) - 1
            start, end = starts[at], starts[at] + len(values[at].text)
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
        if "[" in text and (placeholders := placeholder.places(self._placeholders, text)):
            candidates = list(_outside(placeholders, candidates))
        findings = _without_overlaps(sorted(candidates))
        if self._allowed:
            findings = [found for found in findings if not self._is_allowed(text[found.start : found.end], found.kind)]
        return findings

    def _is_allowed(self, value: str, kind: str) -> bool:
        return (kind, _normalised(kind, value, self._region)) in self._allowed

    def _stand_in(self, kind: str, value: str) -> str:
        """What stands in the place of a finding."""
        if (mask := self._masks.get(kind)) is not None:
            return mask
        if self._actions[kind] is Action.PARTIAL:
            return placeholder.partial(kind, value)
        return placeholder.pseudonym(kind, _normalised(kind, value, self._region), self._key)


def _line_of_names(values: Sequence[Value]) -> Line:
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


def _outside(placeholders: Sequence[Span], candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
    """Those that hold something no placeholder does; one that cuts a placeholder takes the whole of it."""
    for start, number, end, kind, rule in candidates:
        low, high, covered = placeholder.widened(placeholders, start, end)
        if covered < end - start:
            yield low, number, high, kind, rule


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
