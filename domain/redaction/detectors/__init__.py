"""One module a kind. A new kind is one file with a `Detector` in it, and one line here.

The order is that of precedence: of findings that overlap, the one whose kind stands first here wins.
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
        # Check digits tell more than a word: what begins an account number is no code.
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
