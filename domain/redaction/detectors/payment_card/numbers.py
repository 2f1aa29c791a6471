"""Numbers of cards: the brands' ranges, the check digit, and how the numbers are written."""

_LENGTHS_16_TO_19 = range(16, 20)
# The brands' ranges of the first six digits, and the lengths of their numbers.
_ISSUERS = (
    (400_000, 499_999, (13, 16, 19)),  # Visa
    (510_000, 559_999, (16,)),  # Mastercard
    (222_100, 272_099, (16,)),  # Mastercard
    (340_000, 349_999, (15,)),  # American Express
    (370_000, 379_999, (15,)),  # American Express
    (601_100, 601_199, _LENGTHS_16_TO_19),  # Discover
    (644_000, 659_999, _LENGTHS_16_TO_19),  # Discover, RuPay
    (352_800, 358_999, _LENGTHS_16_TO_19),  # JCB
    (300_000, 305_999, range(14, 20)),  # Diners Club
    (309_500, 309_599, range(14, 20)),  # Diners Club
    (360_000, 369_999, range(14, 20)),  # Diners Club
    (380_000, 399_999, range(14, 20)),  # Diners Club
    (620_000, 629_999, _LENGTHS_16_TO_19),  # UnionPay, Discover
    (810_000, 817_199, _LENGTHS_16_TO_19),  # UnionPay, RuPay
    (500_000, 509_999, range(13, 20)),  # Maestro, Elo, RuPay
    (560_000, 589_999, range(13, 20)),  # Maestro
    (600_000, 609_999, _LENGTHS_16_TO_19),  # RuPay, Maestro
    (630_000, 639_999, range(13, 20)),  # Maestro, Elo
    (670_000, 679_999, range(13, 20)),  # Maestro
    (220_000, 220_499, _LENGTHS_16_TO_19),  # Mir
    (979_200, 979_289, (16,)),  # Troy
)
# Numbers of these lengths are usually cards. Numbers of other lengths are usually something else.
USUAL_LENGTHS = (15, 16)
# Not inside a word, number or version, nor after an offset of a dump; `%B` or `=B` begins a card's magnetic track.
FREE = r"(?:(?<![0-9A-Za-z.+_-].)(?<!\d{5}=.)(?<![0-9a-f]{8}/.)|(?<=[nN][or]\..)|(?<=[%=]B.)|(?<=\\[nrt].))"
# `D` and a date end the number on a card's magnetic track, as chips send it.
END = r"(?!(?!D\d{7})[0-9A-Za-z_]|[.-]\d)"
# The same before the first digit, for RE2.
START = r"(?:^|[^0-9a-z.+_-]|\\[nrt]|n[or]\.|[%=]b)"
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_ZERO = ord("0")


def grouped(separators: str, longest: int) -> str:
    """Return a pattern for the rest of a number in groups, behind its first digit; the last has up to `longest` digits.

    `4111 1111 1111 1111`, `3782 822463 10005`, `4222 222 222 222`: one separator is between all groups.
    """
    by_four = rf"(?:\d{{4}}(?P=by)){{2,3}}\d{{1,{longest}}}"
    return rf"\d{{3}}(?P<by>[{separators}])(?:{by_four}|\d{{6}}(?P=by)\d{{4,5}}|(?:\d{{3}}(?P=by)){{2}}\d{{3}})"


def has_luhn_digit(digits: str) -> bool:
    """Return whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    data = digits.encode()
    as_they_are = data[::-2]
    doubled = data[-2::-2].translate(_DOUBLED)
    return (sum(as_they_are) - _ZERO * len(as_they_are) + sum(doubled)) % 10 == 0


def is_issued(digits: str) -> bool:
    """Return whether a brand issues numbers with this beginning and of this length."""
    prefix, length = int(digits[:6]), len(digits)
    return any(low <= prefix <= high and length in lengths for low, high, lengths in _ISSUERS)
