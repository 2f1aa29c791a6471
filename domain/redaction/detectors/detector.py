"""A kind of personal data or of secrets: its rules, and what makes two of its values equal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.redaction.rule import Rule


def as_written(value: str, _regions: Sequence[str]) -> str:
    """Letters and digits in lower case: what is left when spaces and separators do not count."""
    return "".join(filter(str.isalnum, value)).lower()


@dataclass(frozen=True)
class Detector:
    """A kind. `example` is a text in which something of it is found, `source` says where its rules come from.

    Of a kind that `is_number` the action `partial` shows the last digits, of any other kind nothing. `since` is the
    version of the catalogue that the kind came with (`catalogue`).

    `normalise(value, regions)` gives equal strings for values that mean the same, however they are written.
    """

    kind: str
    example: str
    source: str
    rules: tuple[Rule, ...]
    normalise: Callable[[str, Sequence[str]], str] = as_written
    is_number: bool = False
    since: int = 1
