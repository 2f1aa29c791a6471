"""The kinds, one module or package each. A new kind is one file with a `Detector`, and one line in this file.

The order is the precedence: of overlapping findings, the one whose kind is first wins.

Several kinds use `detector` (what a kind is), `digits` (where numbers begin and end), `signs` (between a name and its
value), `leads` (tables of words before values) and `apart` (values whose names are in another field or a sentence).
"""

from collections.abc import Mapping

from domain.redaction.detectors import (
    birth_date,
    email,
    iban,
    ip_address,
    national_id,
    one_time_code,
    password_hash,
    payment_card,
    phone,
    secret,
    session,
    us_ssn,
)
from domain.redaction.detectors.detector import Detector

DETECTORS: Mapping[str, Detector] = {
    detector.kind: detector
    for detector in (
        password_hash.DETECTOR,
        session.DETECTOR,
        # Check digits are stronger evidence than a word: the beginning of an account number is not a code.
        iban.DETECTOR,
        one_time_code.DETECTOR,
        secret.DETECTOR,
        national_id.DETECTOR,
        birth_date.DETECTOR,
        payment_card.DETECTOR,
        us_ssn.DETECTOR,
        email.DETECTOR,
        ip_address.DETECTOR,
        phone.DETECTOR,
    )
}

__all__ = ["DETECTORS", "Detector"]
