"""The type of whatever JSON can say."""

from typing import TypeAlias

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"

# Any float of fewer digits is written back by `repr` as it was read.
_DIGITS_OF_A_FLOAT = 17


class WrittenFloat(float):
    """A number with more digits than a float holds, and the digits that were written.

    Seconds since 1970 with nine decimals are such a number.
    """

    digits: str

    @classmethod
    def read(cls, digits: str) -> float:
        """The number that these digits say: a plain float where that says all of them."""
        if len(digits) <= _DIGITS_OF_A_FLOAT:
            return float(digits)
        number = cls(digits)
        number.digits = digits
        return number
