"""Check digits: what tells a card or an account from any other number."""


def luhn(digits: str) -> bool:
    """Whether the last digit is the one that ISO/IEC 7812 asks for."""
    return luhn_check_digit(digits[:-1]) == digits[-1]


def luhn_check_digit(digits: str) -> str:
    """The digit that makes a card's number of these."""
    doubled = [int(digit) * 2 if index % 2 == 0 else int(digit) for index, digit in enumerate(reversed(digits))]
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


def iban_check_digits(country: str, account: str) -> str:
    """The two digits that make an IBAN of a country and its account (ISO 13616, mod 97)."""
    value = int("".join(str(int(character, 36)) for character in f"{account}{country}00"))
    return f"{98 - value % 97:02d}"
