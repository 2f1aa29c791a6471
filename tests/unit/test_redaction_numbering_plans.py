"""The rules read from the metadata agree with libphonenumber itself."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.redaction.detectors.phone.numbering_plans import is_of_any_country, is_of_region
from domain.redaction.policy.regions import REGIONS

KINDS = sorted(set(phonenumbers.PhoneNumberType.values()) - {phonenumbers.PhoneNumberType.UNKNOWN})


def _said_by_the_library(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


def _example(region: str, kind: int) -> phonenumbers.PhoneNumber | None:
    return phonenumbers.example_number_for_type(region, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_regions_own_examples_are_numbers(kind: int) -> None:
    """Both ways of checking accept the example of every kind in every region."""
    numbers = [(region, number) for region in sorted(REGIONS) if (number := _example(region, kind))]
    assert numbers
    for region, number in numbers:
        national = phonenumbers.national_significant_number(number)
        assert is_of_region(national, region) == _said_by_the_library(national, region), (region, national)
        assert is_of_any_country(f"{number.country_code}{national}"), (region, national)


@given(st.sampled_from(sorted(REGIONS)), st.sampled_from(KINDS), st.text("0123456789", max_size=4), st.data())
def test_similar_numbers_are_judged_as_by_the_library(
    region: str, kind: int, inserted: str, data: st.DataObject
) -> None:
    """Numbers with more, fewer or other digits, and with other prefixes, are judged as by the library."""
    number = _example(region, kind) or _example(region, phonenumbers.PhoneNumberType.MOBILE)
    if number is None:
        return
    digits = f"{data.draw(st.sampled_from(['', '0', str(number.country_code)]))}{number.national_number}"
    at = data.draw(st.integers(0, len(digits)))
    digits = digits[:at] + inserted + digits[at + data.draw(st.integers(0, len(inserted) + 1)) :]
    assert is_of_region(digits, region) == _said_by_the_library(digits, region)
