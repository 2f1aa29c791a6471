"""National identity, tax and insurance numbers of persons, each with the check that its country publishes.

A section of `national_ids.txt` has the number's name, whether only a word identifies it, and its check: a module of
python-stdnum, a function of this module, or none (`-`). Then come its formats, keys and sentences.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from tests.corpus.keys import key_name
from tests.corpus.source import Source
from tests.corpus.text_files import sections
from tests.corpus.value import Value, whole

LABEL = "NATIONAL_ID"
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST_SEARCH = 200_000


@dataclass(frozen=True)
class Kind:
    """One country's number: its formats, its check, and the words around it."""

    name: str
    telling: bool
    forms: Sequence[str]
    check: str
    keys: Sequence[str]
    sentences: Sequence[str]

    def key(self, source: Source) -> str:
        """Return a key that names it."""
        words = source.pick(self.keys)
        return key_name(source, words) if words.isascii() and words.islower() else words


def _weighted_sum(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _numbers(text: str) -> Sequence[int]:
    return [int(character) for character in text if character.isdigit()]


def nric(text: str) -> bool:
    """Singapore, letters S, T, F, G: weights 2 7 6 5 4 3 2."""
    total = _weighted_sum(_numbers(text), (2, 7, 6, 5, 4, 3, 2)) + (4 if text[0] in "TG" else 0)
    return text[-1] == ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11]


def hkid(text: str) -> bool:
    """Hong Kong, one letter: 36 for the missing one, weights 9 to 1, A as the last is 10."""
    letter = _LETTERS.index(text[0]) + 10
    last = 10 if text[-2] == "A" else int(text[-2])
    return (36 * 9 + letter * 8 + _weighted_sum(_numbers(text[1:7]), (7, 6, 5, 4, 3, 2)) + last) % 11 == 0


def my_number(text: str) -> bool:
    """Japan: weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11."""
    digits = _numbers(text)
    remainder = _weighted_sum(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return digits[-1] == (0 if remainder <= 1 else 11 - remainder)


def taiwan(text: str) -> bool:
    """Taiwan: the letter stands for two digits."""
    value = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0]) + 10
    digits = _numbers(text)
    return (value // 10 + value % 10 * 9 + _weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def snils(text: str) -> bool:
    """Russia's pension insurance: weights 9 to 1, modulo 101."""
    digits = _numbers(text)
    return _weighted_sum(digits, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 101 % 100 == digits[-2] * 10 + digits[-1]


def taj(text: str) -> bool:
    """Hungary's social insurance: weights 3 and 7 in turns."""
    digits = _numbers(text)
    return _weighted_sum(digits, (3, 7, 3, 7, 3, 7, 3, 7)) % 10 == digits[-1]


def cedula_of_uruguay(text: str) -> bool:
    """Uruguay: weights 2 9 8 7 6 3 4."""
    digits = _numbers(text)
    return -_weighted_sum(digits, (2, 9, 8, 7, 6, 3, 4)) % 10 == digits[-1]


def iin_of_kazakhstan(text: str) -> bool:
    """Kazakhstan: weights 1 to 11, modulo 11."""
    digits = _numbers(text)
    return _weighted_sum(digits, range(1, 12)) % 11 == digits[-1]


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1."""
    digits = _numbers(text)[::-1]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


_OWN: Mapping[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (nric, hkid, my_number, taiwan, snils, taj, cedula_of_uruguay, iin_of_kazakhstan, luhn)
}


def _checked(check: str) -> Callable[[str], bool]:
    if check == "-":
        return lambda _: True
    if check in _OWN:
        return _OWN[check]
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{check}").is_valid
    return is_valid


def _read() -> Sequence[Kind]:
    kinds = []
    for title, lines in sections("vocabulary/national_ids.txt").items():
        name, telling, check = title.split()
        forms, keys, *sentences = lines
        kinds.append(
            Kind(
                name,
                telling == "word",
                forms.split(" | "),
                check,
                keys.split(", "),
                [each for each in sentences if each],
            )
        )
    return kinds


KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _read()}


def number(source: Source, kind: Kind) -> str:
    """Return a number that passes its country's check."""
    form, is_valid = source.pick(kind.forms), _checked(kind.check)
    for _ in range(_LONGEST_SEARCH):
        drawn = _draw(source, form)
        if is_valid(drawn):
            return drawn
    raise ValueError(f"No number of {kind.name} in the form {form}")


def _draw(source: Source, form: str) -> str:
    """Fill in a format: `#` is a digit, `@` a letter, `Y M D` are pairs of a birth date's digits, `[AB]` either."""
    year, month, day = source.randint(40, 99), source.randint(1, 12), source.randint(1, 28)
    text, position = "", 0
    while position < len(form):
        sign = form[position]
        if sign == "[":
            end = form.index("]", position)
            text += source.pick(form[position + 1 : end])
            position = end
        elif sign in "YMD" and form[position : position + 2] == 2 * sign:
            text += f"{ {'Y': year, 'M': month, 'D': day}[sign]:02d}"
            position += 1
        else:
            text += source.pick(_DIGITS) if sign == "#" else source.pick(_LETTERS) if sign == "@" else sign
        position += 1
    return text


def make(source: Source) -> Value:
    """Return a number of some country."""
    kind = source.pick(tuple(KINDS.values()))
    return whole(number(source, kind), LABEL, kind.name, telling=kind.telling)
