"""Whose numbers digits are, by libphonenumber's metadata.

The library's own answer needs some ten of Python's patterns for each region, of which Python remembers 512 at a time:
with tenants in many regions nearly every number would wait half a millisecond for them. RE2 reads those of a region as
one pattern, which is made four times as fast and is kept.
"""

from functools import lru_cache

import re2

from domain.redaction.gate import options_for

_MEMORY_BYTES = 1 << 20
_LONGEST_CALLING_CODE = 3
_KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)


def is_of_any_country(digits: str) -> bool:
    """Whether digits with their calling code have the form of a country's numbers."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # noqa: PLC0415 - 20 ms, for a candidate only

    for length in range(1, _LONGEST_CALLING_CODE + 1):
        code = int(digits[:length])
        for region in COUNTRY_CODE_TO_REGION_CODE.get(code, ()):
            if _form(code, region).fullmatch(digits[length:]):
                return True
    return False


def is_of_region(digits: str, region: str) -> bool:
    """Whether digits, dialled in the region, reach a number of a kind that a numbering plan has."""
    import phonenumbers  # noqa: PLC0415 - as above

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    code, national = number.country_code or 0, phonenumbers.national_significant_number(number)
    return any(
        _form(code, home).fullmatch(national) and _numbers(code, home).fullmatch(national)
        for home in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    )


@lru_cache(maxsize=512)
def _form(code: int, region: str) -> "re2._Regexp":
    return _compiled(code, region, ("general_desc",))


@lru_cache(maxsize=512)
def _numbers(code: int, region: str) -> "re2._Regexp":
    return _compiled(code, region, _KINDS)


def _compiled(code: int, region: str, names: tuple[str, ...]) -> "re2._Regexp":
    from phonenumbers import PhoneMetadata  # noqa: PLC0415 - as above

    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    descriptions = (getattr(metadata, name) for name in names)
    patterns = [found.national_number_pattern for found in descriptions if found and found.national_number_pattern]
    return re2.compile("|".join(patterns), options_for(_MEMORY_BYTES))
