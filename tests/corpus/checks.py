"""Check digits of cards and accounts."""


def luhn(digits: str) -> bool:
    """Return whether the last digit is the check digit of ISO/IEC 7812."""
    return luhn_check_digit(digits[:-1]) == digits[-1]


def luhn_check_digit(digits: str) -> str:
    """Return the check digit that makes these digits a card number."""
    doubled = [int(digit) * 2 if index % 2 == 0 else int(digit) for index, digit in enumerate(reversed(digits))]
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


def iban_check_digits(country: str, account: str) -> str:
    """Return the check digits of an IBAN with this country and account (ISO 13616, mod 97)."""
    value = int("".join(str(int(character, 36)) for character in f"{account}{country}00"))
    return f"{98 - value % 97:02d}"
