"""Numbers of payment cards: `4111 1111 1111 1111`. The words that name them are in `words/payment_card.txt`."""

import re
from collections.abc import Iterator

from domain.redaction.context import context_before, key_words
from domain.redaction.context.vocabulary import Vocabulary
from domain.redaction.detectors.detector import Detector, digits_only
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text, digits_of
from domain.redaction.words import read_words

# Identifiers in hexadecimal end with `cc`.
_WORDS = Vocabulary("payment_card", apart=True)
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
_MIN_DIGITS, _MAX_DIGITS = 13, 19
# Numbers of these lengths are usually cards. Numbers of other lengths are usually something else.
_USUAL_LENGTHS = (15, 16)
# Not inside a word, number or version, nor after an offset of a dump; `%B` begins a card's magnetic track.
_FREE = r"(?:(?<![0-9A-Za-z.+_-].)(?<!\d{5}=.)(?<![0-9a-f]{8}/.)|(?<=%B.)|(?<=\\[nrt].))"
# `D` and a date end the number on a card's magnetic track, as chips send it.
_END = r"(?!(?!D\d{7})[0-9A-Za-z_]|[.-]\d)"
_BRANDED = Pattern(
    rf"""[2-9] {_FREE} (?:
        \d{{12,18}}+
      | \d{{3}}(?P<by>[ -])(?:
            (?:\d{{4}}(?P=by)){{2,3}}\d{{1,5}} | \d{{6}}(?P=by)\d{{4,5}} | (?:\d{{3}}(?P=by)){{2}}\d{{3}}
        )
    ){_END}""",
    re.VERBOSE,
)
_NAMED = Pattern(
    rf"""[1-9] {_FREE} (?:
        \d{{11,18}}+
      | \d{{3}} (?P<by>[ .-]) (?:
            (?:\d{{4}}(?P=by)){{2,3}}\d{{1,4}} | \d{{6}}(?P=by)\d{{4,5}} | (?:\d{{3}}(?P=by)){{2}}\d{{3}}
        )
    ){_END}""",
    re.VERBOSE,
)
# Numbers of SIM cards have the same check digit and begin with these digits (ITU-T E.118).
_TELECOMMUNICATION = "89"
_FEWEST_NAMED = 12
# For dumps and tables, matched backwards from the number.
_NUMBER_BEFORE = Pattern(r"[ \t|]{1,40}[0-9a-fA-Fx.:+]{0,24}(?=\s|$|[|])")
_GROUP_BEFORE = Pattern(r"[ \t]{1,4}:?(?:[0-9a-fA-F]{4}){1,4}(?:x0)?(?:\s|$)")
# A row of a dump: its offset, and groups of four hexadecimal digits.
_DUMP_ROW = Pattern(r"[0-9a-f]{4,8}: {1,3}(?:[0-9a-f]{4} ){1,7}$")
_GROUP_BEHIND = Pattern(r" (?:[0-9a-fA-F]{4}|\d{1,3})(?![0-9A-Za-z])")
_QUANTITIES = frozenset(read_words("payment_card")["quantities"])
_UNIT_BEHIND = Pattern(r"\s?(?:bytes|[KMGT]i?B|ns|us|ms|rows|packets|records|objects|blocks|sectors)\b")
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_ZERO = ord("0")


def has_luhn_digit(digits: str) -> bool:
    """Return whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    data = digits.encode()
    as_they_are = data[::-2]
    doubled = data[-2::-2].translate(_DOUBLED)
    return (sum(as_they_are) - _ZERO * len(as_they_are) + sum(doubled)) % 10 == 0


def _is_issued(digits: str) -> bool:
    prefix, length = int(digits[:6]), len(digits)
    return any(low <= prefix <= high and length in lengths for low, high, lengths in _ISSUERS)


def _branded(text: Text, position: int) -> Iterator[Span]:
    """Yield numbers of known brands, except in dumps and tables of numbers."""
    folded = text.folded
    cards = list(_cards(folded, position))
    starts, ends = {start for start, _ in cards}, {end for _, end in cards}
    for start, end in cards:
        if folded[start:end].isdigit() and _is_quantity(text, start, end):
            continue
        if end + 1 in starts or start - 1 in ends or not _is_amid_numbers(folded, start, end):
            yield start, end


def _is_quantity(text: Text, start: int, end: int) -> bool:
    """Return whether digits are named as a quantity, or a unit follows them."""
    return _UNIT_BEHIND.match(text.folded, end) is not None or not _QUANTITIES.isdisjoint(
        key_words(context_before(text, start).name)[:1]
    )


def _is_amid_numbers(folded: str, start: int, end: int) -> bool:
    """Return whether a number is in a dump or table: `1c30: 4034 0200 0000 0000 ffff`, `| 0.58 | 4379264915137`.

    One in ten of such numbers passes the Luhn check by chance.
    """
    before = folded[max(0, start - 64) : start][::-1]
    if _DUMP_ROW.search(folded[max(0, start - 64) : start]):
        return True
    if folded[start + 4 : start + 5] == " ":
        # A year may precede a card number, or a date may follow it, but not both.
        behind = _GROUP_BEHIND.match(folded, end)
        group = _GROUP_BEFORE.match(before)
        is_offset = group is not None and (":" in group[0] or group[0].rstrip().endswith("00"))
        return is_offset or (
            behind is not None and (group is not None or _GROUP_BEHIND.match(folded, behind.end()) is not None)
        )
    if end - start in _USUAL_LENGTHS or not folded[start:end].isdigit():
        return False
    number = _NUMBER_BEFORE.match(before)
    return number is not None and number[0].strip(" \t") != ""


def _cards(folded: str, position: int) -> Iterator[Span]:
    """Yield numbers of known brands."""
    while match := _BRANDED.search(folded, position):
        start = match.start()
        length = _length(match[0], match["by"])
        position = start + (length or 1)
        if length:
            yield start, position


def _length(written: str, by: str | None) -> int:
    """Return the length of the card number in a run of groups. A date may follow the number."""
    while True:
        digits = written.replace(by, "") if by else written
        if len(digits) < _MIN_DIGITS:
            return 0
        if len(digits) <= _MAX_DIGITS and has_luhn_digit(digits) and _is_issued(digits):
            return len(written)
        if not by:
            return 0
        written = written.rpartition(by)[0]


def _may_be_card(value: str) -> bool:
    """Return whether a card of some brand may have such a number. A wrong check digit may be a typing error."""
    digits = digits_of(value)
    if digits.startswith(_TELECOMMUNICATION):
        return False
    # Numbers of accounts are often longer.
    may_be_mistyped = len(digits) > _FEWEST_NAMED and digits[0] in "23456"
    return has_luhn_digit(digits) or (may_be_mistyped and (len(digits) <= _USUAL_LENGTHS[-1] or _is_issued(digits)))


_START = r"(?:^|[^0-9a-z.+_-]|\\[nrt]|%B)"
_GROUPED_SHAPE = r"[ -][0-9]{3,6}[ -][0-9]{3,5}(?:[^0-9a-z]|$)"
_SHAPE = rf"{_START}[2-9][0-9]{{3}}(?:[0-9]{{9,15}}(?:[^0-9a-z_]|d[0-9]{{7}}|$)|{_GROUPED_SHAPE})"

_BY_BRAND = Rule(
    name="luhn",
    pattern=_branded,
    shape=Shape.CLEAR,
    words=_WORDS,
    source="The brands' published issuer ranges and lengths.",
    shapes=(_SHAPE,),
    precheck=FirstMatch(_SHAPE),
    takes=(
        "⟦4111111111111111⟧",
        "paid with ⟦4111 1111 1111 1111⟧, thanks",
        "⟦5555-5555-5555-4444⟧",
        "⟦2223003122003222⟧",
        "⟦378282246310005⟧ and ⟦3782 822463 10005⟧",
        "note=⟦30569309025904⟧",
        "value ⟦4222222222222⟧ rejected",
        "valid to 2030 ⟦4111 1111 1111 1111⟧ paid",
        "valid to 2030 ⟦4111 1111 1111 1111⟧ 12345",
        "⟦4111 1111 1111 1111⟧ 1230 paid",
        "⟦4111 1111 1111 1111⟧ ⟦5555 5555 5555 4444⟧ 1230",
        "2,⟦4111111111111111⟧,ok",
        "⟦4111111111111111⟧ msgs",
        r"one\n⟦4111111111111111⟧",
        "%B⟦4111111111111111⟧^LEE/ANN",
        "tag 57 ⟦4111111111111111⟧D28122010000",
        "⟦4222 222 222 222⟧ total=⟦4111-1111-1111-1111⟧",
        "⟦2223 0031 2200 3222⟧ ⟦8171 9999 2766 0000⟧ ⟦9792 0300 0000 0000⟧",
    ),
    leaves=(
        "codigo_barra=4111111111111111",
        # The check digit is wrong, or no brand has such numbers.
        "4111111111111112",
        "9111111111111117",
        "3511111111111119",
        # Part of a longer value.
        "x4111111111111111",
        "1.4111111111111111",
        "4111111111111111_2",
        "4111111111111111D281220",
        "4111111111111111-2",
        "9426 2327 8990 9545 7401 34",
        # Named as something else.
        "order 4111111111111111 shipped",
        "[queryid=4266247047529477710] done",
        "[session 56035785906040] closed",
        "offset=4111111111111111",
        "12345=4111111111111111",
        "0.9514 4616838057007",
        "|0.9514| 4616838057007",
        "orderid=4111111111111111",
        '"freeSpace": 4279000641536, "count": 4111111111111111',
        "4111111111111111 bytes read",
        "4111111111111111 GiB",
        "correlator=4468442503655665",
        "<externaloffset>4326375429284</externaloffset>",
        "tracking number 6011111111111117",
        "E: ID_FS_UUID_ENC=4242424242424242",
        "stan=4111111111111111 rrn=4111111111111111 ts_us=4111111111111111",
        # In dumps and tables.
        "0x0000:  4508 0034 8053 4000 4006 0b3c",
        "4111 1111 1111 1111 abcd abcd",
        "0012784 0000 0000 0000 0000 4190 0002 0000 0000",
        "0x0040:  6465 736b 746f 702e 4111 1111 1111 1111  desktop",
        "0x0010:  0000 0000 efef 1234 4111 1111 1111 1111",
        "00003150: 5841 0200 0000 0000 0700 0000",
        "| 0.9514595334045386 | 4616838057007",
    ),
)
_BY_NAME = Rule(
    name="named",
    pattern=_NAMED,
    valid=_may_be_card,
    shape=Shape.ANY,
    check_digits=lambda value: has_luhn_digit(digits_of(value)),
    words=_WORDS,
    source="ISO/IEC 7812-1: 12 to 19 digits, whatever the brand.",
    values=(rf"{_START}[0-9]{{4}}(?:[0-9]{{8}}|[ .-][0-9]{{3,6}}[ .-][0-9]{{3,5}})",),
    takes=(
        "I have lost my card ⟦180016070420458⟧, please block it",
        "carta ⟦4111.1111.1111.1111⟧, grazie",
        "tarjeta de crédito ⟦6759649826438453⟧ rechazada",
        "Kreditkarte abgelehnt: ⟦501800000009⟧",
        '{"credit_card_number":"⟦4111111111111112⟧"}',
        "cc=⟦6304000000000000⟧",
        "account number: ⟦501800000009⟧",
        "meinekreditkarte=⟦501800000009⟧",
        "card_account=⟦501800000009⟧",
        "card ⟦1800 160704 20458⟧ or ⟦4222 222 222 222⟧",
        r"card:\n⟦180016070420458⟧",
        "card %B⟦180016070420458⟧^LEE/ANN",
        "card ⟦180016070420458⟧D28122010000",
        "カード番号: ⟦4111-1111-1111-1111⟧",
        "карта ⟦2200 0000 0000 0004⟧ заблокирована",
        '{"cards":["⟦6759649826438453⟧","⟦501800000009⟧"]}',
    ),
    leaves=(
        "card_id=5603578590604021",
        "card x180016070420458",
        "card 12345=180016070420458",
        "card 0a1b2c3d/180016070420458",
        "card 180016070420458_1",
        "card 180016070420458-2",
        "card 180016070420458.5",
        "card_holder=501800000009",
        '"account_number": "2105816992787780572"',
        "pandas: 501800000009",
        # Neither check digits nor a name directly before it.
        "my card for the shop 4111111111111112",
        "card_count=4111111111111111",
        "SIM card 8914800000123456789 activated",
        "gift card 5018123412341234 redeemed",
        "loyalty_card=5018123412341234",
        "gift_card=no, ref 180016070420458",
        "postcard 180016070420458",
        "card 1234567890123",
        "discarded 180016070420458",
    ),
)

DETECTOR = Detector(
    kind="PAYMENT_CARD",
    is_number=True,
    example="card 4111 1111 1111 1111",
    source="ISO/IEC 7812-1: lengths, Luhn's check digit, and the brands' published issuer ranges.",
    rules=(_BY_BRAND, _BY_NAME),
    normalise=digits_only,
)
