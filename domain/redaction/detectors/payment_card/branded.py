"""Numbers of cards of the known brands, with a valid check digit, wherever they stand."""

from collections.abc import Iterator, Mapping

from domain.redaction.context import context_before, key_words
from domain.redaction.context.identifiers import nearest_word
from domain.redaction.detectors.payment_card.dumps import is_amid_numbers
from domain.redaction.detectors.payment_card.named import WORDS
from domain.redaction.detectors.payment_card.numbers import END, FREE, START, grouped, has_luhn_digit, is_issued
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_MIN_DIGITS, _MAX_DIGITS = 13, 19
_NUMBER = Pattern(rf"[2-9]{FREE}(?:\d{{12,18}}+|{grouped(' -', 5)}){END}")
# Of the cards that have numbers of these lengths: Visa's and Maestro's. Nobody is known to issue 17 digits.
_COMMON_BEGINNINGS: Mapping[int, tuple[str, ...]] = {
    13: ("4",),
    17: (),
    18: ("50", "56", "57", "58", "63", "67"),
}
_QUANTITIES = frozenset(read_words("payment_card")["quantities"])
_UNIT_BEHIND = Pattern(r"\s?(?:bytes|[KMGT]i?B|ns|us|ms|rows|packets|records|objects|blocks|sectors)\b")


def _branded(text: Text, position: int) -> Iterator[Span]:
    """Yield numbers of known brands, except in dumps and tables of numbers."""
    folded = text.folded
    cards = list(_cards(folded, position))
    starts, ends = {start for start, _ in cards}, {end for _, end in cards}
    for start, end in cards:
        digits = folded[start:end]
        if digits.isdigit() and (_is_too_rare(digits) or _is_quantity(text, start, end)):
            continue
        if end + 1 in starts or start - 1 in ends or not is_amid_numbers(folded, start, end):
            yield start, end


def _is_too_rare(digits: str) -> bool:
    """Return whether hardly a card has such a number, so that a number without groups is more often an identifier."""
    return not digits.startswith(_COMMON_BEGINNINGS.get(len(digits), ("",)))


def _is_quantity(text: Text, start: int, end: int) -> bool:
    """Return whether digits are named as a quantity or a channel of messages, or a unit follows them."""
    context = context_before(text, start)
    named = key_words(context.name)[:1] or (nearest_word(context.words),)
    return _UNIT_BEHIND.match(text.folded, end) is not None or not _QUANTITIES.isdisjoint(named)


def _cards(folded: str, position: int) -> Iterator[Span]:
    """Yield numbers of known brands."""
    while match := _NUMBER.search(folded, position):
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
        if len(digits) <= _MAX_DIGITS and has_luhn_digit(digits) and is_issued(digits):
            return len(written)
        if not by:
            return 0
        written = written.rpartition(by)[0]


_GROUPED_SHAPE = r"[ -][0-9]{3,6}[ -][0-9]{3,5}(?:[^0-9a-z]|$)"
_SHAPE = rf"{START}[2-9][0-9]{{3}}(?:[0-9]{{9,15}}(?:[^0-9a-z_]|d[0-9]{{7}}|$)|{_GROUPED_SHAPE})"

RULE = Rule(
    name="luhn",
    pattern=_branded,
    shape=Shape.CLEAR,
    words=WORDS,
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
        "Track1=B⟦4538592447210518⟧^KIM/A^2904, card no.⟦4111111111111111⟧ and no.⟦5555-5555-5555-4444⟧",
        "tag 57 ⟦4111111111111111⟧D28122010000",
        "⟦4222 222 222 222⟧ total=⟦4111-1111-1111-1111⟧",
        "⟦2223 0031 2200 3222⟧ ⟦8171 9999 2766 0000⟧ ⟦9792 0300 0000 0000⟧",
    ),
    leaves=(
        "codigo_barra=4111111111111111",
        # Of lengths that are rare, or that no card has.
        "POST /api/webhooks/659731233781196833/x",
        "value 5000000000005, 62000000000000000 and 650000000000000002",
        "ts=4111111111111111, channel 4111111111111111 conv:4111111111111111",
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
