"""IBANs, by the structures of the SWIFT registry."""

from collections.abc import Mapping

from tests.corpus.checks import iban_check_digits
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "IBAN"
# Country: its account as pairs of a number and n (digits), a (letters) or c (either), as in the registry.
STRUCTURES: Mapping[str, str] = {
    "AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n", "BE": "12n", "BG": "4a6n8c",
    "BH": "4a14c", "BR": "23n1a1c", "BY": "4c4n16c", "CH": "5n12c", "CR": "18n", "CY": "8n16c", "CZ": "20n",
    "DE": "18n",
    "DK": "14n", "DO": "4c20n", "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n", "FO": "14n", "FR": "10n11c2n",
    "GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c", "GT": "4c20c", "HR": "17n", "HU": "24n",
    "IE": "4a14n", "IL": "19n", "IQ": "4a15n", "IS": "22n", "IT": "1a10n12c", "JO": "4a4n18c", "KW": "4a22c",
    "KZ": "3n13c", "LB": "4n20c", "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c", "MC": "10n11c2n",
    "MD": "2c18c", "ME": "18n", "MK": "3n10c2n", "MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a", "NL": "4a10n",
    "NO": "11n", "PK": "4a16c", "PL": "24n", "PS": "4a21c", "PT": "21n", "QA": "4a21c", "RO": "4a16c", "RS": "18n",
    "SA": "2n18c", "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c", "TN": "20n", "TR": "5n1n16c", "UA": "6n19c",
    "VG": "4a16n", "XK": "16n",
}  # fmt: skip
_COMMON = ("DE", "GB", "FR", "NL", "ES", "IT", "AT", "BE", "CH", "PL", "IE", "PT")
_ALPHABETS = {"n": "0123456789", "a": "ABCDEFGHJKLMNPRSTUVWXYZ", "c": "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"}


def iban(source: Source) -> str:
    """Return a valid IBAN in electronic format."""
    country = source.pick(_COMMON if source.maybe(0.6) else tuple(STRUCTURES))
    account = size = ""
    for character in STRUCTURES[country]:
        if character.isdigit():
            size += character
        else:
            account += source.text(_ALPHABETS[character], int(size))
            size = ""
    return country + iban_check_digits(country, account) + account


def in_fours(text: str, separator: str = " ") -> str:
    """Return it in groups of four, as printed."""
    return separator.join(text[at : at + 4] for at in range(0, len(text), 4))


def make(source: Source) -> Value:
    """Return an IBAN in some style."""
    text = iban(source)
    style = source.weighted({"plain": 5, "space": 4, "lower": 2, "nbsp": 0.4, "lower_space": 0.6})
    match style:
        case "space":
            text = in_fours(text)
        case "lower":
            text = text.lower()
        case "lower_space":
            text = in_fours(text.lower())
        case "nbsp":
            text = in_fours(text, "\u00a0")
        case _:
            pass
    return whole(text, LABEL, style)
