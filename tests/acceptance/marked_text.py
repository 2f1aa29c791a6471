"""Texts that identify their owner, with a phone number that must not be stored."""

from collections.abc import Callable
from dataclasses import dataclass, field

PLACEHOLDER = "[PHONE]"

# Built at run time from ranges that are reserved for examples, so that the repository contains no number.
_EXAMPLE_EXCHANGE = 555
_FORMS: tuple[Callable[[int], str], ...] = (
    lambda number: f"+44 20 7946 {number:04d}",
    lambda number: f"{_EXAMPLE_EXCHANGE}-{100 + number % 100:04d}",
    lambda number: f"+1 202-{_EXAMPLE_EXCHANGE}-{100 + number % 100:04d}",
    lambda number: f"(202) {_EXAMPLE_EXCHANGE}-{100 + number % 100:04d}",
)
# Only words, because a filler with digits could look like a number.
_FILLER = " about an order that came late and asked for a refund of the whole amount"
_DIGITS_TO_LETTERS = str.maketrans("0123456789", "abcdefghij")


def phone_number(number: int) -> str:
    """Return one of a few thousand numbers in four formats. `number` is any number from 0."""
    return _FORMS[number % len(_FORMS)](number % 1000)


@dataclass(frozen=True)
class MarkedText:
    """The sent and the expected text. `repr` hides both, so that no traceback shows them."""

    original: str = field(repr=False)
    redacted: str = field(repr=False)


def marked_text(mark: str, number: int, characters: int) -> MarkedText:
    """Return a text of exactly this number of characters, with `mark`, a mark of its own and a phone number.

    Raises ValueError if these do not fit.
    """
    phone = phone_number(number)
    before = f"{mark} {spelled(number)} called "
    room = characters - len(before) - len(phone)
    if room < 1:
        raise ValueError(f"{characters} characters are too few for the marks and a phone number in a text")
    after = (_FILLER * (room // len(_FILLER) + 1))[: room - 1] + "."
    return MarkedText(before + phone + after, before + PLACEHOLDER + after)


def spelled(number: int) -> str:
    """Return the number as letters, one per digit and at least five. Digits could be read as part of a phone number."""
    return f"{number:05d}".translate(_DIGITS_TO_LETTERS)


def difference(found: str, wanted: str) -> str:
    """Describe where two texts differ without showing them."""
    position = next((i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), None)
    where = f"differs first at character {position}" if position is not None else "has another length"
    return f"{where} ({len(found)} characters stored, {len(wanted)} expected)"
