"""Phone numbers, recognised by their written shape, by the formats of programs, or by names.

`numbers.py` decides whether digits are a phone number, by `calling_codes.py` (generated) and `numbering_plans.py`, and
`extent.py` where a number ends. Where to add a case:

    a word that names phones            `words/phone.txt`, read by `named.py`, and after a number by `behind.py`
    a notation of any country           `international.py`
    a notation of North America         `shapes.py`
    an exchange, a modem, a messenger   `telephony.py`
"""

from collections.abc import Sequence

from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.phone import international, named, shapes, telephony
from domain.redaction.text import Text, digits_of


def _normalise(value: str, regions: Sequence[str]) -> str:
    """Return E.164 if the value is a number of one of the regions, in order; otherwise its digits."""
    import phonenumbers  # noqa: PLC0415 - 20 ms, for a finding only

    folded = Text(value).folded
    try:
        dialled = [phonenumbers.parse(folded, region) for region in regions]
        number = next(filter(phonenumbers.is_valid_number, dialled), dialled[0])
        if not folded.lstrip().startswith(("+", "(+")) and not phonenumbers.is_valid_number(number):
            number = phonenumbers.parse("+" + digits_of(folded).removeprefix("00"))
    except phonenumbers.NumberParseException:
        return digits_of(folded)
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


DETECTOR = Detector(
    kind="PHONE",
    kept_in_names_of_tests=True,
    is_number=True,
    example="Call +44 20 7946 0958 or 555-0199.",
    source="ITU-T E.164, libphonenumber's metadata, and the shapes of the North American Numbering Plan.",
    rules=(*international.RULES, *shapes.RULES, *telephony.RULES, named.RULE, named.APART),
    normalise=_normalise,
)
