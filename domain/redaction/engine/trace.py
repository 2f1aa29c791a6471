"""The trace of a text (`redact --trace`): its candidates, and why each was redacted or not."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from domain.redaction.context import context_before, list_start
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import ENOUGH
from domain.redaction.text import Text
from domain.redaction.text.columns import column_of


class Outcome(StrEnum):
    """The result for a candidate."""

    TAKEN = "taken"
    LEFT = "left"
    ALLOWED = "left: the policy allows it"
    NAME_OF_TEST = "left: it is in the name of a test"
    PROTECTED = "left: a custom kind keeps it"
    PLACEHOLDER = "left: it is a placeholder"
    OVERLAPPED = "another finding takes its place"


class Traced(NamedTuple):
    """A candidate of a rule, `text[start:end]`, with its name and its account.

    `why` is what the rule's own function says. Candidates that it has left have no account.
    """

    kind: str
    rule: str
    start: int
    end: int
    name: str
    account: Sequence[tuple[int, str]]
    outcome: Outcome
    why: str = ""

    @property
    def points(self) -> int:
        """The sum of the account's points."""
        return sum(points for points, _ in self.account)


class Trace(NamedTuple):
    """The candidates of the first reading of a text.

    `without_candidates` has the rules that ran and found no candidate: kind, name, and why. A rule that is not in the
    trace did not run, because the text contains none of its words or shapes. `enough` is the number of points that a
    candidate needs.
    """

    considered: Sequence[Traced]
    without_candidates: Sequence[tuple[str, str, str]]
    enough: int = ENOUGH

    def without_head(self, size: int) -> "Trace":
        """Return the trace of the text behind a head of this many characters, in the order of the text."""
        behind = [
            each._replace(start=each.start - size, end=each.end - size)
            for each in self.considered
            if each.start >= size
        ]
        return self._replace(considered=sorted(behind, key=lambda each: (each.start, each.end)))


def name_at(text: Text, start: int) -> str:
    """Return the name that rules read for the value or the list at `start`."""
    if column := column_of(text.columns(), start):
        return f"column {column}"
    context = context_before(text, list_start(text, start))
    if context.name:
        return f"key {context.name}"
    return f"words {' '.join(reversed(context.words[:3]))}" if context.words else ""


def why_silent(rule: Rule | None, text: Text) -> str:
    """Return why a rule that ran has no candidate in a text. A custom pattern is no rule."""
    if rule is not None and rule.precheck is not None and rule.precheck.start(text) is None:
        return "its precheck does not match"
    if rule is None or isinstance(rule.pattern, Pattern):
        return "its pattern does not match"
    return f"its function in `{rule.pattern.__module__.removeprefix('domain.redaction.')}` finds nothing"
