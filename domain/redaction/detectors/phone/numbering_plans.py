"""Checks whether digits are a number of a country or region, by libphonenumber's metadata.

The library's own `parse` takes a quarter of a millisecond, and a text may consist of numbers only. So this module does
the same steps for digits, and RE2 matches the patterns of all regions of a calling code at once. A test compares the
answers with the library's.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from domain.redaction.rule.precheck import Matching, matching_set, options_for

_MEMORY_BYTES = 4 << 20
_LONGEST_CALLING_CODE = 3
# Limits for the number of digits after a calling code.
_FEWEST, _MOST = 2, 17
# Digits match no letter.
_NEVER = b"a"
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
    """Return whether digits with their calling code have the form of a country's numbers."""
    return any(_forms(int(digits[:length]))(digits[length:].encode()) for length in range(1, _LONGEST_CALLING_CODE + 1))


def is_of_region(digits: str, region: str) -> bool:
    """Return whether digits that are dialled in the region reach a number of a known kind."""
    reached = _reached(digits, _plan(0, region))
    if reached is None:
        return False
    code, national = reached
    written = national.encode()
    # One region of the calling code must have both the number and its form.
    return not set(_numbers(code)(written)).isdisjoint(_forms(code)(written))


def _reached(digits: str, home: "_Plan") -> tuple[int, str] | None:
    """Return the calling code and the national number that digits reach when they are dialled at home."""
    code, national = 0, digits
    international = home.international_prefix(digits)
    if international is not None:
        code, national = _parted(digits[international:])
        if not code:
            return None
    elif digits.startswith(home.written_code):
        # The digits begin with the home country's calling code.
        rest = home.without_national_prefix(digits[len(home.written_code) :])
        if (not home.has_form(digits) and home.has_form(rest)) or home.is_too_long(digits):
            code, national = home.code, rest
    plan = _plan_of_code(code, home) if code else home
    if len(national) < _FEWEST:
        return None
    stripped = plan.without_national_prefix(national)
    if plan.may_be_whole(stripped):
        national = stripped
    return (plan.code, national) if _FEWEST <= len(national) <= _MOST else None


def _parted(digits: str) -> tuple[int, str]:
    """Return the calling code with which the digits begin, or 0, and the digits after it."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # noqa: PLC0415 - 20 ms, for a candidate only

    if len(digits) > _FEWEST and digits[0] != "0":
        for length in range(1, _LONGEST_CALLING_CODE + 1):
            if (code := int(digits[:length])) in COUNTRY_CODE_TO_REGION_CODE:
                return code, digits[length:]
    return 0, digits


class _Plan:
    """A region's numbering plan."""

    def __init__(self, code: int, region: str) -> None:
        from phonenumbers import PhoneMetadata  # noqa: PLC0415 - as above

        metadata = (
            PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            if code
            else PhoneMetadata.metadata_for_region(region)
        )
        if metadata is None or metadata.general_desc is None or metadata.country_code is None:
            raise ValueError("There is no numbering plan for the region or calling code.")
        general = metadata.general_desc
        self.region = region
        self.code = metadata.country_code
        self.written_code = str(self.code)
        self._lengths: Sequence[int] = general.possible_length
        self._local_lengths: Sequence[int] = general.possible_length_local_only
        self._form = _whole([general.national_number_pattern])
        # Python's `re` is fast enough here, because these patterns match only the first digits.
        self._international = re.compile(metadata.international_prefix or "(?!)")
        self._national = re.compile(metadata.national_prefix_for_parsing or "(?!)")
        self._rule: str | None = metadata.national_prefix_transform_rule

    def has_form(self, digits: str) -> bool:
        return bool(self._form(digits.encode()))

    def is_too_long(self, digits: str) -> bool:
        return len(digits) > self._lengths[-1] and len(digits) not in self._local_lengths

    def may_be_whole(self, digits: str) -> bool:
        """Return whether digits of this length can be a whole national number, or are too long for any number."""
        return (len(digits) in self._lengths or self.is_too_long(digits)) and len(digits) not in self._local_lengths

    def international_prefix(self, digits: str) -> int | None:
        """Return how many digits are an international prefix such as 00, or None."""
        match = self._international.match(digits)
        return match.end() if match and digits[match.end() : match.end() + 1] != "0" else None

    def without_national_prefix(self, digits: str) -> str:
        """Return the digits without the national prefix."""
        match = self._national.match(digits)
        if not match or not digits:
            return digits
        transforms = self._rule and (not match.re.groups or match[match.re.groups] is not None)
        stripped = self._national.sub(self._rule or "", digits, count=1) if transforms else digits[match.end() :]
        return digits if self.has_form(digits) and not self.has_form(stripped) else stripped


@lru_cache(maxsize=512)
def _plan(code: int, region: str) -> _Plan:
    return _Plan(code, region)


def _plan_of_code(code: int, home: _Plan) -> _Plan:
    from phonenumbers import region_code_for_country_code  # noqa: PLC0415 - as above

    region = region_code_for_country_code(code)
    return home if region == home.region else _plan(code, region)


@lru_cache(maxsize=512)
def _forms(code: int) -> Matching:
    """Return a function that returns the regions of a calling code whose numbers have the digits' form."""
    return _by_region(code, ("general_desc",))


@lru_cache(maxsize=512)
def _numbers(code: int) -> Matching:
    """Return a function that returns the regions of a calling code that have the number."""
    return _by_region(code, _KINDS)


def _by_region(code: int, names: tuple[str, ...]) -> Matching:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata  # noqa: PLC0415 - as above

    patterns = []
    for region in COUNTRY_CODE_TO_REGION_CODE.get(code, ()):
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        descriptions = (getattr(metadata, name) for name in names)
        patterns.append(
            "|".join(each.national_number_pattern for each in descriptions if each and each.national_number_pattern)
        )
    return _whole(patterns)


def _whole(patterns: Iterable[str | None]) -> Matching:
    """Return a function that returns the patterns that match digits as a whole."""
    anchored = [f"^(?:{pattern})$".encode() if pattern else _NEVER for pattern in patterns]
    return matching_set(anchored or [_NEVER], options_for(_MEMORY_BYTES, latin=True))
