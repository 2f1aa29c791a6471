"""The source of all random values."""

import random
import string
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_BASE64 = string.ascii_letters + string.digits + "+/"
_BASE64_URL = string.ascii_letters + string.digits + "-_"


class Source(random.Random):
    """A seeded generator of the values that log lines need."""

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[int(self.random() * len(values))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, with the probability of its weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def maybe(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.random() < probability

    def text(self, alphabet: str, length: int) -> str:
        """Return this number of characters of the alphabet."""
        return "".join(self.choices(alphabet, k=length))

    def digits(self, length: int) -> str:
        """Return this number of digits, without a leading 0."""
        return self.pick("123456789") + self.text(string.digits, length - 1)

    def hexadecimal(self, length: int) -> str:
        """Return this number of lower-case hex digits, with a letter among eight or more."""
        while True:
            drawn = self.text("0123456789abcdef", length)
            if length < 8 or not drawn.isdigit():
                return drawn

    def alphanumeric(self, length: int) -> str:
        """Return this number of ASCII letters and digits, with at least one of each if there is room."""
        while True:
            drawn = self.text(string.ascii_letters + string.digits, length)
            if length < 12 or not (drawn.isalpha() or drawn.isdigit() or drawn.isupper() or drawn.islower()):
                return drawn

    def base64(self, length: int) -> str:
        """Return this number of characters of standard base64, padded if the length requires it."""
        padding = {2: "==", 3: "="}.get(length % 4, "")
        return self.text(_BASE64, length) + padding

    def base64_url(self, length: int) -> str:
        """Return this number of characters of base64url, without padding."""
        return self.text(_BASE64_URL, length)

    def uuid(self) -> str:
        """Return a version 4 UUID."""
        drawn = self.hexadecimal(32)
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{self.pick('89ab')}{drawn[17:20]}-{drawn[20:]}"
