"""Checks whether digits are a phone number of some country."""

from functools import lru_cache

from domain.redaction.detectors.phone.calling_codes import LENGTHS
from domain.redaction.detectors.phone.numbering_plans import is_of_any_country, is_of_region
from domain.redaction.pattern import Pattern

MIN_DIGITS = 7
MAX_DIGITS = 15
US_DIGITS = Pattern(r"1?[2-9]\d\d[2-9]\d{6}")
_US_LENGTH = 11


def has_length(digits: str) -> bool:
    """Return whether the number of digits, including the calling code, is possible in the country (ITU-T E.164)."""
    if digits.startswith("1"):
        return len(digits) == _US_LENGTH
    return any(len(digits) - length in LENGTHS.get(int(digits[:length]), ()) for length in (1, 2, 3))


@lru_cache(maxsize=8192)
def is_assigned(digits: str) -> bool:
    """Return whether a numbering plan has the number, by libphonenumber's metadata.

    The digits include a calling code.
    """
    if digits[0] == "1":
        # For North America the shape is enough, so do not load the metadata.
        return US_DIGITS.fullmatch(digits) is not None
    return is_of_any_country(digits)


@lru_cache(maxsize=8192)
def is_number(digits: str, region: str) -> bool:
    """Return whether digits are an international number, with or without 00 or 011, or a national one of the region."""
    if digits.startswith("00"):
        return len(digits) > MIN_DIGITS + 2 and digits[2] != "0" and is_assigned(digits[2:])
    if region == "US":
        # The shape is enough, as above.
        if US_DIGITS.fullmatch(digits):
            return True
        if digits.startswith("011"):
            return len(digits) > MIN_DIGITS + 3 and digits[3] != "0" and is_assigned(digits[3:])
    elif is_of_region(digits, region):
        return True
    # Shorter digits are too often something else.
    return digits[0] != "0" and len(digits) > 8 and is_assigned(digits)  # noqa: PLR2004 - as the comment says
