"""scrubadub's default detectors, except those of kinds that are not compared (URLs, Twitter names)."""

import scrubadub

PACKAGE = "scrubadub"
_LABELS = {
    "phone": "PHONE",
    "email": "EMAIL",
    "credit_card": "PAYMENT_CARD",
    "social_security_number": "US_SSN",
    "credential": "SECRET",
}
LABELS = frozenset(_LABELS.values())
_SCRUBBER = scrubadub.Scrubber(detector_list=list(_LABELS), locale="en_US")


def find(text: str, region: str) -> list[tuple[int, int, str]]:
    """Find by its rules for the US, because its locales are not regions."""
    del region
    return [
        (filth.beg, filth.end, _LABELS[part.detector_name])
        for filth in _SCRUBBER.iter_filth(text)
        for part in getattr(filth, "filths", [filth])[:1]
    ]
