"""Dates of birth: dates that something names so."""

import re

from domain.redaction.detectors.detector import Detector
from domain.redaction.evidence import Shape
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Text, digits_of
from domain.redaction.vocabulary import Vocabulary

_WORDS = Vocabulary("birth_date")
# Letters beyond ASCII are folded to one, and characters of East Asia to another.
_NAME = r"[A-Za-z\xe9]{3,12}\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|\.)?"
_DATE = Pattern(
    rf"""(?<![\w./+-])(?<!\d:)(?:
        \d{{4}}(?P<by>[-/.])\d\d?(?P=by)\d\d?                              # 1987-07-06
      | \d\d?(?P<of>[-/.])[ ]?\d\d?(?P=of)[ ]?(?:\d{{4}}|\d\d)             # 6.7.1987, 07/06/87
      | \d{{8}}                                                           # 19870706
      | \d\d?{_ORDINAL}[ -](?:de[ ])?{_NAME}(?:[ ]de|,)?[ -]\d{{4}}        # 6 July 1987, 6 de julio de 1987
      | {_NAME}[ ]\d\d?{_ORDINAL},?[ ]\d{{4}}                              # July 6, 1987
      | \d{{4}}\xb7\s?\d\d?\xb7\s?\d\d?\xb7                                # 1987年7月6日
    )(?=T\d|[^\w/-]|-(?!\d)|$)""",
    re.VERBOSE,
)
_NUMBERS = Pattern(r"\d+")
_PRECHECK = r"[0-9]{4}|[0-9][-/.][ ]?[0-9]{1,2}[-/.]"
_FIRST_YEAR, _LAST_YEAR, _LAST_MONTH, _LAST_DAY = 1900, 2099, 12, 31
_LONG_YEAR, _COMPACT = 4, 8


def _may_be_date(value: str) -> bool:
    """Whether year, month and day are in their ranges; behind a year stands the month, before one either of them."""
    numbers: list[str] = _NUMBERS.findall(value)
    if len(numbers) == 1 and len(numbers[0]) == _COMPACT:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    year_is_first = len(numbers[0]) == _LONG_YEAR
    year = numbers.pop(0 if year_is_first else -1)
    month, day = int(numbers[0]) if len(numbers) > 1 else 1, int(numbers[-1])
    if not year_is_first:
        month, day = min(month, day), max(month, day)
    in_range = len(year) < _LONG_YEAR or _FIRST_YEAR <= int(year) <= _LAST_YEAR
    return in_range and 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY


DETECTOR = Detector(
    kind="DATE_OF_BIRTH",
    example="date of birth: 1987-07-06",
    source="ISO 8601, and the notations of countries; only what names a date tells it from others.",
    rules=(
        Rule(
            name="named",
            pattern=_DATE,
            valid=_may_be_date,
            shape=Shape.ANY,
            words=_WORDS,
            precheck=AnyMatch(_PRECHECK),
            takes=(
                '"date_of_birth": "⟦1987-07-06⟧"',
                "dob=⟦07/06/1987⟧ status=ok",
                '{"birthDate":"⟦1987-07-06⟧T00:00:00Z"}',
                "patient born ⟦6 July 1987⟧, admitted",
                "D.O.B. ⟦07/06/1987⟧",
                "patientdob='⟦8/20/2000⟧'",
                "DOB: ⟦July 6, 1987⟧",
                "Geburtsdatum: ⟦06.07.1987⟧",
                "geb. ⟦06.07.87⟧ in Bremen",
                "geb. am ⟦06.07.1987⟧",
                "geboren am ⟦6. März 1987⟧",
                "né le ⟦06/07/1987⟧ à Lyon",
                "fecha de nacimiento: ⟦6 de julio de 1987⟧",
                "dataNascimento=⟦19870706⟧",
                "生年月日: ⟦1987年7月6日⟧",
                "дата рождения ⟦06.07.1987⟧",
                "birthdate ⟦06-Jul-1987⟧",
                "born ⟦1st July 1987⟧ and born ⟦2nd July 1987⟧",
                "born ⟦3rd July, 1987⟧, DOB ⟦July 6th 1987⟧",
                "née le ⟦1er juillet 1987⟧",
                "date of birth 생년월일: ⟦1987년 7월 6일⟧",
                "geb. ⟦6. 7. 1987⟧",
                "dob ⟦1987.7.6⟧- unknown",
                "a:1|birthday:⟦10/26/1932⟧|ok",
                "My date of birth is ⟦1987/07/06⟧",
            ),
            leaves=(
                "dob 12:07/06/1987",
                "created 1987-07-06",
                "birthday email queued 2024-01-02",
                "dob_verified_at=2024-01-02",
                "birthdate_format=1987-07-06",
                "birth_certificate=1987-07-06",
                "newborn 1987-07-06",
                "dob=1987-13-06",
                "dob=1987-07-32",
                "dob=1787-07-06",
                "dob=v1987-07-06",
                "dob=1987-07-061",
                "dob=1987-07.06",
                "dob=1987-07-06/2",
                "dob=1987-07-06-2",
                "dob=+1987-07-06",
                "dob=2187-07-06",
                "dob=19871306",
                "dob=00.07.1987",
                "dob 13/14/1987",
                "birth_place=1987-07-06",
                "birth city 1987-07-06",
            ),
        ),
    ),
    normalise=lambda value, _regions: digits_of(Text(value).folded) or value,
    since=2,
)
