"""Numbers of payment cards."""

from collections.abc import Iterator

from domain.redaction.context import Evidence, Vocabulary, context_before
from domain.redaction.detectors.detector import Detector, Rule, Span
from domain.redaction.gate import Gate
from domain.redaction.line import Line, digits_of
from domain.redaction.pattern import Pattern

_WORDS = Vocabulary(
    telling="card cards pan cc ccnum creditcard debitcard cardnumber cardno ccnumber visa mastercard amex carte karte kreditkarte "
    "tarjeta cartao carta kort kaart fpan dpan",
    stems="creditcard cardnumber kreditkarte cardno kartennummer",
    harmless="number account code",
)
# Prefixes and lengths of the brands, as numbers of the first six digits.
_ISSUERS = (
    (400_000, 499_999, (13, 16, 19)),  # Visa
    (510_000, 559_999, (16,)),  # Mastercard
    (222_100, 272_099, (16,)),  # Mastercard
    (340_000, 349_999, (15,)),  # American Express
    (370_000, 379_999, (15,)),  # American Express
    (601_100, 601_199, (16, 17, 18, 19)),  # Discover
    (622_126, 622_925, (16, 17, 18, 19)),  # Discover and UnionPay
    (644_000, 659_999, (16, 17, 18, 19)),  # Discover, RuPay
    (352_800, 358_999, (16, 17, 18, 19)),  # JCB
    (300_000, 305_999, (14, 16, 17, 18, 19)),  # Diners Club
    (309_500, 309_599, (14, 16, 17, 18, 19)),  # Diners Club
    (360_000, 369_999, (14, 15, 16, 17, 18, 19)),  # Diners Club
    (380_000, 399_999, (14, 16, 17, 18, 19)),  # Diners Club
    (620_000, 629_999, (16, 17, 18, 19)),  # UnionPay
    (810_000, 817_199, (16, 17, 18, 19)),  # UnionPay
    (500_000, 509_999, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro, Elo, RuPay
    (560_000, 589_999, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (600_000, 609_999, (16, 17, 18, 19)),  # RuPay, Maestro
    (630_000, 639_999, (16, 17, 18, 19)),  # Maestro, Elo
    (670_000, 679_999, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (220_000, 220_499, (16, 17, 18, 19)),  # Mir
    (979_200, 979_289, (16,)),  # Troy
)
_FREE = r"(?:(?<![0-9A-Za-z.+_-])(?<!\d[ ,])|(?<=\\[nrt]))"
_PLAIN = rf"{_FREE}[2-689]\d{{12,18}}+(?![0-9A-Za-z_]|[.-]\d)"
_SPLIT = (
    rf"{_FREE}(?:[2-689]\d{{3}}(?P<by>[ -])(?:\d{{4}}(?P=by)\d{{4}}(?P=by)\d{{1,4}}(?:(?P=by)\d{{1,3}})?|\d{{6}}(?P=by)\d{{4,5}}))"
    r"(?![0-9A-Za-z_]|[.-]\d)"
)
_CANDIDATE = Pattern(rf"{_PLAIN}|{_SPLIT}")
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


def has_luhn_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    data = digits.encode()
    as_they_are = data[::-2]
    doubled = data[-2::-2].translate(_DOUBLED)
    return (sum(as_they_are) - 48 * len(as_they_are) + sum(doubled)) % 10 == 0


def _is_issued(digits: str) -> bool:
    prefix, length = int(digits[:6]), len(digits)
    return any(low <= prefix <= high and length in lengths for low, high, lengths in _ISSUERS)


def _find(line: Line, first: int) -> Iterator[Span]:
    shadow = line.shadow
    for match in _CANDIDATE.finditer(shadow, first):
        written = match[0]
        split = match["by"]
        digits = written.replace(split, "") if split else written
        if not has_luhn_digit(digits) or not _is_issued(digits):
            continue
        start, end = match.span()
        # One in ten long numbers passes Luhn by chance, so a key that says something else is believed.
        if _WORDS.evidence(_nearest(line, start)) is not Evidence.AGAINST:
            yield start, end


def _nearest(line: Line, start: int):  # type: ignore[no-untyped-def]
    context = context_before(line, start)
    return context._replace(words=context.words[:1])


DETECTOR = Detector(
    kind="PAYMENT_CARD",
    example="card 4111 1111 1111 1111",
    source="ISO/IEC 7812-1: lengths, Luhn's check digit, and the brands' published issuer ranges.",
    rules=(
        Rule(
            "luhn",
            (r"(?:^|[^0-9a-z.+_-]|\\[nrt])[2-689][0-9]{3}(?:[ -][0-9]{4}[ -][0-9]|[ -][0-9]{6}[ -]|[0-9]{8})",),
            _find,
            gate=Gate(
                r"(?:^|[^0-9a-z.+_-]|\\[nrt])[2-689][0-9]{3}(?:[0-9]{9,15}(?:[^0-9a-z_]|$)|[ -](?:[0-9]{4}[ -][0-9]{4}[ -][0-9]|[0-9]{6}[ -][0-9]{4}))"
            ),
        ),
    ),
    normalise=lambda value, region: digits_of(Line(value, region).shadow),
)
