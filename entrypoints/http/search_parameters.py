"""Reading the parameters of a search, from a query string or a JSON document, into a LogQuery."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from application.find_placeholders import PersonalValue
from domain.level import Level
from domain.log_time import MAX_TIME
from domain.query.counting import ATTRIBUTE_PREFIX
from domain.query.log_query import AttributeTest, Conflicts, LogQuery, Order
from domain.query.phrases import InvalidSearch, parse_phrases
from domain.timestamps import NANOSECONDS_A_SECOND, parse_nanoseconds
from entrypoints.http.errors import RequestError, bad_request

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

MOST_PARAMETERS = 50
MOST_CHARACTERS = 1_000
MOST_VALUES = 10
BOUNDS = ("since", "until")
FILTERS = ("level", "min_level", "service", "q", "re", "trace_id", "conflicts")
# The parameters of a search in a range of time.
SEARCH = (*BOUNDS, *FILTERS, ATTRIBUTE_PREFIX)
_REPEATABLE = frozenset(("level", "service", "q", "field"))
_WHOLE = re.compile("[0-9]{1,9}")
_TRACE_ID = re.compile("[0-9a-f]{32}")
_RELATIVE = re.compile("-([0-9]{1,9})(ms|s|m|h|d|w)")
_UNITS = {
    "ms": NANOSECONDS_A_SECOND // 1_000,
    "s": NANOSECONDS_A_SECOND,
    "m": 60 * NANOSECONDS_A_SECOND,
    "h": 3_600 * NANOSECONDS_A_SECOND,
    "d": 86_400 * NANOSECONDS_A_SECOND,
    "w": 604_800 * NANOSECONDS_A_SECOND,
}
# An error repeats the name of an unknown parameter only if it is a plain word: anything else may be a misplaced value.
_PLAIN_NAME = re.compile("[a-z]+(?:_[a-z]+)*")
_LONGEST_PLAIN_NAME = 24


class Parameters:
    """Parameters by name, each with its values. An invalid one raises RequestError, which names the parameter."""

    def __init__(self, pairs: Sequence[tuple[str, str]], known: Sequence[str]) -> None:
        if len(pairs) > MOST_PARAMETERS:
            raise bad_request("invalid_parameter", f"A request may have at most {MOST_PARAMETERS} parameters.")
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if name not in known and not (ATTRIBUTE_PREFIX in known and name.startswith(ATTRIBUTE_PREFIX)):
                raise _unknown(name, known)
            if len(name) + len(value) > MOST_CHARACTERS:
                raise invalid(_safe_name(name), f"has more than {MOST_CHARACTERS:,} characters")
            self._values.setdefault(name, []).append(value)
        for name, values in self._values.items():
            if len(values) > 1 and name not in _REPEATABLE and not name.startswith(ATTRIBUTE_PREFIX):
                raise invalid(name, "is given more than once")

    def all(self, name: str) -> Sequence[str]:
        """Return all values of a parameter."""
        return self._values.get(name, [])

    def one(self, name: str) -> str | None:
        """Return the value of a parameter, or None."""
        return next(iter(self.all(name)), None)

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        text = self.one(name)
        if text is None:
            return default
        # `int` would also accept 1_0, +10 and digits of other scripts.
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise invalid(name, f"expected a whole number from {low:,} to {high:,}")
        return int(text)

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """Return one of several words, or None."""
        text = self.one(name)
        return None if text is None else _choice(name, text, choices)

    def attributes(self) -> Iterator[AttributeTest]:
        """Yield the tests of attributes. In `attr.<path>!=value` the `!` is the end of the parameter's name."""
        for name, values in self._values.items():
            if name.startswith(ATTRIBUTE_PREFIX):
                path = name.removeprefix(ATTRIBUTE_PREFIX)
                for value in values:
                    yield AttributeTest(path.removesuffix("!"), value, excluded=path.endswith("!"))


def read_query(tenant_id: str, parameters: Parameters, now: int) -> LogQuery:
    """Return the query of the parameters. Relative times refer to `now`, in nanoseconds. Raises RequestError."""
    since, until = (_bound(name, parameters.one(name), now) for name in BOUNDS)
    if since is not None and until is not None and until < since:
        raise invalid("until", "must not be before since")
    trace_id = parameters.one("trace_id")
    if trace_id is not None and not _TRACE_ID.fullmatch(trace_id):
        raise invalid("trace_id", "expected 32 lower-case hexadecimal digits")
    phrases = _checked("q", lambda: parse_phrases(parameters.all("q")))
    services = tuple(sorted(set(parameters.all("service"))))
    return LogQuery(
        tenant_id,
        since,
        until,
        parameters.choice("order", Order) or Order.NEWEST_FIRST,
        levels=_levels(parameters),
        services=services or None,
        phrases=phrases.wanted,
        excluded_phrases=phrases.excluded,
        expression=_expression(parameters.one("re")),
        attributes=tuple(parameters.attributes()),
        trace_id=trace_id,
        conflicts=parameters.choice("conflicts", Conflicts),
    )


def invalid(name: str, reason: str) -> RequestError:
    """Return a 400 error for a parameter. The reason must not repeat its value."""
    return bad_request("invalid_parameter", f"{name}: {reason}")


def _levels(parameters: Parameters) -> tuple[Level, ...] | None:
    named = [_choice("level", word, Level) for value in parameters.all("level") for word in value.split(",")]
    least = parameters.choice("min_level", Level)
    if not named and least is None:
        return None
    ranked = [*Level]
    return tuple(
        level
        for level in ranked
        if (not named or level in named) and (least is None or ranked.index(level) >= ranked.index(least))
    )


def _choice(name: str, text: str, choices: type[Choice]) -> Choice:
    try:
        return choices(text)
    except ValueError:
        raise invalid(name, f"expected one of {', '.join(choices)}") from None


def _bound(name: str, text: str | None, now: int) -> int | None:
    if text is None:
        return None
    if text == "now":
        return now
    if relative := _RELATIVE.fullmatch(text):
        return max(now - int(relative[1]) * _UNITS[relative[2]], 0)
    try:
        return min(max(parse_nanoseconds(text), 0), MAX_TIME)
    except ValueError:
        raise invalid(
            name,
            "expected now, -15m (ms, s, m, h, d or w), or an RFC 3339 time such as 2026-11-23T12:00:00Z"
            " (encode + as %2B)",
        ) from None


def _expression(text: str | None) -> str | None:
    if text is not None:
        # Imported here because only queries with an expression need RE2.
        from domain.query.expression import expression_test  # noqa: PLC0415

        _checked("re", lambda: expression_test(text))
    return text


def _checked(name: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except InvalidSearch as error:
        raise invalid(name, str(error)) from None


def _unknown(name: str, known: Sequence[str]) -> RequestError:
    is_plain = _PLAIN_NAME.fullmatch(name) and len(name) <= _LONGEST_PLAIN_NAME
    unknown = f"parameter {name}" if is_plain else "such parameter"
    similar = get_close_matches(name.lower()[:_LONGEST_PLAIN_NAME], known, n=1)
    hint = f"Did you mean {similar[0]}?" if similar else f"Its parameters are {', '.join(known)}."
    return bad_request("invalid_parameter", f"This route has no {unknown}. {hint}")


def _safe_name(name: str) -> str:
    """Return a name that an error may repeat: the path of an attribute may be a misplaced value."""
    return "attr" if name.startswith(ATTRIBUTE_PREFIX) else name


def read_values(document: object) -> Sequence[PersonalValue]:
    """Read values to search for: `[{"kind": "EMAIL", "value": …}]`. Errors do not repeat them."""
    if not isinstance(document, list) or len(document) > MOST_VALUES:
        raise invalid("values", f"expected a list of at most {MOST_VALUES} objects")
    values: list[PersonalValue] = []
    for each in document:
        match each:
            case {"kind": str(kind), "value": str(value), **others} if not others and 0 < len(value) <= MOST_CHARACTERS:
                values.append(PersonalValue(kind, value))
            case _:
                raise invalid("values", 'expected objects such as {"kind": "EMAIL", "value": "…"}')
    return values


def document_pairs(document: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    """Return the parameters of a JSON object, whose values are strings, numbers, booleans, or lists of these."""
    pairs: list[tuple[str, str]] = []
    for name, value in document.items():
        for each in value if isinstance(value, list) else [value]:
            match each:
                case bool():
                    pairs.append((name, str(each).lower()))
                case str() | int() | float():
                    pairs.append((name, str(each)))
                case _:
                    raise bad_request(
                        "invalid_parameter", "Each parameter must be a string, a number, a boolean, or a list of these."
                    )
    return pairs
