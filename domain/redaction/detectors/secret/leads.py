"""Tables of the words before secrets that mean nothing else, such as `requirepass …`."""

from collections.abc import Iterable
from typing import NamedTuple

from domain.redaction.named.references import is_reference

QUOTE = r"\\*[\"']?"
VALUE = r"(?P<value>[^\s\"'\\<>]{3,})"


class Lead(NamedTuple):
    """The text before a secret: an RE2 pattern for the prefilter, which finds a part of it, and the whole pattern."""

    keyword: str
    pattern: str


def any_lead(leads: Iterable[Lead]) -> str:
    """Return a pattern for any of these texts."""
    return f"(?:{'|'.join(lead.pattern for lead in leads)})"


def keywords_of(leads: Iterable[Lead]) -> tuple[str, ...]:
    """Return the patterns for the prefilter."""
    return tuple(dict.fromkeys(lead.keyword for lead in leads))


def is_value(value: str) -> bool:
    """Return whether the value is neither a flag nor a variable."""
    return not value.startswith("-") and not is_reference(value)
