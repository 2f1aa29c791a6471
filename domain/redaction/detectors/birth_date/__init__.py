"""Dates of birth: dates that a key or a word names (`born on 6 July 1987`). The words are in `words/birth_date.txt`.

`dates` has the notations of dates. `apart` finds dates at some distance from their name, or before it, and `parts`
those of which day, month and year are in fields of their own. `records` reads standards for exchanging data.
"""

from domain.redaction.context import examples as context_examples
from domain.redaction.context.vocabulary import Vocabulary
from domain.redaction.detectors.apart import values_apart
from domain.redaction.detectors.birth_date import apart, dates, parts, records
from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Text, digits_of

_WORDS = Vocabulary("birth_date")
_EPOCH = Pattern(r"[\d-](?:\d{8,9}|\d{11,12})(?![\w./+-])")
_PRECHECK = (
    r"[0-9]{4}|[0-9][-/.][ ]?[0-9]{1,2}[-/.]|[0-9][ -]?[a-z]{3,12}\.?[ -]?[0-9]{2}|[0-9]\xa4\s?[0-9]|[0-9] \xa4+ [0-9]"
)


def _shape(value: str) -> int:
    """Return `WEAK` for early dates, for which a word for birth anywhere before them is enough."""
    return Shape.WEAK if dates.is_early(value) else Shape.ANY


DETECTOR = Detector(
    kind="DATE_OF_BIRTH",
    example="date of birth: 1987-07-06",
    source="ISO 8601, and the notations of countries; only its name shows that a date is one of birth.",
    rules=(
        Rule(
            name="named",
            pattern=dates.DATE,
            valid=dates.may_be_date,
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
                "nací el ⟦26/04/1996⟧, nasci em ⟦15/04/1977⟧, urodziłem się ⟦13.07.1960⟧",
                "sinh ngày ⟦10/05/1976⟧",
                '"birthDateTime":"⟦1979-07-08T00:00:00Z⟧", "birthDate":[⟦1979,3,22⟧]',
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
                "born-digital archive 1987-04-12",
                "dob_verified_at 07/12/2002",
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
        *records.RULES,
        *apart.RULES,
        values_apart(
            _WORDS,
            dates.is_date,
            takes=(
                '{"value":"⟦1987-07-06⟧","name":"birthDate"}',
                '{"loc":["body","birth_date"],"msg":"invalid date format","input":"⟦26.04.1951⟧"}',
                "Text '⟦20.02.1953⟧' could not be parsed at index 0, field birthDate",
            ),
            leaves=(
                '{"value":"1987-07-06","name":"startDate"}',
                '{"value":"1987-13-06","name":"birthDate"}',
                '{"value":"6 days","name":"birthDate"}',
            ),
        ),
        parts.RULE,
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
    normalise=lambda value, _regions: digits_of(dates.TIME_OF_DAY.sub("", Text(value).folded)) or value,
    since=2,
)
