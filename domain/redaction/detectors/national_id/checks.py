"""Checks of national numbers that python-stdnum does not have, with their sources. Arguments are numbers as written."""

from collections.abc import Callable, Mapping, Sequence

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MONTHS, _DAYS = range(1, 13), range(1, 32)


def _digits(number: str) -> Sequence[int]:
    return [int(character) for character in number if character.isdigit()]


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _is_date(month: str, day: str) -> bool:
    return int(month) in _MONTHS and int(day) in _DAYS


def nino(number: str) -> bool:
    """United Kingdom, National Insurance Manual NIM39110: letters and prefixes that are never assigned."""
    first, second, prefix = number[0], number[1], number[:2]
    return (
        first not in "DFIQUV" and second not in "DFIQUVO" and prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    )


def nric(number: str) -> bool:
    """Singapore, NRIC and FIN (ICA): weights 2 7 6 5 4 3 2; T and G add 4, M adds 3."""
    offset = {"T": 4, "G": 4, "M": 3}.get(number[0], 0)
    remainder = (_weighted(_digits(number), (2, 7, 6, 5, 4, 3, 2)) + offset) % 11
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
    return number[-1] == letters[number[0]][remainder]


def hkid(number: str) -> bool:
    """Hong Kong identity card (Immigration Department): weights 9 to 1, modulo 11; a missing first letter is 36."""
    compact = "".join(filter(str.isalnum, number)).rjust(9)
    values = [36 if character == " " else int(character, 36) for character in compact]
    return _weighted(values, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def iranian(number: str) -> bool:
    """Iran, national code (National Organization for Civil Registration): weights 10 to 2, modulo 11."""
    digits = _digits(number)
    remainder = _weighted(digits, range(10, 1, -1)) % 11
    return len(set(digits)) > 1 and digits[-1] == (remainder if remainder <= 1 else 11 - remainder)


def my_number(number: str) -> bool:
    """Japan, My Number (Ministry of Internal Affairs, ordinance 85 of 2014)."""
    digits = _digits(number)
    remainder = _weighted(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return digits[-1] == (0 if remainder <= 1 else 11 - remainder)


def taiwanese(number: str) -> bool:
    """Taiwan, national and resident identity number (National Immigration Agency): the letter stands for two digits."""
    value = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0]) + 10
    total = value // 10 + value % 10 * 9 + _weighted(_digits(number), (8, 7, 6, 5, 4, 3, 2, 1, 1))
    return number[1] in "1289" and total % 10 == 0


def snils(number: str) -> bool:
    """Russia, insurance number (Pension Fund): weights 9 to 1, modulo 101, of which 100 is 0."""
    digits = _digits(number)
    return _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 101 % 100 == digits[-2] * 10 + digits[-1]


def taj(number: str) -> bool:
    """Hungary, social insurance (act XX of 1996): weights 3 and 7 in turns."""
    digits = _digits(number)
    return _weighted(digits, (3, 7, 3, 7, 3, 7, 3, 7)) % 10 == digits[-1]


def hungarian_tax(number: str) -> bool:
    """Hungary, tax number of persons (act CL of 2017): begins with 8, weights 1 to 9, modulo 11."""
    digits = _digits(number)
    return digits[0] == 8 and _weighted(digits, range(1, 10)) % 11 == digits[-1]  # noqa: PLR2004 - the number is in the act


def uruguayan(number: str) -> bool:
    """Uruguay, cédula (Dirección Nacional de Identificación Civil): weights 2 9 8 7 6 3 4."""
    digits = _digits(number)
    return -_weighted(digits[-8:], (2, 9, 8, 7, 6, 3, 4)) % 10 == digits[-1]


def kazakh(number: str) -> bool:
    """Kazakhstan, individual number (government decree 565 of 2003): weights 1 to 11; or 3 to 11, 1, 2."""
    digits = _digits(number)
    control = _weighted(digits, range(1, 12)) % 11
    if control > 9:  # noqa: PLR2004 - two digits
        control = _weighted(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return control == digits[-1] and _is_date(number[2:4], number[4:6])


def latvian(number: str) -> bool:
    """Latvia, personal code: a date before 2017, or a leading 32 since then. Its check digit is no longer valid."""
    digits = "".join(filter(str.isdigit, number))
    return digits.startswith("32") or (_is_date(digits[2:4], digits[:2]) and digits[6] in "012")


def vietnamese(number: str) -> bool:
    """Vietnam, citizen identity (circular 59/2021): a province, the century and sex, the year."""
    return number[0] == "0" and number[3] in "0123"


def spanish(number: str) -> bool:
    """Spain, DNI (royal decree 1553/2005), also with dots or seven digits: the letter is the number modulo 23."""
    digits = int("".join(filter(str.isdigit, number)))
    return number[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[digits % 23]


def egyptian(number: str) -> bool:
    """Egypt, national number: the century, a date of birth, and a governorate."""
    return number[0] in "23" and _is_date(number[3:5], number[5:7]) and int(number[7:9]) in (*range(1, 36), 88)


def sri_lankan(number: str) -> bool:
    """Sri Lanka, identity card until 2016: the year, the day of the year (500 more for women), and a letter."""
    return 1 <= int(number[2:5]) % 500 <= 366  # noqa: PLR2004 - days of a year


def german_pension(number: str) -> bool:
    """Germany, pension insurance (VKVV, section 2): the letter as two digits, cross sums of products."""
    compact = number.replace(" ", "")
    letter = f"{_LETTERS.index(compact[8]) + 1:02d}"
    values = [int(digit) for digit in compact[:8] + letter + compact[9:11]]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(divmod(value * weight, 10)) for value, weight in zip(values, weights, strict=True))
    return total % 10 == int(compact[11])


def german_health(number: str) -> bool:
    """Germany, health insurance (section 290 SGB V): the letter as two digits, weights 1 and 2 in turns."""
    values = [int(digit) for digit in f"{_LETTERS.index(number[0]) + 1:02d}{number[1:9]}"]
    total = sum(sum(divmod(value * (1 + position % 2), 10)) for position, value in enumerate(values))
    return total % 10 == int(number[9])


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1; of the United Arab Emirates' identity card among others."""
    digits = _digits(number)[::-1]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def luhn_of_ten(number: str) -> bool:
    """Saudi Arabia, national and resident identity: ten digits that begin with 1 or 2, by ISO/IEC 7812-1."""
    return number[0] in "12" and luhn(number)


def rfc(number: str) -> bool:
    """Mexico, taxpayers' register, with its check digit (SAT, annex 20), which python-stdnum does not check."""
    from stdnum.mx import rfc as mexican  # noqa: PLC0415 - for a candidate only

    return mexican.is_valid(number, validate_check_digits=True)


def medicare(number: str) -> bool:
    """Australia, Medicare card (Services Australia): begins with 2 to 6, weights 1 3 7 9, then the issue."""
    digits = _digits(number)
    return number[0] in "23456" and _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == digits[8]


OWN_CHECKS: Mapping[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (
        *(nino, nric, hkid, my_number, taiwanese, snils, taj, hungarian_tax, uruguayan, kazakh, latvian, vietnamese),
        *(spanish, egyptian, sri_lankan, german_pension, german_health, luhn, luhn_of_ten, rfc, medicare, iranian),
    )
}
