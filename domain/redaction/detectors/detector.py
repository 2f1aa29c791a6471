"""A kind of personal data or secrets: its rules, and the normal form of its values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.redaction.rule import Rule
from domain.redaction.text import Text, digits_of


def as_written(value: str, _regions: Sequence[str]) -> str:
    """Return the letters and digits in lower case, without spaces and separators."""
    return "".join(filter(str.isalnum, value)).lower()


def unchanged(value: str, _regions: Sequence[str]) -> str:
    """Return the value itself."""
    return value


def digits_only(value: str, _regions: Sequence[str]) -> str:
    """Return the digits, of any script."""
    return digits_of(Text(value).folded)


# Only with a constructor, as `Rule`.
@dataclass(eq=False, repr=False, match_args=False)
class Detector:
    """A kind. `example` is a text with a value of the kind; `source` says where its rules come from.

    If `is_number`, the action `partial` shows the last digits of a value; otherwise it shows nothing. `since` is the
    first catalogue that has the kind. `normalise(value, regions)` returns equal strings for equal values, in whatever
    notation they are written. Values of a kind that is `kept_in_names_of_tests` stay there
    (`engine/names_of_tests.py`).
    """

    kind: str
    example: str
    source: str
    rules: tuple[Rule, ...]
    normalise: Callable[[str, Sequence[str]], str] = as_written
    is_number: bool = False
    kept_in_names_of_tests: bool = False
    since: int = 1
