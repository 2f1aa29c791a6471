"""Finding the fields of a record by the names that senders use for them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from domain.json_value import JsonValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name(Generic[T]):
    """A name for a field, and the function that reads its value: `read` returns None for an unusable value.

    A dotted path means the nested field or the literal key. It is case-insensitive unless `exact`. With `beside`, the
    name applies only to records that also have all of these keys.
    """

    path: str
    read: Callable[[JsonValue], T | None]
    beside: tuple[str, ...] = ()
    exact: bool = False


# A field with a usable value: the value, the key of the record that leads to it, and the rest of the path.
Found = tuple[T, str, tuple[str, ...]]


class Field(Generic[T]):
    """A field with several names. The first name with a usable value wins."""

    def __init__(self, *names: Name[T]) -> None:
        self.names = names
        self._alone = Fields(self)

    def search(self, record: Mapping[str, JsonValue], accept: Callable[[T], bool] | None = None) -> Found[T] | None:
        """Find this field alone: return the first usable value that `accept` accepts, or None."""
        return self._alone.find(record, accept)[0]


# A way from a key of a record to the value of a field: the field's index, the rank of the name (lower ranks are tried
# first), the key, the rest of the path, and the function that reads the value.
Way = tuple[int, int, str, tuple[str, ...], Callable[[JsonValue], Any]]


class Fields:
    """Several fields that are searched for together, so that each key of a record is visited once."""

    def __init__(self, *fields: Field[Any]) -> None:
        self._nothing: list[Found[Any] | None] = [None] * len(fields)
        # Lower-case key: index of the field, rank of the name, rest of its path, and the name.
        self._names: dict[str, list[tuple[int, int, tuple[str, ...], Name[Any]]]] = {}
        for index, field in enumerate(fields):
            for rank, name in enumerate(field.names):
                path = name.path.lower()
                head, *rest = path.split(".")
                self._names.setdefault(path, []).append((index, rank, (), name))
                if rest:
                    self._names.setdefault(head, []).append((index, rank, tuple(rest), name))

    def find(
        self, record: Mapping[str, JsonValue], accept: Callable[[Any], bool] | None = None
    ) -> list[Found[Any] | None]:
        """Return for each field, in order, the first usable value that `accept` accepts, or None.

        Keys that differ only in case are tried in their sort order.
        """
        return self.follow(self.ways(record), record, accept)

    def ways(self, keys: Collection[str]) -> list[Way]:
        """Return the ways for a record with these keys, in the order in which they are tried."""
        ways: list[Way] = []
        for key in keys:
            for index, rank, rest, name in self._names.get(key.lower(), ()):
                if (not name.exact or key == name.path) and (not name.beside or _has(keys, name.beside)):
                    ways.append((index, rank, key, rest, name.read))
        if len(ways) > 1:
            ways.sort(key=_in_order)
        return ways

    def follow(
        self, ways: Iterable[Way], record: Mapping[str, JsonValue], accept: Callable[[Any], bool] | None = None
    ) -> list[Found[Any] | None]:
        """Return what `find` returns, for a record whose ways are already known."""
        found = self._nothing.copy()
        for index, _, key, rest, read in ways:
            if found[index] is not None:
                continue
            value = value_at(record[key], rest) if rest else record[key]
            if value is None:
                continue
            usable = read(value)
            if usable is not None and (accept is None or accept(usable)):
                found[index] = usable, key, rest
        return found


_in_order = itemgetter(0, 1, 2)
# Loggers write few different sets of keys; records with more sets are data of another kind, not worth the memory.
_MOST_KNOWN = 1_000


class Finder:
    """Finds fields in many records, and caches the ways by the records' keys, which are the same for most records.

    Use one finder per request or batch: keys may contain personal data, which must not stay in memory longer.
    """

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._known: dict[tuple[str, ...], list[Way]] = {}

    def find(self, record: Mapping[str, JsonValue]) -> list[Found[Any] | None]:
        """Return what `Fields.find` returns."""
        keys = tuple(record)
        ways = self._known.get(keys)
        if ways is None:
            ways = self._fields.ways(keys)
            if len(self._known) < _MOST_KNOWN:
                self._known[keys] = ways
        return self._fields.follow(ways, record)


def value_at(value: JsonValue, path: tuple[str, ...]) -> JsonValue:
    """Return the value at a path of lower-case names, which match keys of any case; None if there is none."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = next((inner for key, inner in value.items() if key.lower() == name), None)
    return value


def _has(keys: Collection[str], names: tuple[str, ...]) -> bool:
    lower = {key.lower() for key in keys}
    return all(name.lower() in lower for name in names)
