"""The type of JSON values."""

from typing import TypeAlias

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"

# A float keeps a timestamp in seconds with six decimals, which has this many characters.
_DIGITS_OF_A_FLOAT = 17


class WrittenFloat(float):
    """A float that also keeps the digits that were written, for numbers that a float rounds.

    An example is a timestamp in seconds with nine decimals.
    """

    digits: str

    @classmethod
    def read(cls, digits: str) -> float:
        """Return the number; a plain float if a float keeps all the digits."""
        if len(digits) <= _DIGITS_OF_A_FLOAT:
            return float(digits)
        number = cls(digits)
        number.digits = digits
        return number
