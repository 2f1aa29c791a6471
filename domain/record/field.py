"""Finding the fields of a record by the names that senders use for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from domain.json_value import JsonValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name(Generic[T]):
    """A name for a field, and how to read a value under it: `read` returns None for a value that is not usable.

    A dotted path means the nested field or the literal key. The case of the path does not count unless `exact`. With
    `beside` the name counts only in records that have all of these keys too.
    """

    path: str
    read: Callable[[JsonValue], T | None]
    beside: tuple[str, ...] = ()
    exact: bool = False


# A usable field: what was read, the key of the record that leads to it, and the path from there on.
Found = tuple[T, str, tuple[str, ...]]


class Field(Generic[T]):
    """A field under several names, of which the first that is there and usable wins."""

    def __init__(self, *names: Name[T]) -> None:
        self.names = names
        self._alone = Fields(self)

    def search(self, record: Mapping[str, JsonValue], accept: Callable[[T], bool] | None = None) -> Found[T] | None:
        """The first value that is usable and acceptable, of a record of which no other field is wanted."""
        return self._alone.find(record, accept)[0]


class Fields:
    """Several fields that are looked for together, so that each key of a record is looked at once."""

    def __init__(self, *fields: Field[Any]) -> None:
        self._nothing: list[Found[Any] | None] = [None] * len(fields)
        # By a key in lower case: which field it leads to, how soon it is tried, the rest of the path, and the name.
        self._ways: dict[str, list[tuple[int, int, tuple[str, ...], Name[Any]]]] = {}
        for place, field in enumerate(fields):
            for rank, name in enumerate(field.names):
                path = name.path.lower()
                head, *rest = path.split(".")
                self._ways.setdefault(path, []).append((place, rank, (), name))
                if rest:
                    self._ways.setdefault(head, []).append((place, rank, tuple(rest), name))

    def find(
        self, record: Mapping[str, JsonValue], accept: Callable[[Any], bool] | None = None
    ) -> list[Found[Any] | None]:
        """The first value of each field that is usable and acceptable, in the order of the fields.

        Keys that differ in case alone are tried in their own order.
        """
        ways = [
            (place, rank, key, rest, name)
            for key in record
            for place, rank, rest, name in self._ways.get(key.lower(), ())
        ]
        if len(ways) > 1:
            ways.sort(key=_in_order)
        found = self._nothing.copy()
        for place, _, key, rest, name in ways:
            if found[place] is not None:
                continue
            value = value_at(record[key], rest) if rest else record[key]
            if value is None or (name.exact and key != name.path) or (name.beside and not _has(record, name.beside)):
                continue
            read = name.read(value)
            if read is not None and (accept is None or accept(read)):
                found[place] = read, key, rest
        return found


_in_order = itemgetter(0, 1, 2)


def value_at(value: JsonValue, path: tuple[str, ...]) -> JsonValue:
    """What lies at a path inside of a value, its names in any case; None where nothing does."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = next((inner for key, inner in value.items() if key.lower() == name), None)
    return value


def _has(record: Mapping[str, JsonValue], names: tuple[str, ...]) -> bool:
    return {name.lower() for name in names} <= {key.lower() for key in record}
