"""National numbers with a distinctive form, for which valid check digits are sufficient: `RSSMRA85T10A562S`.

The forms are in `DISTINCTIVE` of `forms.py`; add the beginning of a new one to `shapes` below. Numbers of any form
after a type and a country (`PNOEE-38703181745`) have a rule of their own.
"""

import re

from domain.redaction.detectors.digits import END, FREE, START
from domain.redaction.detectors.national_id.extent import OF_INDIA, OF_ITALY
from domain.redaction.detectors.national_id.forms import is_right, is_right_and_distinctive
from domain.redaction.detectors.national_id.named import WORDS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape

# Matches a whole word, which `is_right_and_distinctive` compares with each form.
_WORD = Pattern(rf"[0-9A-Z]{FREE}[0-9A-Z.+-]{{8,17}}{END}", re.ASCII)

# The codes of Italy, Mexico and Finland, which no other identifier resembles.
_CERTAIN = Pattern(r"[A-Z]{6}.{10}|[A-Z]{4}\d{6}[HMX].{7}|\d{6}\D.{4}")


def _shape(value: str) -> int:
    """Return `CERTAIN` for codes that are found even if their name is that of an identifier, such as `user_id`."""
    return Shape.CERTAIN if _CERTAIN.fullmatch(value) else Shape.CLEAR


_BY_SHAPE = Rule(
    name="by-shape",
    pattern=_WORD,
    shape=_shape,
    valid=is_right_and_distinctive,
    words=WORDS,
    source="python-stdnum, which names each country's law or register.",
    shapes=(
        OF_ITALY,
        rf"{START}[a-z]{{4}}[0-9]{{6}}[0-9a-z]{{2}}[0-9a-z]",
        rf"{START}[0-9]{{8}}-?[a-z](?:[^0-9a-z_]|$)",
        rf"{START}[xyz]-?[0-9]{{7}}-?[a-z](?:[^0-9a-z_]|$)",
        rf"{START}[0-9]{{6}}[-+a-fu-y][0-9]{{3}}[0-9a-y](?:[^0-9a-z_]|$)",
        OF_INDIA,
        rf"{START}[0-9]{{3}}\.[0-9]{{4}}\.[0-9]{{4}}\.",
        rf"{START}[0-9]{{3}}\.[0-9]{{3}}\.[0-9]{{3}}-[0-9]",
        rf"{START}[0-9]{{2}}\.[0-9]{{2}}\.[0-9]{{2}}-[0-9]{{3}}\.",
        rf"{START}[0-9]{{3}}-[0-9]{{4}}-[0-9]{{7}}-",
        rf"{START}[0-9]{{1,2}}\.[0-9]{{3}}\.[0-9]{{3}}-[0-9k]",
        rf"{START}[0-9]{{2}}-[0-9]{{8}}-[0-9]",
        rf"{START}[0-9]{{6}}(?:19|20)[0-9]{{9}}[0-9x](?:[^0-9a-z_]|$)",
    ),
    takes=(
        "⟦11010519491231002X⟧ registered",
        "no.⟦12345678Z⟧",
        "fiscal_code=⟦RSSMRA85T10A562S⟧",
        "nationalid=⟦12345678Z⟧",
        "paziente ⟦RSSMRA85T10A562S⟧ registrato",
        "⟦BOXW310820HNERXN09⟧",
        "factura para ⟦GODE561231GR8⟧",
        "⟦12345678Z⟧ no coincide",
        "lookup failed for ⟦X1234567L⟧",
        "value=⟦131052-308T⟧",
        "⟦ABCPE1234F⟧ linked",
        "note: ⟦756.9217.0769.85⟧",
        "⟦390.533.447-05⟧",
        "⟦85.07.30-033.28⟧",
        "RRN ⟦85.07.30-033.28⟧",
        "⟦12.345.678-5⟧",
        "row ⟦20-12345678-6⟧ rejected",
        r"one\n⟦12345678Z⟧",
        "⟦756.9217.0769.85⟧ 1234",
        "⟦1.234.567-2⟧",
        "POST /persons/⟦RSSMRA85T10A562S⟧/check",
        "taxCode=⟦RSSMRA85T10A562S⟧",
        "personId: ⟦131052-308T⟧",
        "user_code=⟦BOXW310820HNERXN09⟧",
    ),
    leaves=(
        # A wrong check digit.
        "RSSMRA85T10A562T",
        "12345678A",
        "110105194912310021",
        "X1234567A",
        "131052-308U",
        "756.9217.0769.84",
        "390.533.447-06",
        "12.345.678-6",
        "20-12345678-7",
        # Part of a longer value, or named as an identifier.
        "a12345678Z",
        "12345678Z9",
        "12345678Z_1",
        "390.533.447-05/1",
        "1.390.533.447-05",
        "390.533.447-05-1",
        "order 390.533.447-05",
        "order ABCPE1234F",
        "12345678z",
    ),
)
# A number in a national register of persons, or of taxpayers.
_AFTER_PREFIX = Pattern(r"[PT](?<![\w-].)(?:NO|IN)[A-Z]{2}-(?P<value>[0-9A-Z][0-9A-Z-]{6,16})(?![\w-])")

_PREFIXED = Rule(
    name="prefixed",
    pattern=_AFTER_PREFIX,
    valid=is_right,
    source="ETSI EN 319 412-1, section 5.1.3: `PNO` or `TIN`, a country of ISO 3166-1, a hyphen, and the number.",
    keywords=(r"pno[a-z][a-z]-[0-9a-z]", r"(?:^|[^a-z])tin[a-z][a-z]-[0-9a-z]"),
    takes=(
        "smart-id: PNOEE-⟦38703181745⟧ signed",
        "serialNumber=PNOLT-⟦38703181745⟧",
        "fiscalNumber=TINIT-⟦RSSMRA85T10A562S⟧",
    ),
    leaves=(
        "PNOEE-38703181746",
        "PNOEE-38703181745-1",
        "PNOEE-38703181745x",
        "xPNOEE-38703181745",
    ),
)

RULES = (_BY_SHAPE, _PREFIXED)
