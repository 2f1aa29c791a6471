"""What the engine asks of a kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.redaction.precheck import Precheck
from domain.redaction.text import Text

Span = tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """One way in which values of a kind are told.

    `words` and `shapes` are RE2 patterns over the line's folded, without regard to case. They are asked of every text,
    all rules' words in one automaton and all shapes in another, so they are short and local: nothing that spans a gap.
    What one of several words tells are several patterns and no alternation: RE2 then shares what they begin with, and
    a pattern that minds case makes twice the states of all others.
    Where one of them matches, `gate` is asked, if there is one: a precise pattern of the same kind. Where that matches
    too, `find` is given the line and where the gate's first match begins (0 without a gate), and yields spans in order,
    in time linear in the text.
    """

    name: str
    find: Callable[[Text, int], Iterable[Span]]
    words: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    precheck: Precheck | None = None


def as_written(value: str, _region: str) -> str:
    """Letters and digits in lower case: what is left when spaces and separators do not count."""
    return "".join(filter(str.isalnum, value)).lower()


@dataclass(frozen=True)
class Detector:
    """A kind: `example` is a text that it finds something in, `source` says where its rules come from.

    `normalise(value, region)` gives equal strings for values that mean the same, however they are written.
    """

    kind: str
    example: str
    source: str
    rules: tuple[Rule, ...]
    normalise: Callable[[str, str], str] = as_written
