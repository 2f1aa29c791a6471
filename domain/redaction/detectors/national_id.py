"""Numbers by which countries know persons: identity, tax, insurance and health numbers, with their check digits."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module

from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.national_checks import OWN_CHECKS
from domain.redaction.evidence import Shape
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.vocabulary import Vocabulary

# Identifiers in hexadecimal end with short words, and `waiting` contains one of four letters.
_WORDS = Vocabulary("national_id", short=4, apart=True)

# What each form is checked by: a module of python-stdnum, or a function of `national_checks`.
# Forms that by themselves look like nothing else.
_TELLING: Mapping[str, str] = {
    r"[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]": "it.codicefiscale",
    r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d": "mx.curp",
    r"[A-Z]{4}\d{6}[0-9A-Z]{2}[0-9A]": "rfc",
    r"\d{8}-?[A-HJ-NP-TV-Z]": "es.dni",
    r"[XYZ]-?\d{7}-?[A-Z]": "es.nie",
    r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]": "fi.hetu",
    r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]": "in_.pan",
    r"756\.\d{4}\.\d{4}\.\d\d": "ch.ssn",
    r"\d{3}\.\d{3}\.\d{3}-\d\d": "br.cpf",
    r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d": "be.nn",
    r"784-(?:19|20)\d\d-\d{7}-\d": "luhn",
    r"\d{1,2}\.\d{3}\.\d{3}-[0-9Kk]": "cl.rut",
    r"(?:2[03478]|3[034])-\d{8}-\d": "ar.cuit",
}
# Forms that only a word tells.
_NAMED: Mapping[str, Sequence[str]] = {
    r"\d{11}": (
        *("pl.pesel", "de.idnr", "no.fodselsnummer", "ee.ik", "lt.asmens", "hr.oib", "gr.amka", "tr.tckimlik", "be.nn"),
        *("br.cpf", "do.cedula", "snils", "latvian"),
    ),
    r"\d{10}": (
        *("dk.cpr", "is_.kennitala", "cz.rc", "bg.egn", "gb.nhs", "at.vnr", "ua.rntrc", "ec.ci", "se.personnummer"),
        *("gb.utr", "luhn_of_ten", "hungarian_tax"),
    ),
    r"\d{9}": ("nl.bsn", "il.idnr", "au.tfn", "ca.sin", "nz.ird", "pt.nif", "taj", "cz.rc", "cl.rut"),
    r"\d{8}": ("au.tfn", "nz.ird", "uruguayan", "il.idnr", "cl.rut"),
    r"\d{12}": (
        *("in_.aadhaar", "se.personnummer", "my_number", "ru.inn", "kazakh", "my.nric", "vietnamese"),
        "cn.ric",
    ),
    r"\d{13}": ("ro.cnp", "si.emso", "za.idnr", "th.pin", "kr.rrn", "fr.nir", "pk.cnic", "ch.ssn", "md.idno"),
    r"\d{14}": ("egyptian",),
    r"[12]\d{14}": ("fr.nir", "luhn"),
    r"\d{16}": ("id.nik",),
    r"\d{17}[0-9Xx]": ("cn.ric",),
    # In groups.
    r"\d{4}[ -]\d{4}[ -]\d{4}": ("in_.aadhaar", "my_number"),
    r"[12][ ]\d\d[ ]\d\d[ ][0-9AB]{2}[ ]\d{3}[ ]\d{3}(?:[ ]\d\d)?": ("fr.nir",),
    r"\d\d[ ]\d{3}[ ]\d{3}[ ]\d{3}": ("de.idnr",),
    r"\d{6}[-+/ ]\d{3,4}": ("dk.cpr", "se.personnummer", "is_.kennitala", "cz.rc"),
    r"(?:19|20)\d{6}-\d{4}": ("se.personnummer",),
    r"\d{6}[ -]\d{5}": ("no.fodselsnummer", "latvian"),
    r"\d{4}[ ]\d{6}": ("at.vnr",),
    r"\d{6}-[0-9]\d{6}": ("kr.rrn",),
    r"\d{6}-\d\d-\d{4}": ("my.nric",),
    r"\d-\d{4}-\d{5}-\d\d-\d": ("th.pin",),
    r"\d{5}-\d{7}-\d": ("pk.cnic",),
    r"\d{3}[ -]\d{3}[ -]\d{3}": ("au.tfn", "luhn", "taj", "nl.bsn", "pt.nif"),
    r"\d{3}[ -]\d{3}[ -]\d{4}": ("gb.nhs",),
    r"\d{2,3}-\d{3}-\d{3}": ("nz.ird", "au.tfn"),
    r"\d{3}-\d{3}-\d{3}[ -]\d\d": ("snils",),
    r"\d{3}-\d{7}-\d": ("do.cedula",),
    r"\d\.\d{3}\.\d{3}-\d": ("uruguayan",),
    r"\d{7,8}-[0-9Kk]": ("cl.rut", "uruguayan", "il.idnr"),
    r"9\d\d-?[5-9]\d-?\d{4}": ("us.itin",),
    r"756[ ]?\d{4}[ ]?\d{4}[ ]?\d\d": ("ch.ssn",),
    # With letters.
    r"[A-Z]{2}[ ]?\d\d[ ]?\d\d[ ]?\d\d[ ]?[A-D]": ("nino",),
    r"[STFGM]\d{7}[A-Z]": ("nric",),
    r"[A-Z]{1,2}\d{6}[ ]?\(?[0-9A]\)?": ("hkid",),
    r"[A-Z][1289]\d{8}": ("taiwanese",),
    r"\d{7}[A-W][A-IW]?": ("ie.pps",),
    r"\d{8}[ ]?\d[ ]?[0-9A-Z]{2}\d": ("pt.cc",),
    r"\d{9}[VvXx]": ("sri_lankan",),
    r"\d{8}[A-Z]\d{3}": ("german_pension",),
    r"\d\d[ ]\d{6}[ ][A-Z][ ]\d{3}": ("german_pension",),
    r"[A-Z]\d{9}": ("german_health",),
    r"[A-Z&]{4}\d{6}[0-9A-Z]{3}": ("mx.rfc",),
}
_FREE = r"(?:(?<![0-9A-Za-z_.+/-].)|(?<=\\[nrt].))"
# Groups of four go on in a card's number.
_END = r"(?![0-9A-Za-z_]|[-./]\d|[ ]\d{4}(?!\d))"
# Read as one word, which `_is_telling` compares with each form.
_BY_SHAPE_PATTERN = Pattern(rf"[0-9A-Z]{_FREE}[0-9A-Z.+-]{{8,17}}{_END}", re.ASCII)
# The longest form first, so that none is the beginning of another.
_FORM = Pattern(rf"(?:{'|'.join([*sorted(_NAMED, key=len, reverse=True), *_TELLING])}){_END}", re.ASCII | re.IGNORECASE)
# Where one may begin, which is found much faster than any of the forms.
_BEGINNING = Pattern(
    rf"[0-9A-Za-z]{_FREE}(?:(?<=[0-9])(?=[0-9 .-]{{5}})|(?<=[A-Za-z])(?=[A-Za-z&]{{0,5}}[ ]?\d))", re.ASCII
)


def _named(text: Text, position: int) -> Iterator[Span]:
    folded, last = text.folded, 0
    for beginning in _BEGINNING.finditer(folded, position):
        start = beginning.start()
        if start >= last and (match := _FORM.match(folded, start)):
            last = match.end()
            yield start, last


@cache
def _check(name: str) -> Callable[[str], bool]:
    if name in OWN_CHECKS:
        return OWN_CHECKS[name]
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return is_valid


@cache
def _forms() -> Sequence[tuple[re.Pattern[str], Sequence[str]]]:
    """Each form, compiled when the first candidate asks, and its checks."""
    return [
        *((re.compile(form), (check,)) for form, check in _TELLING.items()),
        *((re.compile(form), checks) for form, checks in _NAMED.items()),
    ]


def _is_right(value: str) -> bool:
    """Whether the check digits of a country that writes its numbers so are right."""
    written = value.upper()
    checks = [check for form, checks in _forms() if form.fullmatch(written) for check in checks]
    return any(_check(check)(written) for check in checks)


def _is_telling(value: str) -> bool:
    """The same, of the countries whose numbers look like nothing else."""
    checks = [
        check for form, check in zip(_compiled_telling(), _TELLING.values(), strict=True) if form.fullmatch(value)
    ]
    return any(_check(check)(value) for check in checks)


@cache
def _compiled_telling() -> Sequence[re.Pattern[str]]:
    return [re.compile(form) for form in _TELLING]


_B = r"(?:^|[^0-9a-z_.+/-]|\\[nrt])"
_RULES = (
    Rule(
        name="by-shape",
        pattern=_BY_SHAPE_PATTERN,
        shape=Shape.CLEAR,
        valid=_is_telling,
        words=_WORDS,
        source="python-stdnum, which names each country's law or register.",
        shapes=(
            rf"{_B}[a-z]{{6}}[0-9l-v]{{2}}[a-t][0-9l-v]{{2}}[a-z]",
            rf"{_B}[a-z]{{4}}[0-9]{{6}}[0-9a-z]{{2}}[0-9a-z]",
            rf"{_B}[0-9]{{8}}-?[a-z](?:[^0-9a-z_]|$)",
            rf"{_B}[xyz]-?[0-9]{{7}}-?[a-z](?:[^0-9a-z_]|$)",
            rf"{_B}[0-9]{{6}}[-+a-fu-y][0-9]{{3}}[0-9a-y](?:[^0-9a-z_]|$)",
            rf"{_B}[a-z]{{5}}[0-9]{{4}}[a-z](?:[^0-9a-z_]|$)",
            rf"{_B}756\.[0-9]{{4}}\.[0-9]{{4}}\.",
            rf"{_B}[0-9]{{3}}\.[0-9]{{3}}\.[0-9]{{3}}-[0-9]",
            rf"{_B}[0-9]{{2}}\.[0-9]{{2}}\.[0-9]{{2}}-[0-9]{{3}}\.",
            rf"{_B}784-[0-9]{{4}}-[0-9]{{7}}-",
            rf"{_B}[0-9]{{1,2}}\.[0-9]{{3}}\.[0-9]{{3}}-[0-9k]",
            rf"{_B}[23][0-9]-[0-9]{{8}}-[0-9]",
        ),
        takes=(
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
            "⟦12.345.678-5⟧",
            "row ⟦20-12345678-6⟧ rejected",
            r"one\n⟦12345678Z⟧",
            "⟦756.9217.0769.85⟧ 12345",
        ),
        leaves=(
            # A wrong check digit.
            "RSSMRA85T10A562T",
            "12345678A",
            "X1234567A",
            "131052-308U",
            "756.9217.0769.84",
            "390.533.447-06",
            "12.345.678-6",
            "20-12345678-7",
            # Part of something longer, or named as an identifier.
            "a12345678Z",
            "12345678Z9",
            "12345678Z_1",
            "390.533.447-05/1",
            "756.9217.0769.85 1234",
            "1.390.533.447-05",
            "390.533.447-05-1",
            "order 390.533.447-05",
            "12345678z",
        ),
    ),
    Rule(
        name="named",
        pattern=_named,
        shape=Shape.WEAK,
        valid=_is_right,
        words=_WORDS,
        source="python-stdnum, and the checks of `national_checks`.",
        precheck=AnyMatch(
            r"[0-9](?:[0-9]{5}|[0-9. -]{6}|[0-9]{2}[. -][0-9]{3})"
            r"|[a-z]{5}[0-9]{4}[a-z]|[0-9]{2}[a-z][0-9]{2}[a-z][0-9]{3}"
        ),
        takes=(
            "PESEL ⟦44051401359⟧ already exists",
            "PESEL ⟦44051401359⟧ 12345",
            r"PESEL:\n⟦44051401359⟧",
            "bsn=⟦111222333⟧",
            "NIR ⟦2 95 10 99 126 111 93⟧",
            "Steuer-ID: ⟦36 574 261 809⟧",
            "CPR-nummer ⟦211062-5629⟧",
            "personnummer ⟦811228-9874⟧ saknas",
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
            "NINO: ⟦AB 12 34 56 C⟧",
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
        ),
        leaves=(
            "44051401359",
            "PESEL 44051401358",
            "PESEL x44051401359",
            "PESEL 44051401359-1",
            "PESEL 44051401359 1234",
            "bsn_count=111222333",
            "checksum of table 111222333",
            "nino=QQ123456C",
            "aadhaar 2341 2341 2346 1775",
            "pan=111222333",
            "panel=44051401359",
        ),
    ),
)

DETECTOR = Detector(
    kind="NATIONAL_ID",
    example="codice fiscale RSSMRA85T10A562S",
    source="python-stdnum 2.2, and for numbers that it lacks the checks of `national_checks`.",
    rules=_RULES,
    is_number=True,
    since=2,
)
