"""Tables of the words before values that mean nothing else, such as `requirepass …`."""

from collections.abc import Iterable
from typing import NamedTuple


class Lead(NamedTuple):
    """The text before a value: an RE2 pattern for the prefilter, which finds a part of it, and the whole pattern."""

    keyword: str
    pattern: str


def any_lead(leads: Iterable[Lead]) -> str:
    """Return a pattern for any of these texts."""
    return f"(?:{'|'.join(lead.pattern for lead in leads)})"


def keywords_of(leads: Iterable[Lead]) -> tuple[str, ...]:
    """Return the patterns for the prefilter."""
    return tuple(dict.fromkeys(lead.keyword for lead in leads))
