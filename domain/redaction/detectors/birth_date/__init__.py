"""Dates of birth: dates that a key or a word names (`born on 6 July 1987`). The words are in `words/birth_date.txt`."""

import re
from typing import NamedTuple

from domain.redaction import context_examples
from domain.redaction.detectors.birth_date import parts
from domain.redaction.detectors.detector import Detector
from domain.redaction.evidence import Shape
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Text, digits_of
from domain.redaction.vocabulary import Vocabulary

_WORDS = Vocabulary("birth_date")
# Letters outside ASCII are folded to one character, and East Asian ones to another.
_NAME = r"[A-Za-z\xe9\xa4]{3,12}\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|\.)?"
# A time of day may belong to the date: in ISO 8601, or midnight.
_ISO_TIME = r"T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
_MIDNIGHT = r"[ ](?:00?:00(?::00)?(?:\.0{1,9})?|12:00:00[ ]AM)(?!:)"
# As Java prints dates.
_JAVA = r"[A-Z][a-z]{2}[ ][A-Z][a-z]{2}[ ]\d\d[ ][\d:]{8}[ ][A-Z]{3,4}[ ]\d{4}"
_JAVASCRIPT = r"[A-Z][a-z]{2}[ ][A-Z][a-z]{2}[ ]\d\d[ ]\d{4}[ ][\d:]{8}[ ]GMT[+-]\d{4}"
# The time of a file's creation, which `stat` prints after `Birth:`, with a time of day.
_FILE_TIME = r"(?<=[Bb]irth:[ ])[\d-]{10}[ ](?!00:00:00(?!\.\d{9}))\d\d:"
_DATE = Pattern(
    rf"""(?:(?<![\w./+-])|(?<=\\[nrt]))(?<!\d:)(?!{_FILE_TIME})(?:
        (?: \d{{4}}(?P<by>[-/.])\d\d?(?P=by)\d\d?                          # 1987-07-06
          | \d\d?(?P<of>[-/.])[ ]?\d\d?(?P=of)[ ]?(?:\d{{4}}|\d\d)         # 6.7.1987, 07/06/87
        ) (?:{_ISO_TIME}|{_MIDNIGHT})?                                     # 1987-07-06T00:00:00Z
      | \d{{8}}                                                           # 19870706, 07061987
      | \d{{6}}(?!\.\d)                                                   # 870706, 060787
      | \d{{4}},[ ]\d\d?,[ ]\d\d?(?:,[ ]0){{0,4}}(?=\))                     # datetime.date(1987, 7, 6)
      | {_JAVA} | {_JAVASCRIPT}                                           # Mon Jul 06 00:00:00 UTC 1987
      | \d\d?[A-Z][A-Za-z]{{2}}(?:\d\d){{1,2}}                               # 06JUL1987, 06Jul87
      | \d\d?{_ORDINAL}[ -](?:de[ ]|of[ ])?{_NAME}(?:[ ]de|,)?[ -](?:\d{{4}}|\d\d)  # 6 July 1987, 6 de julio de 1987
      | {_NAME}[ ]\d\d?{_ORDINAL},?[ ]\d{{4}}                              # July 6, 1987
      | (?:\d{{4}}|\xa4\xa4\s?\d\d?)\xa4\s?\d\d?\xa4\s?\d\d?\xa4              # 1987年7月6日, 昭和62年7月6日
    )(?=[^\w/-]|-(?!\d)|$)""",
    re.VERBOSE,
)
_EPOCH = Pattern(r"[\d-](?:\d{8,9}|\d{11,12})(?![\w./+-])")
_NUMBERS = Pattern(r"\d+")
# Java and JavaScript write the time zone after it.
_TIME_OF_DAY = Pattern(r"[T ]\d\d?:[\d:.]*(?:[Z+-][\d:]*)?(?: [A-Z]{2,4})?(?:[+-]\d{4})?")
_PRECHECK = (
    r"[0-9]{4}|[0-9][-/.][ ]?[0-9]{1,2}[-/.]|[0-9][ -]?[a-z]{3,12}\.?[ -]?[0-9]{2}|[0-9]\xa4\s?[0-9]|[0-9] \xa4+ [0-9]"
)
_FIRST_YEAR, _LAST_YEAR, _LAST_MONTH, _LAST_DAY = 1900, 2099, 12, 31
# In Thailand, years are counted from 543 BC.
_YEARS = (range(_FIRST_YEAR, _LAST_YEAR + 1), range(2443, 2600))
# How texts are folded.
_EAST_ASIAN = "\xa4"
_LONG_YEAR, _COMPACT, _SHORT = 4, 8, 6
# Events in logs are recent, so an early date is more likely a date of birth.
_FIRST_YEAR_OF_LOGS = 2013


class _Date(NamedTuple):
    """The numbers of a date. The month follows a year; before a year, day and month are in either order."""

    year: str
    month: int
    day: int


def _read(value: str) -> _Date:
    numbers: list[str] = _NUMBERS.findall(_TIME_OF_DAY.sub("", value))[:3]
    if len(numbers) == 1 and len(numbers[0]) == _COMPACT:
        digits = numbers[0]
        starts = _FIRST_YEAR <= int(digits[:4]) <= _LAST_YEAR
        numbers = [digits[:4], digits[4:6], digits[6:]] if starts else [digits[:2], digits[2:4], digits[4:]]
    if len(numbers) == 1 and len(numbers[0]) == _SHORT:
        first, month, last = numbers[0][:2], int(numbers[0][2:4]), numbers[0][4:]
        # The year is first, as in travel documents, or last.
        return _Date(first, month, int(last)) if 1 <= int(last) <= _LAST_DAY else _Date(last, month, int(first))
    year_is_first = len(numbers[0]) == _LONG_YEAR or value[-1] == _EAST_ASIAN
    year = numbers.pop(0 if year_is_first else -1)
    month, day = int(numbers[0]) if len(numbers) > 1 else 1, int(numbers[-1])
    return _Date(year, month, day) if year_is_first else _Date(year, min(month, day), max(month, day))


def _may_be_date(value: str) -> bool:
    """Return whether year, month and day are in their ranges."""
    year, month, day = _read(value)
    in_range = len(year) < _LONG_YEAR or any(int(year) in years for years in _YEARS)
    # Only the year is known: `1987-00-00`.
    if month == day == 0:
        return in_range and len(year) == _LONG_YEAR and len(value) > _COMPACT
    return in_range and 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY


def _shape(value: str) -> int:
    """Return `WEAK` for early dates, for which a word for birth anywhere before them is enough."""
    year = _read(value).year
    return Shape.WEAK if len(year) == _LONG_YEAR and int(year) < _FIRST_YEAR_OF_LOGS else Shape.ANY


DETECTOR = Detector(
    kind="DATE_OF_BIRTH",
    example="date of birth: 1987-07-06",
    source="ISO 8601, and the notations of countries; only its name shows that a date is one of birth.",
    rules=(
        Rule(
            name="named",
            pattern=_DATE,
            valid=_may_be_date,
            shape=_shape,
            words=_WORDS,
            precheck=AnyMatch(_PRECHECK),
            takes=(
                *context_examples.TAKES,
                '"date_of_birth": "⟦1987-07-06⟧"',
                "dob=⟦07/06/1987⟧ status=ok",
                '{"birthDate":"⟦1987-07-06T00:00:00Z⟧"}',
                "patient born ⟦6 July 1987⟧, admitted",
                "D.O.B. ⟦07/06/1987⟧",
                "patientdob='⟦8/20/2000⟧'",
                "DOB: ⟦July 6, 1987⟧",
                "Geburtsdatum: ⟦06.07.1987⟧",
                "geb. ⟦06.07.87⟧ in Bremen",
                "geb. am ⟦06.07.1987⟧",
                "Rođena ⟦06.07.1987⟧ u Splitu",
                "narozena dne ⟦6. 7. 1987⟧",
                "dzimšanas datums: ⟦06.07.1987⟧, gimimo data ⟦1987-07-06⟧, sünniaeg ⟦6.7.1987⟧",
                "geboren am ⟦6. März 1987⟧",
                "né le ⟦06/07/1987⟧ à Lyon",
                "fecha de nacimiento: ⟦6 de julio de 1987⟧",
                "dataNascimento=⟦19870706⟧",
                "dtofbirth=⟦1987-07-06⟧",
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
                'dobStr="⟦07061987⟧"',
                "born ⟦6 Jul 87⟧",
                "birthDate=⟦Mon Jul 06 00:00:00 UTC 1987⟧, name=ada",
                "{'dob': datetime.date(⟦1987, 7, 6⟧)}",
                "dob changed from ⟦1987-07-06⟧ to ⟦1987-07-07⟧",
                "dob mismatch: ⟦1987-07-06⟧ != ⟦1987-07-07⟧",
                "birthday BETWEEN '⟦1987-07-01⟧' AND '⟦1987-07-31⟧'",
                "birthDate: ⟦7/6/1987 12:00:00 AM⟧",
                "birthDate ⟦1987-07-06 00:00:00.0⟧",
                "dob ⟦1987-07-06T10:11:12.345+02:00⟧",
                "dob ⟦1987-07-06⟧ 10:11:12 stored",
                "dob ⟦1987-07-06⟧ 00:00:01 stored",
                r"date_of_birth:\n⟦1987-07-06⟧",
                '{"birth":{"date":"⟦1987-07-06⟧"}}',
                "dob=datetime.datetime(⟦1987, 7, 6, 0, 0⟧)",
                '{"dobs":["⟦1987-07-06⟧","⟦1990-01-02⟧"]}',
                "('date_of_birth', '⟦1987-07-06⟧')",
                "Birth: ⟦1987-07-06 00:00:00⟧",
                "Birth: ⟦1987-07-06⟧, 10:11 am",
                "dob of patient 17 is ⟦1987-07-06⟧",
                "dateOfBirth=⟦870706⟧",
                "dob ⟦310687⟧ parsed",
                "dob=⟦870706⟧.",
                "dob ⟦06JUL1987⟧, dob ⟦6Jul87⟧",
                "born: ⟦Mon Jul 06 1987 00:00:00 GMT+0000⟧ (UTC)",
                "D.O.B: ⟦14-Mar-85⟧",
                "Fecha de Nac.: ⟦06/07/1987⟧",
                "Né(e) le : ⟦06/07/1987⟧",
                "ur. ⟦06.07.1987⟧ w Krakowie",
                "nata a Roma il ⟦06/07/1987⟧",
                "Date of Birth (YYYY-MM-DD): ⟦1987-07-06⟧",
                '<birthDate value="⟦2020-07-06⟧"/>',
                "{'วันเกิด': '⟦1987-07-06⟧'}",
                "วันเกิด ⟦12/04/2530⟧",
                "วันเกิด: ⟦3 มีนาคม 2530⟧",
                "born on the ⟦3rd of March 1987⟧",
                "生年月日:⟦昭和62年7月6日⟧",
                "dob=⟦1980-00-00⟧",
                "D. tarihi ⟦06.07.1987⟧, \u0434/\u0440 ⟦06.07.1987⟧",
                "Nato/a il ⟦06.07.1987⟧, szül. ⟦1987.07.06⟧, synt. ⟦6.7.1987⟧",
                "出生 ⟦1987-07-06⟧",
            ),
            leaves=(
                *context_examples.LEAVES,
                "dob 12:07/06/1987",
                "created 1987-07-06",
                "birthday email queued 2024-01-02",
                "dob_verified_at=2024-01-02",
                "birthdate_format=1987-07-06",
                "birth_certificate=2024-01-02",
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
                "dob=1980-00-06",
                "place of birth 1987-07-06",
                "dob=871306",
                "dob=000700",
                "dob=870706.5",
                "birth certificate 870706",
                "dob=19871306",
                "dob=00.07.1987",
                "dob 13/14/1987",
                "birth_place=2024-01-02",
                "birth city 2024-01-02",
                "dob changed from 2024-01-02",
                "updated dob at 2026-01-03T10:11:12Z",
                "dob=Mon Jul 06 00:00 UTC 1987",
                "dob=06131987x",
                "dob=1987, 7, 6 and more",
                " Birth: 1970-01-01 00:00:00.000000000 +0000",
                "file size: 1 birth: 1987-07-06 10:11:12",
            ),
        ),
        Rule(
            name="record",
            # The element DMG of X12, the driving licences of North America (AAMVA), and the attribute of DICOM.
            pattern=Pattern(
                r"\d(?:(?<=DMG\*D8\*.)|(?<=\bDBB.)|(?<=\(0010,0030\) DA \[.)|(?<=PID[.-]7=.))\d{7}(?![\w.])"
            ),
            valid=_may_be_date,
            keywords=(r"dmg\*d8\*", r"dbb[0-9]{8}", r"\(0010,0030\) da \[", "pid[.-]7=[0-9]"),
            source="ASC X12 segment DMG; AAMVA DL/ID Card Design Standard, D.12.5; DICOM PS3.6, tag (0010,0030).",
            takes=(
                "DMG*D8*⟦19850405⟧*M~",
                "DBA05052026 DBB⟦02171994⟧",
                "(0010,0030) DA [⟦19611003⟧]  # 8, 1",
                "PID.7=⟦19671123⟧",
            ),
            leaves=(
                "DMG*D9*19850405*M~",
                "DMG*D8*19851305*M~",
                "DMG*D8*198504051*M~",
                "ADBB02171994",
                "(0010,0021) DA [19611003]",
            ),
        ),
        parts.RULE,
        Rule(
            name="hl7",
            pattern=Pattern(r"[P]ID\|(?:[^|\r\n]{0,80}\|){6}(?P<value>\d{8})(?![\w.])"),
            valid=_may_be_date,
            keywords=(r"pid\|",),
            source="HL7 version 2: the seventh field of the segment PID (patient identification).",
            takes=("PID|1||123^^^HOSP||Doe^Jo||⟦19870706⟧|M", r"MSH|x\rPID|1||123||Doe^Jo||⟦19870706⟧|M"),
            leaves=(
                "PID|1||123^^^HOSP||Doe^Jo|19870706|x|M",
                "PID|1||123^^^HOSP||Doe^Jo||19871306|M",
                "PID|1||123^^^HOSP||Doe^Jo||198707061|M",
                "OBX|1||123^^^HOSP||Doe^Jo||19870706|M",
            ),
        ),
        Rule(
            name="epoch",
            pattern=_EPOCH,
            shape=Shape.ANY,
            words=_WORDS,
            precheck=AnyMatch(r"[0-9]{8}"),
            source="Seconds or milliseconds since 1970, before it negative.",
            takes=(
                '{"birthdate":⟦552528000⟧}',
                '"birthDate": ⟦552528000000⟧,',
                "dob=⟦1083369600⟧",
                "dob=⟦1083369600000⟧",
                "dob_ms=⟦552528000000⟧",
                "dob_ts=⟦631152000⟧, dob_epoch_ms=⟦541728000000⟧",
                "dob=⟦-94608000⟧",
                "生年月日: ⟦552528000⟧",
                "fec_nac=⟦552528000⟧",
                '{"birth":{"date":⟦552528000⟧}}',
            ),
            leaves=(
                '{"birthdate_count":552528000}',
                "birth certificate 552528000",
                "dob=55252800012",
                "dob=x552528000",
                "dob=552528000x",
                "dob=5525280",
                "birth job 552528000",
                "newborn=552528000",
            ),
        ),
    ),
    normalise=lambda value, _regions: digits_of(_TIME_OF_DAY.sub("", Text(value).folded)) or value,
    since=2,
)
