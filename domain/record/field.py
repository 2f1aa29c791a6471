"""Finding the fields of a record by the names that senders use for them."""

from collections.abc import Callable, Mapping, Sequence
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


# A way to a field of a record: its rank among them (the lowest comes first), the key of the record, the path from there
# on, and the name. A plain tuple, for each record of a batch has several.
Way = tuple[int, str, tuple[str, ...], Name[Any]]
# A usable field: what was read, the key of the record that holds it, and whether it lies deeper in that key's value.
Found = tuple[T, str, bool]


class Field(Generic[T]):
    """A field under several names, of which the first that is there and usable wins."""

    def __init__(self, *names: Name[T]) -> None:
        self.names = names

    def find(
        self, record: Mapping[str, JsonValue], ways: list[Way], accept: Callable[[T], bool] | None = None
    ) -> Found[T] | None:
        """The first value that is usable and acceptable; keys that differ in case alone are tried in their order."""
        if len(ways) > 1:
            ways.sort(key=_by_rank_and_key)
        for _, key, rest, name in ways:
            value = _nested(record[key], rest) if rest else record[key]
            if value is None or (name.exact and key != name.path) or (name.beside and not _has(record, name.beside)):
                continue
            read: T | None = name.read(value)
            if read is not None and (accept is None or accept(read)):
                return read, key, bool(rest)
        return None

    def of(
        self, record: Mapping[str, JsonValue], ways: list[Way], accept: Callable[[T], bool] | None = None
    ) -> T | None:
        """What was read of it, or None."""
        found = self.find(record, ways, accept) if ways else None
        return found[0] if found else None


class Fields:
    """Several fields that are looked for together, so that each key of a record is looked at once."""

    def __init__(self, *fields: Field[Any]) -> None:
        self._number = len(fields)
        # By a key in lower case: which field it leads to, and how.
        self._ways: dict[str, list[tuple[int, int, tuple[str, ...], Name[Any]]]] = {}
        for place, field in enumerate(fields):
            for rank, name in enumerate(field.names):
                path = name.path.lower()
                head, *rest = path.split(".")
                self._ways.setdefault(path, []).append((place, rank, (), name))
                if rest:
                    self._ways.setdefault(head, []).append((place, rank, tuple(rest), name))

    def ways(self, record: Mapping[str, JsonValue]) -> Sequence[list[Way]]:
        """For each of the fields, in their order, the ways to it that this record has."""
        found: list[list[Way]] = [[] for _ in range(self._number)]
        for key in record:
            for place, rank, rest, name in self._ways.get(key.lower(), ()):
                found[place].append((rank, key, rest, name))
        return found


_by_rank_and_key = itemgetter(0, 1)


def _nested(value: JsonValue, path: tuple[str, ...]) -> JsonValue:
    """What lies at the path, in any case; None where nothing does."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = next((inner for key, inner in value.items() if key.lower() == name), None)
    return value


def _has(record: Mapping[str, JsonValue], names: tuple[str, ...]) -> bool:
    return {name.lower() for name in names} <= {key.lower() for key in record}
