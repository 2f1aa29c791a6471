"""What the engine asks of a kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.redaction.finding import Finding


@dataclass(frozen=True)
class Detector:
    """`find` yields the findings of one kind in a text, in order, in time linear in the text.

    It must find the same in the rest of a text whether a finding stands there or its placeholder `[KIND]`, and nothing
    in the placeholder itself: else redacting twice would differ from redacting once. `example` is a text that it finds
    something in.
    """

    kind: str
    example: str
    find: Callable[[str], Iterator[Finding]]
