"""International bank account numbers (IBAN): `GB82 WEST 1234 5698 7654 32`."""

from collections.abc import Iterator

from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text

# Country: the number of characters of its IBANs.
_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in [
        "AD24",
        "AE23",
        "AL28",
        "AT20",
        "AZ28",
        "BA20",
        "BE16",
        "BG22",
        "BH22",
        "BI27",
        "BR29",
        "BY28",
        "CH21",
        "CR22",
        "CY28",
        "CZ24",
        "DE22",
        "DJ27",
        "DK18",
        "DO28",
        "EE20",
        "EG29",
        "ES24",
        "FI18",
        "FK18",
        "FO18",
        "FR27",
        "GB22",
        "GE22",
        "GI23",
        "GL18",
        "GR27",
        "GT28",
        "HN28",
        "HR21",
        "HU28",
        "IE22",
        "IL23",
        "IQ23",
        "IS26",
        "IT27",
        "JO30",
        "KW30",
        "KZ20",
        "LB28",
        "LC32",
        "LI21",
        "LT20",
        "LU20",
        "LV21",
        "LY25",
        "MC27",
        "MD24",
        "ME22",
        "MK19",
        "MN20",
        "MR27",
        "MT31",
        "MU30",
        "NI28",
        "NL18",
        "NO15",
        "OM23",
        "PK24",
        "PL28",
        "PS29",
        "PT25",
        "QA29",
        "RO24",
        "RS22",
        "RU33",
        "SA24",
        "SC31",
        "SD18",
        "SE24",
        "SI19",
        "SK24",
        "SM27",
        "SO23",
        "ST25",
        "SV28",
        "TL23",
        "TN24",
        "TR26",
        "UA29",
        "VA22",
        "VG24",
        "XK20",
        "YE30",
    ]
}
_NOT_A_LENGTH = 99
# Search for the check digits, which are rarer than letters. The country is before them.
# Not inside a word, but after an escape, and after a name: `\nGB82…`, `account_GB82…`, `ibanGB82…`.
_FREE = r"(?:(?<![0-9A-Za-z_]...)|(?<=\\[nrt]...)|(?<=[a-z]_[A-Z]{2}.)|(?<=(?i:iban)...))"
_GROUPS = "(?P<by>[ -])(?:[0-9A-Za-z]{1,11}(?P=by)){2,9}[0-9A-Za-z]{1,5}"
_CANDIDATE = Pattern(rf"\d{_FREE}\d(?:{_GROUPS}|[0-9A-Za-z]{{11,29}}+)")
_COUNTRY_LENGTH = 2
# A is 10 and Z is 35.
_ORDINALS = {code: str(int(chr(code), 36)) for code in range(ord("A"), ord("Z") + 1)}


def has_check_digits(iban: str) -> bool:
    """Return whether the two digits after the country are correct (ISO 13616: the rearranged number modulo 97 is 1)."""
    return int((iban[4:] + iban[:4]).translate(_ORDINALS)) % 97 == 1


def _find(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    while match := _CANDIDATE.search(folded, position):
        start = match.start() - _COUNTRY_LENGTH
        end = _end(folded[start : match.end()], match["by"])
        # Another IBAN may begin within one that is invalid.
        position = start + (end or _COUNTRY_LENGTH + 1)
        if end and not folded[position : position + 1].isalnum():
            yield start, position


def _end(written: str, by: str | None) -> int:
    """Return how many characters belong to an IBAN, or 0."""
    compact = (written.replace(by, "") if by else written).upper()
    length = _LENGTHS.get(compact[:2], _NOT_A_LENGTH)
    if len(compact) < length or not has_check_digits(compact[:length]):
        return 0
    return _written_length(written, length)


def _written_length(written: str, length: int) -> int:
    """Return the length of the text with this number of characters other than separators."""
    seen = 0
    for position, character in enumerate(written):
        seen += character.isalnum()
        if seen == length:
            return position + 1
    return len(written)


_COUNTRIES = "|".join(_LENGTHS)
_START = rf"(?:^|[^0-9a-z_]|\\[nrt]|[a-z]_|iban)(?:{_COUNTRIES})[0-9]{{2}}"

DETECTOR = Detector(
    kind="IBAN",
    is_number=True,
    example="GB82 WEST 1234 5698 7654 32",
    source="ISO 13616: a length for each country, and check digits modulo 97.",
    rules=(
        Rule(
            name="mod-97",
            pattern=_find,
            keywords=(rf"{_START}[ 0-9a-z-]",),
            precheck=FirstMatch(rf"{_START}(?:[0-9a-z]{{11}}|[ -][0-9a-z]{{4,5}}[ -][0-9a-z]{{4,10}}[ -][0-9a-z])"),
            takes=(
                "⟦GB82WEST12345698765432⟧",
                "paid to ⟦GB82 WEST 1234 5698 7654 32⟧, thanks",
                "⟦DE89-3704-0044-0532-0130-00⟧ and ⟦gb82west12345698765432⟧",
                "iban=⟦NO9386011117947⟧&x=1",
                "⟦BR15 0000 0000 0000 1093 2840 814 P2⟧ credited",
                "RIB ⟦FR14 20041 01005 0500013M026 06⟧",
                "account_⟦GB82WEST12345698765432⟧",
                "creditorIban⟦GB82WEST12345698765432⟧",
                r"one\n⟦GB82WEST12345698765432⟧",
            ),
            leaves=(
                # The check digits, the length or the country is wrong.
                "GB83WEST12345698765432",
                "GB82WEST1234569876543",
                "GX82WEST12345698765432",
                # Part of a longer value.
                "xGB82WEST12345698765432",
                "GB82WEST123456987654321",
                "a_gb82west12345698765432",
                "1_GB82WEST12345698765432",
                "GB82 WEST 1234 5698 7654 321",
            ),
        ),
    ),
)
