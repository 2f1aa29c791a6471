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
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
# Letters beyond ASCII are folded to one, and characters of East Asia to another.
_NAME = r"[A-Za-z\xe9]{3,12}\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|\xb7)?"
_UNIT = r"\xb7\s?"
_DATE = Pattern(
    rf"""(?=[0-9A-Za-z\xe9]) (?<![\w./+-])(?<!\d:)(?:
        {_YEAR}(?P<by>[-/.]){_MONTH}(?P=by){_DAY}                       # 1987-07-06
      | {_DAY}(?P<of>[-/.])\ ?{_DAY}(?P=of)\ ?(?:{_YEAR}|\d\d)          # 6.7.1987, 07/06/87
      | {_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])                 # 19870706
      | {_DAY}{_ORDINAL}[ -](?:de\ )?{_NAME}(?:\ de|,)?[ -]{_YEAR}      # 6 July 1987, 06-Jul-1987, 6 de julio de 1987
      | {_NAME}\ {_DAY}{_ORDINAL},?\ {_YEAR}                            # July 6, 1987
      | {_YEAR}{_UNIT}{_MONTH}{_UNIT}{_DAY}\xb7                         # 1987年7月6日
    )(?=T\d|[^\w/-]|-(?!\d)|$)""",
    re.VERBOSE,
)
_PRECHECK = r"(?:19|20)[0-9]{2}|[0-9][-/.][ ]?[0-9]{1,2}[-/.]"

DETECTOR = Detector(
    kind="DATE_OF_BIRTH",
    example="date of birth: 1987-07-06",
    source="ISO 8601, and the notations of countries; only what names a date tells it from others.",
    rules=(
        Rule(
            name="named",
            pattern=_DATE,
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
            ),
        ),
    ),
    normalise=lambda value, _regions: digits_of(Text(value).folded) or value,
    since=2,
)
