"""A value of some kind, with what must stand around it to be one."""

from dataclasses import dataclass
from typing import Literal

from tests.corpus.marked import Marked, finding

Place = Literal["any", "text", "query"]


@dataclass(frozen=True)
class Value:
    """`telling`: only a telling key or word makes it a finding. `region`: the tenant's, where it matters.

    `place`: anywhere, in anything but a URL's query, or only there, because it is percent-encoded already.
    """

    text: Marked
    telling: bool = False
    region: str = ""
    place: Place = "any"


def whole(text: str, label: str, category: str, *, telling: bool = False, region: str = "") -> Value:
    """A value that is a finding as a whole."""
    return Value(finding(text, label, category), telling=telling, region=region)
