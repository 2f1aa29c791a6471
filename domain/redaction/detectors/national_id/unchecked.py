"""National numbers without check digits: `DNI 27.456.789`. After words that name nothing else, a form is sufficient."""

from domain.redaction.context.vocabulary import Vocabulary
from domain.redaction.detectors.digits import GROUPS_OF_DIGITS
from domain.redaction.detectors.national_id.extent import IN_PATH, WITH_LETTERS, finder_of
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape

_FORMS = (
    # Argentina, Peru, Colombia, and Spain without its letter.
    r"\d{7,10}",
    r"\d{1,3}(?:\.\d{3}){2,3}",
    # Korea since October 2020: a date of birth, and seven digits.
    r"\d\d[01]\d[0-3]\d-?[0-8]\d{6}",
    # The Philippines: social security and health insurance.
    r"\d\d-(?:\d{7}|\d{9})-\d",
    # Hungary.
    r"[1-8]-?\d{6}-?\d{4}",
    # Mexico, and Italy.
    r"[A-Z]{4}\d{6}(?:[HMX][A-Z]{5}[0-9A-Z]\d|[0-9A-Z]{3})",
    r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]",
)

RULE = Rule(
    name="named-without-check",
    pattern=finder_of(_FORMS),
    shape=Shape.WEAK,
    words=Vocabulary("national_id_unchecked", short=4, apart=True),
    values=(*GROUPS_OF_DIGITS, *WITH_LETTERS, IN_PATH),
    source="RENAPER, RENIEC, Registraduría; Korea: Ministry of the Interior and Safety, October 2020.",
    takes=(
        "DNI: ⟦27456789⟧",
        "carnet de identidad: ⟦72062506⟧",
        "GET /clientes/dni/⟦27456789⟧",
        "DNI ⟦27.456.789⟧ registrado",
        "cédula de ciudadanía No. ⟦1.023.456.789⟧",
        "cedula=⟦79456123⟧",
        "주민등록번호: ⟦210101-3123456⟧",
        "rrn=⟦2101013123456⟧",
        "SSS number: ⟦37-1678684-3⟧",
        "PhilHealth ⟦04-352056174-8⟧",
        "személyi szám: ⟦1-830506-1234⟧",
        "szemelyi_azonosito=⟦18305061234⟧",
        "CURP: ⟦TECT991117HQOLZX05⟧",
        "rfc=⟦HOPM9206301A1⟧",
        "codice fiscale ⟦RSSMRA85T10A562X⟧",
    ),
    leaves=(
        "dni=274567",
        "dni=27.456",
        "dni=27456789.5",
        "dni=v27456789",
        "dni_count=27456789",
        "rrn=219901-3123456",
        "auth stan=825148 rrn=921360118801",
        "RFC 7231 and 27.1",
        "sss-37-1678684-3-1",
        "user 27456789",
        "curp=TECT991117AQOLZX05",
    ),
)
