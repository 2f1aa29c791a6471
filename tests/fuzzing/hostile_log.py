"""Logs designed to be expensive, described by short recipes, so that a search can vary and repeat them."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from domain.json_value import JsonValue

# In a recipe, each of these becomes a different number, so that repeated units differ.
COUNTER = "\N{NUMERO SIGN}"
_FIRST_NUMBER, _NUMBERS = 100_000, 900_000


class Shape(StrEnum):
    """The place in a log where the repeated unit is."""

    TEXT = "text"
    LIST = "list"
    OBJECT = "object"
    CHILDREN = "children"
    NAMED = "named"


@dataclass(frozen=True)
class Recipe:
    """A log of about `size` bytes.

    A text is `head`, then `unit` repeatedly, then `tail`. In attributes, `unit` is each of the values, `head` the key
    above them, and `tail` the keys of the values, if they have any.
    """

    shape: Shape
    head: str
    unit: str
    tail: str
    size: int

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def parse(written: str) -> "Recipe":
        """Read the output of `str`."""
        fields = json.loads(written)
        return Recipe(**fields | {"shape": Shape(fields["shape"])})

    def log(self, seed: int = 0) -> tuple[str, dict[str, JsonValue]]:
        """Return text and attributes; another seed gives other numbers."""
        numbers = _numbers(seed)
        return (self._text(numbers), {}) if self.shape is Shape.TEXT else ("", self._attributes(numbers))

    def _text(self, numbers: Iterator[int]) -> str:
        pieces, size = [self.head], len(self.head) + len(self.tail)
        while size < self.size:
            pieces.append(_counted(self.unit or " ", numbers))
            size += len(pieces[-1].encode("utf-8", "surrogatepass"))
        return "".join((*pieces, self.tail))

    def _attributes(self, numbers: Iterator[int]) -> dict[str, JsonValue]:
        own_key = self.tail if COUNTER in self.tail else self.tail + COUNTER
        values: list[JsonValue] = []
        children: dict[str, JsonValue] = {}
        size = len(json.dumps(self.head))
        while size < self.size:
            key, value = _counted(own_key, numbers), _as_json(_counted(self.unit, numbers))
            if self.shape is Shape.LIST:
                values.append(value)
                size += len(json.dumps(value)) + len(", ")
            elif self.shape is Shape.NAMED:
                values.append({"name": key, "value": value})
                size += len(json.dumps(values[-1])) + len(", ")
            else:
                children[key] = value
                size += len(json.dumps({key: value}))
        return children if self.shape is Shape.OBJECT else {self.head: values or children}


def size_of(text: str, attributes: dict[str, JsonValue]) -> int:
    """Return the size of a log in bytes: its text in UTF-8, and its attributes as JSON."""
    return len(text.encode("utf-8", "surrogatepass")) + (len(json.dumps(attributes)) if attributes else 0)


def _numbers(seed: int) -> Iterator[int]:
    number = seed * 7_919
    while True:
        yield _FIRST_NUMBER + number % _NUMBERS
        number += 1


def _counted(unit: str, numbers: Iterator[int]) -> str:
    first, *others = unit.split(COUNTER)
    return first + "".join(f"{next(numbers)}{other}" for other in others)


def _as_json(written: str) -> JsonValue:
    """Return a number if the text is one, as a sender would write it."""
    return int(written) if written.isascii() and written.isdigit() and not written.startswith("0") else written
