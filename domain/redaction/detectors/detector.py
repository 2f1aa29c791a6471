"""What the engine asks of a kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.redaction.finding import Finding


@dataclass(frozen=True)
class Detector:
    """`find` yields the findings of one kind in a text, each at least two characters long, in time linear in the text.

    It must find nothing in the placeholder `[KIND]` of any kind. `example` is a text that it finds something in.
    """

    kind: str
    example: str
    find: Callable[[str], Iterator[Finding]]
