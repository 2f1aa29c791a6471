"""US social security numbers."""

from collections.abc import Iterator

from domain.redaction.context import context_before, enclosing_name, surroundings
from domain.redaction.detectors.detector import Detector, Rule, Span
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import FirstMatch
from domain.redaction.text import Text, digits_of
from domain.redaction.vocabulary import Evidence, Vocabulary, names_code

_WORDS = Vocabulary(
    telling="ssn ssns social socsec ssnum socialsecurity socialsecuritynumber socialsecnum itin ssnr",
    stems="ssn socialsecurity socialsec socsec",
    phrases=(
        "social security",
        "soc sec",
        "social sec",
        "security number",
        "security no",
        "tax id",
        "security id",
        "ss number",
        "ss no",
        "soc security",
    ),
    # `waiting` has one of four.
    short=4,
)
_AREA = r"[0-8](?:(?<![0-9A-Za-z_.+/-].)|(?<=\\[nrt].))(?!(?<=0)00|(?<=6)66)\d\d"
_END = r"(?![0-9A-Za-z_]|[-./]\d)"
_DASHED = Pattern(rf"{_AREA}-(?!00)\d\d-(?!0000)\d{{4}}{_END}")
_ANY = Pattern(rf"{_AREA}([- ]?)(?!00)\d\d\1(?!0000)\d{{4}}{_END}")


def _dashed(text: Text, position: int) -> Iterator[Span]:
    for match in _DASHED.finditer(text.folded, position):
        if not names_code(context_before(text, match.start())):
            yield match.span()


def _named(text: Text, position: int) -> Iterator[Span]:
    for match in _ANY.finditer(text.folded, position):
        start = match.start()
        # What an earlier reading rejected among the same characters is rejected again.
        around = surroundings(text, start, match.end(), "ssn")
        if around in text.rejected:
            continue
        evidence = _WORDS.evidence_at(text, start) or _WORDS.evidence_of_name(enclosing_name(text, start))
        if evidence > Evidence.NONE:
            yield match.span()
        elif around:
            text.rejected.add(around)


_SHAPE = r"(?:^|[^0-9a-z_.+/-]|\\[nrt])[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}(?:[^0-9a-z_-]|$)"
_ANY_SHAPE = r"(?:^|[^0-9a-z_.+/-]|\\[nrt])[0-8][0-9]{2}(?:-[0-9]{2}-|[ ][0-9]{2}[ ]|[0-9]{2})[0-9]{4}(?:[^0-9a-z_]|$)"

DETECTOR = Detector(
    kind="US_SSN",
    example="SSN 123-45-6789",
    source="Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000.",
    rules=(
        Rule(
            "ranges",
            _dashed,
            shapes=(_SHAPE,),
            precheck=FirstMatch(_SHAPE),
        ),
        Rule("named", _named, words=_WORDS.prefilters(), precheck=FirstMatch(_ANY_SHAPE)),
    ),
    normalise=lambda value, region: digits_of(Text(value, region).folded),
)
