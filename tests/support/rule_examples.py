"""The examples of each redaction rule, prepared for tests."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.redaction.detectors import DETECTORS
from domain.redaction.engine.prefilter import Prefilter
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from tests.corpus.source import Source
from tests.corpus.template import expand

_REGION = re.compile(r"@([A-Z]{2}) ")
_MARK = re.compile(r"[⟦⟧]")


@dataclass(frozen=True)
class RuleExample:
    """A text, and the spans in it that the rule redacts, if any."""

    kind: str
    rule: Rule
    text: str
    spans: Sequence[Span]
    region: str


def all_rules() -> Iterator[tuple[str, Rule]]:
    """Return every rule with its kind."""
    return ((kind, rule) for kind, detector in DETECTORS.items() for rule in detector.rules)


def examples_of(kind: str, rule: Rule) -> Iterator[RuleExample]:
    """Yield the examples of a rule."""
    for written in (*rule.takes, *rule.leaves):
        region = _REGION.match(written)
        filled = str(expand(Source(written), written[region.end() :] if region else written))
        parts = _MARK.split(filled)
        ends = [len("".join(parts[: number + 1])) for number in range(len(parts))]
        spans = list(zip(ends[:-1:2], ends[1:-1:2], strict=True))
        yield RuleExample(kind, rule, "".join(parts), spans, region[1] if region else "US")


def found_by(rule: Rule, prefilter: Prefilter | None, example: RuleExample) -> list[Span]:
    """Return the spans that a rule alone finds in an example in the first reading, without the prefilter."""
    text = Text(example.text, (example.region,))
    if prefilter is None:
        return [text.span_as_written(*span) for span in rule.spans(text, 0)]
    return [text.span_as_written(*span) for span in rule.spans(text)] if prefilter.open(text) else []
