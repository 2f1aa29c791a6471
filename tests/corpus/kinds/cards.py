"""Payment card numbers of every brand, with the issuer ranges and lengths that the brands publish."""

from collections.abc import Mapping

from tests.corpus.checks import luhn_check_digit
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "PAYMENT_CARD"
# Brand: first digits, lengths.
_BRANDS: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "visa": (("4",), (16, 16, 16, 16, 13, 19)),
    "mastercard": (("51", "52", "53", "54", "55", "2221", "2345", "2600", "2719", "2720"), (16,)),
    "amex": (("34", "37"), (15,)),
    "discover": (("6011", "644", "649", "65"), (16, 16, 19)),
    "diners": (("300", "305", "36", "38"), (14,)),
    "jcb": (("3528", "3545", "3589"), (16, 16, 19)),
    "unionpay": (("620", "622", "625"), (16, 16, 19)),
    "maestro": (("5018", "5020", "5038", "6304", "6759", "6763"), (16, 18, 19)),
    "mir": (("2200", "2204"), (16,)),
    "troy": (("9792",), (16,)),
    "verve": (("506099", "506150"), (16, 19)),
}
_WEIGHTS = (
    {"visa": 8, "mastercard": 8, "amex": 5, "discover": 3}
    | dict.fromkeys(("diners", "jcb", "unionpay", "maestro"), 2)
    | dict.fromkeys(("mir", "troy", "verve"), 0.5)
)
_GROUPS = {13: (4, 3, 3, 3), 14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4), 18: (4, 4, 4, 4, 2), 19: (4, 4, 4, 4, 3)}


def card_number(source: Source, brand: str) -> str:
    """Return a number with the brand's first digits and the correct check digit."""
    prefixes, lengths = _BRANDS[brand]
    prefix, length = source.pick(prefixes), source.pick(lengths)
    digits = prefix + source.text("0123456789", length - 1 - len(prefix))
    return digits + luhn_check_digit(digits)


def grouped(digits: str, separator: str) -> str:
    """Return the digits in the groups printed on a card."""
    groups, position = [], 0
    for size in _GROUPS[len(digits)]:
        groups.append(digits[position : position + size])
        position += size
    return separator.join(groups)


_STYLES: Mapping[str, tuple[float, str]] = {
    "plain": (5, ""),
    "space": (3, " "),
    "dash": (2, "-"),
    "nbsp": (0.3, "\u00a0"),
}


def make(source: Source) -> Value:
    """Return a card number in some style. Unusual brands and lengths are recognisable only by the words around them."""
    brand = source.weighted(_WEIGHTS)
    digits = card_number(source, brand)
    style = source.weighted({name: weight for name, (weight, _) in _STYLES.items()})
    telling = len(digits) not in {15, 16} or brand in {"maestro", "mir", "troy", "verve"}
    return whole(grouped(digits, _STYLES[style][1]), LABEL, f"{brand}_{style}", telling=telling)
