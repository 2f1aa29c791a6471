"""Generating a look-alike."""

import phonenumbers

from tests.corpus.carriers import pair
from tests.corpus.checks import iban_check_digits, luhn, luhn_check_digit
from tests.corpus.frames import framed, with_field
from tests.corpus.keys import key_name
from tests.corpus.kinds.ibans import iban
from tests.corpus.kinds.phones import number
from tests.corpus.look_alikes.keyed import keyed
from tests.corpus.marked import Marked, marked
from tests.corpus.source import Source
from tests.corpus.template import expand
from tests.corpus.text_files import sections
from tests.corpus.value import Value

# By kind. Addresses and similar values that belong to the line are soft.
_MESSAGES = {
    **sections("look_alikes/numbers.txt"),
    **sections("look_alikes/addresses.txt"),
    **sections("look_alikes/secrets.txt"),
    **sections("look_alikes/dates_and_ids.txt"),
    **sections("look_alikes/machine_numbers.txt"),
}


def look_alike(source: Source) -> tuple[str, Marked]:
    """Return a look-alike's kind, and a line with it."""
    if source.maybe(0.3):
        kind, words, digits = keyed(source)
        key = key_name(source, words)
        if source.maybe(0.3):
            return kind, with_field(source, key, digits)
        return kind, framed(source, pair(source, key, Value(marked(digits))))
    kind = source.pick(tuple(_MESSAGES))
    return kind, framed(source, expand(source, source.pick(_MESSAGES[kind]), **_numbers(source)))


def _numbers(source: Source) -> dict[str, str]:
    """Return numbers that only look-alikes have: with a check digit, or with a wrong one."""
    tac = f"35{source.digits(12)}"
    book = f"978{source.digits(9)}"
    check = str(-sum(int(digit) * (1 if index % 2 == 0 else 3) for index, digit in enumerate(book)) % 10)
    return {
        "us": phonenumbers.national_significant_number(number(source, "US")[0]),
        "imei": tac + luhn_check_digit(tac),
        "isbn": f"{book[:3]}-{book[3]}-{book[4:6]}-{book[6:]}-{check}",
        "isbn-digits": book + check,
        "mccmnc": source.pick(("310150", "26201", "23415", "40410", "20801")),
        "bin": source.pick(("411111", "520082", "371449", "601100")),
        "bad_card": _bad_card(source),
        "bad_iban": _bad_iban(source),
        "host-short": f"web-{source.randint(1, 40):02d}",
    }


def _bad_card(source: Source) -> str:
    """Return fifteen digits that make a card number after neither a 4 nor a 5."""
    while True:
        digits = source.digits(15)
        if not luhn(f"4{digits}") and not luhn(f"5{digits}"):
            return digits


def _bad_iban(source: Source) -> str:
    text = iban(source)
    wrong = (int(iban_check_digits(text[:2], text[4:])) + source.randint(1, 90)) % 97
    return f"{text[:2]}{wrong:02d}{text[4:]}"
