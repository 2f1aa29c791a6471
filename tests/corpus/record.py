"""One labelled line."""

from dataclasses import dataclass
from typing import Any

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Record:
    """`spans` (start, end, label, category) must be redacted, `soft` ones may be under that label, and nothing else.

    `region` is the tenant's, for numbers in national format; `cat` is a look-alike's kind. Offsets count characters.
    """

    id: str
    text: str
    spans: tuple[tuple[int, int, str, str], ...] = ()
    soft: tuple[Span, ...] = ()
    region: str = "US"
    cat: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the record as a line of a JSON-lines file."""
        record: dict[str, Any] = {
            "id": self.id,
            "text": self.text,
            "spans": [list(span) for span in self.spans],
            "soft": [list(span) for span in self.soft],
            "region": self.region,
        }
        return record | ({"cat": self.cat} if self.cat else {})
