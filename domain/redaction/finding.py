"""One piece of personal data or one secret, found in a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`text[start:end]`, counted in characters, is of this kind; `rule` names what decided it."""

    kind: str
    start: int
    end: int
    rule: str
