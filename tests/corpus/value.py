"""A value of a kind, with the context that it needs."""

from dataclasses import dataclass
from typing import Literal

from tests.corpus.marked import Marked, finding

Place = Literal["any", "text", "query"]


@dataclass(frozen=True)
class Value:
    """With `telling`, only a key or word that names it makes it a finding. `region` is the tenant's, if it matters.

    `place`: anywhere, anywhere except in a URL's query, or only there because it is already percent-encoded.
    """

    text: Marked
    telling: bool = False
    region: str = ""
    place: Place = "any"


def whole(text: str, label: str, category: str, *, telling: bool = False, region: str = "") -> Value:
    """Return a value that is a finding as a whole."""
    return Value(finding(text, label, category), telling=telling, region=region)
