"""One piece of personal data or one secret, found in a text."""

from typing import NamedTuple


class Finding(NamedTuple):
    """`text[start:end]`, counted in characters, is of this kind; `rule` names what decided it.

    `number` is how many findings it stands for: more than one where a region of the text did not settle.
    """

    kind: str
    start: int
    end: int
    rule: str
    number: int = 1
