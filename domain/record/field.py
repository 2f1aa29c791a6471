"""Finding the fields of a record by the names that senders use for them."""

from collections.abc import Callable, Collection, Iterable, Mapping
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


# A way from a key of a record to the value of a field: the field's place among those that are looked for, how soon the
# way is tried, the key, the path from there on, and how the value is read.
Way = tuple[int, int, str, tuple[str, ...], Callable[[JsonValue], Any]]


class Fields:
    """Several fields that are looked for together, so that each key of a record is looked at once."""

    def __init__(self, *fields: Field[Any]) -> None:
        self._nothing: list[Found[Any] | None] = [None] * len(fields)
        # By a key in lower case: the place of a field, how soon the name is tried, the rest of its path, and the name.
        self._names: dict[str, list[tuple[int, int, tuple[str, ...], Name[Any]]]] = {}
        for place, field in enumerate(fields):
            for rank, name in enumerate(field.names):
                path = name.path.lower()
                head, *rest = path.split(".")
                self._names.setdefault(path, []).append((place, rank, (), name))
                if rest:
                    self._names.setdefault(head, []).append((place, rank, tuple(rest), name))

    def find(
        self, record: Mapping[str, JsonValue], accept: Callable[[Any], bool] | None = None
    ) -> list[Found[Any] | None]:
        """The first value of each field that is usable and acceptable, in the order of the fields.

        Keys that differ in case alone are tried in their own order.
        """
        return self.follow(self.ways(record), record, accept)

    def ways(self, keys: Collection[str]) -> list[Way]:
        """The ways that a record with these keys may have, in the order in which they are tried."""
        ways: list[Way] = []
        for key in keys:
            for place, rank, rest, name in self._names.get(key.lower(), ()):
                if (not name.exact or key == name.path) and (not name.beside or _has(keys, name.beside)):
                    ways.append((place, rank, key, rest, name.read))
        if len(ways) > 1:
            ways.sort(key=_in_order)
        return ways

    def follow(
        self, ways: Iterable[Way], record: Mapping[str, JsonValue], accept: Callable[[Any], bool] | None = None
    ) -> list[Found[Any] | None]:
        """What `find` returns, of a record whose ways are known."""
        found = self._nothing.copy()
        for place, _, key, rest, read in ways:
            if found[place] is not None:
                continue
            value = value_at(record[key], rest) if rest else record[key]
            if value is None:
                continue
            usable = read(value)
            if usable is not None and (accept is None or accept(usable)):
                found[place] = usable, key, rest
        return found


_in_order = itemgetter(0, 1, 2)
# More are other records than a logger's.
_MOST_KNOWN = 1_000


class Finder:
    """Finds fields in many records, by remembering the ways of those that have the same keys, as most have.

    One is for the logs of one request: a key may hold anything, and nothing of a log is kept in memory behind it.
    """

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._known: dict[tuple[str, ...], list[Way]] = {}

    def find(self, record: Mapping[str, JsonValue]) -> list[Found[Any] | None]:
        """What `Fields.find` returns."""
        keys = tuple(record)
        ways = self._known.get(keys)
        if ways is None:
            ways = self._fields.ways(keys)
            if len(self._known) < _MOST_KNOWN:
                self._known[keys] = ways
        return self._fields.follow(ways, record)


def value_at(value: JsonValue, path: tuple[str, ...]) -> JsonValue:
    """What lies at a path inside of a value, its names in any case; None where nothing does."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = next((inner for key, inner in value.items() if key.lower() == name), None)
    return value


def _has(keys: Collection[str], names: tuple[str, ...]) -> bool:
    lower = {key.lower() for key in keys}
    return all(name.lower() in lower for name in names)
