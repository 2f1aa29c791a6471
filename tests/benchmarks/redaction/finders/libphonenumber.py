"""libphonenumber's own matcher, with the tenant's region."""

import phonenumbers

PACKAGE = "phonenumbers"
LABELS = frozenset({"PHONE"})


def find(text: str, region: str) -> list[tuple[int, int, str]]:
    """Find numbers at the default leniency: valid numbers."""
    return [(match.start, match.end, "PHONE") for match in phonenumbers.PhoneNumberMatcher(text, region)]
