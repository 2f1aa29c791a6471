"""Whose number digits are."""

from functools import lru_cache

from domain.redaction.detectors.phone.calling_codes import LENGTHS
from domain.redaction.detectors.phone.numbering_plans import is_of_any_country, is_of_region
from domain.redaction.pattern import Pattern

MIN_DIGITS = 7
MAX_DIGITS = 15
US_DIGITS = Pattern(r"1?[2-9]\d\d[2-9]\d{6}")
_US_LENGTH = 11


def has_length(digits: str) -> bool:
    """Whether a country has numbers of so many digits, its calling code included (ITU-T E.164)."""
    if digits.startswith("1"):
        return len(digits) == _US_LENGTH
    return any(len(digits) - length in LENGTHS.get(int(digits[:length]), ()) for length in (1, 2, 3))


@lru_cache(maxsize=8192)
def is_assigned(digits: str) -> bool:
    """Whether digits with their calling code are of a country's numbering plan, by libphonenumber's metadata."""
    if digits[0] == "1":
        # The North American plan is told by shape alone, without loading the metadata.
        return US_DIGITS.fullmatch(digits) is not None
    return is_of_any_country(digits)


@lru_cache(maxsize=8192)
def is_number(digits: str, region: str) -> bool:
    """Whether these are somebody's number: international behind 00, 011 or nothing, or the region's own."""
    if digits.startswith("00"):
        return len(digits) > MIN_DIGITS + 2 and digits[2] != "0" and is_assigned(digits[2:])
    if region == "US":
        # Told by shape alone, as above.
        if US_DIGITS.fullmatch(digits):
            return True
        if digits.startswith("011"):
            return len(digits) > MIN_DIGITS + 3 and digits[3] != "0" and is_assigned(digits[3:])
    elif is_of_region(digits, region):
        return True
    # Fewer digits are many things.
    return digits[0] != "0" and len(digits) > 8 and is_assigned(digits)  # noqa: PLR2004 - as the comment says
