"""A finding: personal data or a secret in a text."""

from typing import NamedTuple


class Finding(NamedTuple):
    """`text[start:end]`, in characters, is a value of the kind; `rule` is the name of the rule that found it.

    `number` is how many findings this one stands for. It is more than one if a region of the text did not settle
    (`settling.py`) and was masked as a whole.
    """

    kind: str
    start: int
    end: int
    rule: str
    number: int = 1

    def moved(self, by: int) -> "Finding":
        """Return the finding in a text in which it is this many characters further on."""
        return self._replace(start=self.start + by, end=self.end + by)
