"""One piece of personal data or one secret, found in a text."""

from typing import NamedTuple


class Finding(NamedTuple):
    """`text[start:end]`, counted in characters, is of this kind; `rule` names what decided it."""

    kind: str
    start: int
    end: int
    rule: str
