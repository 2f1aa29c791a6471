"""What was considered in a text, and why each place was taken or left: for people who wonder (`redact --trace`)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from domain.redaction.columns import column_of
from domain.redaction.context import context_before, list_start
from domain.redaction.evidence import ENOUGH
from domain.redaction.text import Text


class Outcome(StrEnum):
    """What became of a candidate."""

    TAKEN = "taken"
    LEFT = "left"
    ALLOWED = "left: the policy allows it"
    PROTECTED = "left: a custom kind keeps it"
    PLACEHOLDER = "left: it is a placeholder"
    OVERLAPPED = "another finding takes its place"


class Traced(NamedTuple):
    """A candidate of a rule: `text[start:end]`, what names it, and the account by which the rule judged it."""

    kind: str
    rule: str
    start: int
    end: int
    name: str
    account: Sequence[tuple[int, str]]
    outcome: Outcome

    @property
    def points(self) -> int:
        """The sum of the account."""
        return sum(points for points, _ in self.account)


class Trace(NamedTuple):
    """What the first reading of a text considered.

    `without_candidates` are the rules, with their kinds, that the prefilter let look and that saw no candidate. A rule
    that is nowhere in the trace was not asked: no word or shape in the text is one of its own.
    `enough` is how many points a candidate needs.
    """

    considered: Sequence[Traced]
    without_candidates: Sequence[tuple[str, str]]
    enough: int = ENOUGH


def name_at(text: Text, start: int) -> str:
    """What names the value that begins at `start` or its list, as rules read it."""
    if column := column_of(text.columns(), start):
        return f"column {column}"
    context = context_before(text, list_start(text, start))
    if context.name:
        return f"key {context.name}"
    return f"words {' '.join(reversed(context.words[:3]))}" if context.words else ""
