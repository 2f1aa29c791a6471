"""National numbers with a common form, so that a word must name them: `PESEL 44051401359`.

The forms are in `forms.py`, the words in `words/national_id.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.context.vocabulary import Vocabulary
from domain.redaction.detectors.apart import values_apart
from domain.redaction.detectors.digits import END, GROUPS_OF_DIGITS
from domain.redaction.detectors.national_id.extent import IN_PATH, WITH_LETTERS, finder_of
from domain.redaction.detectors.national_id.forms import DISTINCTIVE, GROUPS, NAMED, is_right
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.text import Span, Text

# Identifiers in hexadecimal end with short words, and `waiting` contains one of four letters.
WORDS = Vocabulary("national_id", short=4, apart=True)
_forms = finder_of((*NAMED, *DISTINCTIVE), (GROUPS,))
_GROUPS = Pattern(rf"{GROUPS}{END}", re.ASCII)
_DISTINCTIVE = Pattern(r"[./ ]|^\d{6}-\d{7}$|^\d{7,8}-[0-9Kk]$")


def _find(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    for start, end in _forms(text, position):
        # The first groups of a number may look like a complete number of another country.
        longer = _GROUPS.match(folded, start)
        yield start, end if longer is None or longer.end() == end or is_right(folded[start:end]) else longer.end()


def _is_right(value: str) -> bool:
    """Return whether the check digits are correct, in any grouping."""
    return is_right(value) or (" " in value and is_right(value.replace(" ", "")))


def _shape(value: str) -> int:
    """Return how specific the notation of a valid number is.

    Groups of unusual sizes need a name immediately before them. If other values do not have such signs between their
    groups, a name with other meanings is enough.
    """
    if " " in value and not is_right(value):
        return Shape.ANY
    return Shape.POSSIBLE if _DISTINCTIVE.search(value) else Shape.WEAK


APART = values_apart(
    WORDS,
    _is_right,
    takes=(
        '{"value":"⟦44051401359⟧","name":"pesel"}',
        "cannot convert '⟦111222333⟧' to a number for field bsn",
    ),
    leaves=('{"value":"44051401358","name":"pesel"}', '{"value":"44051401359","name":"order"}'),
)
RULE = Rule(
    name="named",
    pattern=_find,
    shape=_shape,
    valid=_is_right,
    words=WORDS,
    source="python-stdnum, and the checks of `checks.py`.",
    values=(*GROUPS_OF_DIGITS, *WITH_LETTERS, IN_PATH),
    takes=(
        "PESEL ⟦44051401359⟧ already exists",
        "PESEL ⟦44051401359⟧ 1234 12345",
        "aadhaar ⟦2341 2341 2346⟧ 12345",
        r"PESEL:\n⟦44051401359⟧",
        "bsn=⟦111222333⟧, BSN no.⟦111222333⟧",
        "NIR ⟦2 95 10 99 126 111 93⟧",
        "Steuer-ID: ⟦36 574 261 809⟧",
        "CPR-nummer ⟦211062-5629⟧",
        "personnummer ⟦811228-9874⟧ saknas",
        "personalnumber=⟦19811228-9874⟧",
        "fødselsnummer ⟦15108695088⟧",
        "kennitala=⟦120174-3399⟧",
        "rodné číslo ⟦710319/2745⟧",
        "cnp: ⟦1630615123457⟧",
        '{"aadhaar":"⟦2341 2341 2346⟧"}',
        "TC Kimlik No ⟦17291716060⟧",
        "תעודת זהות ⟦039337423⟧",
        "身份证号: ⟦360426199101010071⟧",
        "주민등록번호 ⟦971013-9019902⟧",
        "マイナンバー ⟦123456789018⟧",
        "Tax file number ⟦123 456 782⟧ rejected",
        "social insurance number ⟦123-456-782⟧",
        "NINO: ⟦AB 12 34 56 C⟧ and nino: ⟦PR 123612C⟧",
        "NHS number ⟦943 476 5870⟧ merged",
        "nino=⟦AB123456C⟧",
        "NRIC ⟦S1234567D⟧ verified",
        "HKID ⟦A123456(3)⟧",
        "СНИЛС ⟦112-233-445 95⟧ не найден",
        "my curp is ⟦BOXW310820HNERXN09⟧",
        # The examples that the registers, or python-stdnum, publish.
        "cartao_de_cidadao=⟦00000000 0 ZZ4⟧",
        "thai_id=⟦1-2345-45678-78-1⟧",
        "itin=⟦912-90-3456⟧",
        "personnummer=⟦19811228-9874⟧ personnummer=⟦20040101-1234⟧",
        "emirates_id=⟦784-2004-1234567-8⟧",
        "nhs_code=⟦9434765870⟧",
        "ahv=⟦756 9217 0769 85⟧",
        "DNI ⟦1111111-G⟧ no coincide",
        "dni: ⟦12.345.678-Z⟧",
        "BSN ⟦1112.22.333⟧",
        "NIR ⟦2951099126111 93⟧",
        "rijksregisternummer ⟦85.07.30-033 28⟧",
        '"nationalNumber":"⟦85.07.30-033 28⟧"',
        "RVNR ⟦15 070649 C 103⟧",
        "rfc=⟦GODE561231GR8⟧",
        "dni=⟦1111111G⟧",
        "身份证号 ⟦11010519491231002x⟧",
        "national_id=⟦29001011234567⟧",
        "cuil=⟦30-70741231-9⟧",
        "ird=⟦49-098-576⟧",
        "pps=⟦6433435F⟧",
        "nric=⟦770305-02-1234⟧",
        "rut=⟦76086428-5⟧",
        "fodselsnummer=⟦151086 95088⟧",
        "cnic=⟦34201-0891231-8⟧",
        "cedula=⟦224-0002211-1⟧",
        "svnr=⟦1237 010180⟧",
        "nir=⟦295109912611193⟧",
        "cpr=⟦2110625629⟧",
        "nik=⟦3171011708450001⟧",
        "ird=⟦49091850⟧",
        "codice_fiscale=⟦rccmnl83s18d969h⟧",
        "permanent_account_number=⟦acupa7085r⟧",
        "dni=⟦54362315k⟧",
        "hetu=⟦131052-308t⟧",
        "ahv=⟦756.9217.0769.85⟧",
        "cpf=⟦390.533.447-05⟧",
        "rijksregisternummer=⟦85.07.30-033.28⟧",
        "rut=⟦12.531.909-2⟧",
        "cuil=⟦20-05536168-2⟧",
        "national_id=⟦15 070649 C 103⟧",
        "national_id=⟦15070649C103⟧",
        "national_id=⟦853400937V⟧",
        "national_id=⟦A123456780⟧",
        "national_id=⟦A123456789⟧",
        "cedula=⟦1.234.567-2⟧",
        "nie=⟦x2482300w⟧",
        "emirates_id=⟦784-1980-1234567-8⟧",
        "SA ID ⟦750330 5044 08 9⟧",
        "BSN ⟦1112 22333⟧ 123456789012",
        "BE rijksregisternummer: ⟦85 07 30 033 28⟧",
        "IdNr: ⟦36574261809⟧ gespeichert",
        "NIP: ⟦729-975-28-82⟧",
        "numéro fiscal: ⟦3023217600053⟧",
        "ΑΦΜ: ⟦094259216⟧",
        "afm=⟦094259216⟧",
        "cédula ⟦171430710-3⟧",
        "fødselsnr ⟦15108695088⟧",
        "TC no ⟦17291716060⟧",
        "SV-Nummer ⟦1237 010180⟧",
        "ת.ז. ⟦039337423⟧",
        "nir=⟦253072A07300443⟧",
        '<id type="BSN">⟦111222333⟧</id>',
        "[CPF] ⟦39053344705⟧",
        # An abbreviation with dots, and names whose short word has no sign around it.
        "r.č. ⟦710319/2745⟧",
        "a.k.: ⟦38703181745⟧",
        "userCpf=⟦39053344705⟧",
        'setCpf("⟦39053344705⟧")',
        "cpfCnpj: ⟦39053344705⟧",
        "rutCliente=⟦76086428-5⟧",
        "customersozialversicherungsnummer=⟦1237010180⟧",
        "kycTfn: ⟦123 456 782⟧",
        '{"idType":"bsn","idValue":"⟦111222333⟧"}',
        "numéro d'assurance sociale ⟦123-456-782⟧",
        "CUIL ⟦20055361682⟧",
        "rc=⟦710319/2745⟧",
        "RRN: ⟦971013-9019902⟧",
        "KVNR: ⟦A123456780⟧",
        "his Medicare card ⟦2123 45670 1⟧, Medicare no: ⟦2123456701⟧",
        "GET /people/cpf/⟦39053344705⟧ HTTP/1.1",
        "GET /bsn/⟦111222333⟧/orders",
        # The type is in a field beside the number.
        '{"documentType":"CPF","documentNumber":"⟦39053344705⟧"}',
        '{"documento":{"tipo":"CPF","pais":"BR","numero":"⟦39053344705⟧"}}',
        '{"number":"⟦39053344705⟧","type":"cpf"}',
        "docType=BSN&docNumber=⟦111222333⟧",
        """{"number" => "⟦39053344705⟧", "type" => "cpf"}""",
        "{:doc_type=>'CPF', :doc_number=>'⟦39053344705⟧'}",
        '{"cpf":{"type":"main","number":"⟦39053344705⟧"}}',
        "uid=⟦2341 2341 2346⟧",
        "run=⟦76086428-5⟧",
        "ssn=⟦971013-9019902⟧",
        "ID no ⟦7503305044089⟧",
        "pers.nr ⟦811228-9874⟧",
        "کد ملی ⟦0499370899⟧",
        "Steueridentnr. ⟦36574261809⟧",
        "tax id ⟦390.533.447-05⟧",
        "numSecu=⟦295109912611193⟧",
    ),
    leaves=(
        "PESEL 44 051 401 359-7",
        "44051401359",
        "PESEL 44051401358",
        "PESEL x44051401359",
        "PESEL 44051401359-1",
        "bsn_count=111222333",
        "checksum of table 111222333",
        "nino=QQ123456C",
        "aadhaar 2341 2341 2346 1775",
        "pan=111222333",
        "panel=44051401359",
        "BSN of row 11 12 22 333",
        "nip=7299752880",
        "run=76086428-4",
        "rc=7103192745",
        "person_id=111222333",
        "rrn=9710139019902",
        "Medicare no: 2123 45671 1",
        "uid=234123412346",
        "pk=38703181745",
        "cpf 1/39053344705",
        "GET /orders/39053344705?cpf=1",
        '{"documentType":"CPF","orderNumber":"39053344705"}',
        '{"documentType":"order","documentNumber":"39053344705","cpf":true}',
        '{"number":"39053344705","type":"cpf.order"}',
        '{"type":"cpf.order","number":"39053344705"}',
    ),
)
