"""US social security numbers."""

from collections.abc import Iterator

from domain.redaction.context import Evidence, Vocabulary, context_before
from domain.redaction.detectors.detector import Detector, Rule, Span
from domain.redaction.gate import Gate
from domain.redaction.line import Line, digits_of
from domain.redaction.pattern import Pattern

_WORDS = Vocabulary(
    telling="ssn ssns ssnum ssnumber socialsecurity socialsecuritynumber itin",
    stems="ssn socialsecurity",
    spoken="ssn",
    phrases=("social security", "security number", "social sec", "security no", "tax id", "ss number", "ss no"),
    harmless="number last",
)
_FREE = r"(?:(?<![0-9A-Za-z_.+/-])|(?<=\\[nrt]))"
_RANGES = r"(?!000|666|9)\d{3}(?P<by>[- ])(?!00)\d\d(?P=by)(?!0000)\d{4}"
_SPLIT = Pattern(rf"{_FREE}{_RANGES}(?![0-9A-Za-z_]|[-./]\d)")
_PLAIN = Pattern(rf"{_FREE}(?!000|666|9)\d{{3}}(?!00)\d\d(?!0000)\d{{4}}(?![0-9A-Za-z_]|[-./]\d)")


def _dashed(line: Line, start: int) -> Iterator[Span]:
    for match in _SPLIT.finditer(line.shadow, start):
        if match["by"] == "-":
            context = context_before(line, match.start())
            if _WORDS.evidence(context._replace(words=context.words[:1])) is not Evidence.AGAINST:
                yield match.span()


def _named(line: Line, start: int) -> Iterator[Span]:
    for pattern in (_SPLIT, _PLAIN):
        for match in pattern.finditer(line.shadow, start):
            if _WORDS.evidence(context_before(line, match.start())) > Evidence.NONE:
                yield match.span()


DETECTOR = Detector(
    kind="US_SSN",
    example="SSN 123-45-6789",
    source="Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000.",
    rules=(
        Rule("ranges", (r"(?:^|[^0-9a-z_.+/-]|\\[nrt])[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}(?:[^0-9a-z_-]|$)",), _dashed),
        Rule(
            "named",
            _WORDS.screens(),
            _named,
            gate=Gate(_WORDS.gate("[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4}(?:[^0-9a-z_-]|$)")),
        ),
    ),
    normalise=lambda value, region: digits_of(Line(value, region).shadow),
)
