"""Numbers of payment cards."""

import re
from collections.abc import Iterator

from domain.redaction.context import context_before
from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import FirstMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text, digits_of
from domain.redaction.vocabulary import names_identifier

_LENGTHS_16_TO_19 = range(16, 20)
# The brands' ranges, as numbers of the first six digits, and their lengths.
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
_MIN_DIGITS, _MAX_DIGITS = 13, 19
_CANDIDATE = Pattern(
    r"""[2-9] (?:(?<![0-9A-Za-z.+_-].)(?<!\d{5}=.)(?<![0-9a-f]{8}/.)|(?<=%B.)|(?<=\\[nrt].)) (?:
        \d{12,18}+
      | (?:(?<=2)[2-7]\d\d|(?<=[3-6])\d{3}|(?<=8)1\d\d|(?<=9)792)(?P<by>[ -])(?:
            (?:\d{4}(?P=by)){2,3}\d{1,5} | \d{6}(?P=by)\d{4,5} | (?:\d{3}(?P=by)){2}\d{3}
        )
    )(?![0-9A-Za-z_]|[.-]\d)""",
    re.VERBOSE,
)
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_ZERO = ord("0")


def has_luhn_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    data = digits.encode()
    as_they_are = data[::-2]
    doubled = data[-2::-2].translate(_DOUBLED)
    return (sum(as_they_are) - _ZERO * len(as_they_are) + sum(doubled)) % 10 == 0


def _is_issued(digits: str) -> bool:
    prefix, length = int(digits[:6]), len(digits)
    return any(low <= prefix <= high and length in lengths for low, high, lengths in _ISSUERS)


def _find(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    cards = list(_cards(folded, position))
    starts, ends = {start for start, _ in cards}, {end for _, end in cards}
    for start, end in cards:
        # `9426 2327 8990 9545 7401 34`: digits that are no card go on, on both sides.
        amid_groups = (
            start - 1 not in ends
            and end + 1 not in starts
            and _are_digits(folded[max(0, start - 5) : start - 1], folded[start - 1 : start])
            and _are_digits(folded[end + 1 : end + 3], folded[end : end + 1])
        )
        # One in ten long numbers passes Luhn by chance, so a key that names a code is believed.
        if not amid_groups and not names_identifier(context_before(text, start)):
            yield start, end


def _cards(folded: str, position: int) -> Iterator[Span]:
    """What has the digits of a card, whatever is around it."""
    while match := _CANDIDATE.search(folded, position):
        start = match.start()
        length = _length(match[0], match["by"])
        position = start + (length or 1)
        if length:
            yield start, position


def _are_digits(characters: str, parted_by: str) -> bool:
    return parted_by == " " and characters.isdigit()


def _length(written: str, by: str | None) -> int:
    """How much of it is a card's number: behind the groups of one may stand a date."""
    while True:
        digits = written.replace(by, "") if by else written
        if len(digits) < _MIN_DIGITS:
            return 0
        if len(digits) <= _MAX_DIGITS and has_luhn_digit(digits) and _is_issued(digits):
            return len(written)
        if not by:
            return 0
        written = written.rpartition(by)[0]


_START = r"(?:^|[^0-9a-z.+_-]|\\[nrt]|%B)"

DETECTOR = Detector(
    kind="PAYMENT_CARD",
    example="card 4111 1111 1111 1111",
    source="ISO/IEC 7812-1: lengths, Luhn's check digit, and the brands' published issuer ranges.",
    rules=(
        Rule(
            name="luhn",
            pattern=_find,
            shapes=(rf"{_START}[2-9][0-9]{{3}}(?:[ -][0-9]{{3,6}}[ -][0-9]|[0-9]{{8}})",),
            precheck=FirstMatch(
                rf"{_START}[2-9][0-9]{{3}}"
                r"(?:[0-9]{9,15}(?:[^0-9a-z_]|$)|[ -][0-9]{3,6}[ -][0-9]{3,5}(?:[^0-9a-z]|$))"
            ),
        ),
    ),
    normalise=lambda value, _regions: digits_of(Text(value).folded),
)
