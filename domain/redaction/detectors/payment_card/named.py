"""Numbers of cards that a key or a word names: `card 180016070420458`. A name counts as much as the check digit."""

from domain.redaction.context.vocabulary import Vocabulary
from domain.redaction.detectors.payment_card.numbers import (
    END,
    FREE,
    START,
    USUAL_LENGTHS,
    grouped,
    has_luhn_digit,
    is_issued,
)
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.text import digits_of

# Identifiers in hexadecimal end with `cc`.
WORDS = Vocabulary("payment_card", apart=True)
_NUMBER = Pattern(rf"[1-9]{FREE}(?:\d{{11,18}}+|{grouped(' .-', 4)}){END}")
# Numbers of SIM cards have the same check digit and begin with these digits (ITU-T E.118).
_TELECOMMUNICATION = "89"
_FEWEST_NAMED = 12


def _may_be_card(value: str) -> bool:
    """Return whether a card of some brand may have such a number. A wrong check digit may be a typing error."""
    digits = digits_of(value)
    if digits.startswith(_TELECOMMUNICATION):
        return False
    # Numbers of accounts are often longer.
    may_be_mistyped = len(digits) > _FEWEST_NAMED and digits[0] in "23456"
    return has_luhn_digit(digits) or (may_be_mistyped and (len(digits) <= USUAL_LENGTHS[-1] or is_issued(digits)))


RULE = Rule(
    name="named",
    pattern=_NUMBER,
    valid=_may_be_card,
    shape=Shape.ANY,
    check_digits=lambda value: has_luhn_digit(digits_of(value)),
    words=WORDS,
    source="ISO/IEC 7812-1: 12 to 19 digits, whatever the brand.",
    values=(rf"{START}[0-9]{{4}}(?:[0-9]{{8}}|[ .-][0-9]{{3,6}}[ .-][0-9]{{3,5}})",),
    takes=(
        "I have lost my card ⟦180016070420458⟧, please block it",
        "carta ⟦4111.1111.1111.1111⟧, grazie",
        "tarjeta de crédito ⟦6759649826438453⟧ rechazada",
        "Kreditkarte abgelehnt: ⟦501800000009⟧",
        '{"credit_card_number":"⟦4111111111111112⟧"}',
        "cc=⟦6304000000000000⟧",
        "card no.⟦180016070420458⟧",
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
