"""Numbers of payment cards: `4111 1111 1111 1111`. The words that name them are in `words/payment_card.txt`.

`branded` finds numbers of the known brands without any name, except in dumps and tables of numbers (`dumps`), and
`named` numbers of any brand behind a name. `numbers` has the brands' ranges and the check digit.
"""

from domain.redaction.detectors.detector import Detector, digits_only
from domain.redaction.detectors.payment_card import branded, named

DETECTOR = Detector(
    kind="PAYMENT_CARD",
    is_number=True,
    example="card 4111 1111 1111 1111",
    source="ISO/IEC 7812-1: lengths, Luhn's check digit, and the brands' published issuer ranges.",
    rules=(branded.RULE, named.RULE),
    normalise=digits_only,
)
