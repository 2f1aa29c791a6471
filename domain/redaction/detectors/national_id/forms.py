"""The notations of national numbers, and the check for each."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module

from domain.redaction.detectors.national_id.checks import OWN_CHECKS

# Regular expressions for the forms, each with the name of its check: a module of python-stdnum, or a function in
# `checks.py`. Add a country here: to `DISTINCTIVE` if nothing else has the form, which then needs no name.
DISTINCTIVE: Mapping[str, str] = {
    r"[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]": "it.codicefiscale",
    r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d": "mx.curp",
    r"[A-Z]{4}\d{6}[0-9A-Z]{2}[0-9A]": "rfc",
    r"\d{8}-?[A-HJ-NP-TV-Z]": "es.dni",
    r"[XYZ]-?\d{7}-?[A-Z]": "es.nie",
    r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]": "fi.hetu",
    r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]": "in_.pan",
    r"756\.\d{4}\.\d{4}\.\d\d": "ch.ssn",
    r"\d{3}\.\d{3}\.\d{3}-\d\d": "br.cpf",
    r"\d\d\.\d\d\.\d\d-\d{3}[. ]\d\d": "be.nn",
    r"784-(?:19|20)\d\d-\d{7}-\d": "luhn",
    r"\d{1,2}\.\d{3}\.\d{3}-[0-9Kk]": "cl.rut",
    r"[1-9]\.\d{3}\.\d{3}-\d": "uruguayan",
    r"(?:2[03478]|3[034])-\d{8}-\d": "ar.cuit",
    r"\d{17}[0-9X]": "cn.ric",
}
# Forms that many other values have, so that a word must name the number.
NAMED: Mapping[str, Sequence[str]] = {
    r"\d{11}": (
        *("pl.pesel", "de.idnr", "no.fodselsnummer", "ee.ik", "lt.asmens", "hr.oib", "gr.amka", "tr.tckimlik", "be.nn"),
        *("br.cpf", "do.cedula", "snils", "latvian", "ar.cuit"),
    ),
    r"\d{10}": (
        *("dk.cpr", "is_.kennitala", "cz.rc", "bg.egn", "gb.nhs", "at.vnr", "ua.rntrc", "ec.ci", "se.personnummer"),
        *("gb.utr", "luhn_of_ten", "iranian", "hungarian_tax", "pl.nip", "medicare"),
    ),
    r"\d{9}": ("nl.bsn", "il.idnr", "au.tfn", "ca.sin", "nz.ird", "pt.nif", "taj", "cz.rc", "cl.rut", "gr.vat"),
    r"\d{8}": ("au.tfn", "nz.ird", "uruguayan", "il.idnr", "cl.rut"),
    r"\d{12}": (
        *("in_.aadhaar", "se.personnummer", "my_number", "ru.inn", "kazakh", "my.nric", "vietnamese"),
        "cn.ric",
    ),
    r"\d{13}": ("ro.cnp", "si.emso", "za.idnr", "th.pin", "kr.rrn", "fr.nir", "pk.cnic", "ch.ssn", "md.idno", "fr.nif"),
    r"\d{14}": ("egyptian",),
    r"[12]\d{12}[ ]?\d\d": ("fr.nir", "luhn"),
    r"[12]\d{4}2[AB]\d{6}[ ]?\d\d": ("fr.nir",),
    r"\d{16}": ("id.nik",),
    # In groups.
    r"\d{4}[ -]\d{4}[ -]\d{4}": ("in_.aadhaar", "my_number"),
    r"[12][ ]\d\d[ ]\d\d[ ][0-9AB]{2}[ ]\d{3}[ ]\d{3}(?:[ ]\d\d)?": ("fr.nir",),
    r"\d\d[ ]\d{3}[ ]\d{3}[ ]\d{3}": ("de.idnr",),
    r"\d{4}[ ]\d{5}[ ]\d": ("medicare",),
    r"\d{6}[-+/ ]\d{3,4}": ("dk.cpr", "se.personnummer", "is_.kennitala", "cz.rc"),
    r"(?:19|20)\d{6}-\d{4}": ("se.personnummer",),
    r"\d{6}[ -]\d{5}": ("no.fodselsnummer", "latvian"),
    r"\d{4}[ ]\d{6}": ("at.vnr",),
    r"\d{6}-[0-9]\d{6}": ("kr.rrn",),
    r"\d{6}-\d\d-\d{4}": ("my.nric",),
    r"\d-\d{4}-\d{5}-\d\d-\d": ("th.pin",),
    r"\d{5}-\d{7}-\d": ("pk.cnic",),
    r"\d{3}[ .-]\d{3}[ .-]\d{3}": ("au.tfn", "luhn", "taj", "nl.bsn", "pt.nif"),
    r"\d{3}[ -]\d{3}[ -]\d{4}": ("gb.nhs",),
    r"\d{2,3}-\d{3}-\d{3}": ("nz.ird", "au.tfn"),
    r"\d{3}-\d{3}-\d{3}[ -]\d\d": ("snils",),
    r"\d{3}-\d{7}-\d": ("do.cedula",),
    r"\d{4}\.\d\d\.\d{3}": ("nl.bsn",),
    r"\d{1,2}\.\d{3}\.\d{3}-[0-9Kk]": ("uruguayan",),
    r"\d{7}-[A-HJ-NP-TV-Z]": ("spanish",),
    r"\d{1,2}\.\d{3}\.\d{3}[ -]?[A-HJ-NP-TV-Z]": ("spanish",),
    r"\d{9}-\d": ("ec.ci",),
    r"\d{3}-\d{3}-\d\d-\d\d|\d{3}-\d\d-\d\d-\d{3}": ("pl.nip",),
    r"\d{7,8}-[0-9Kk]": ("cl.rut", "uruguayan", "il.idnr"),
    r"9\d\d-?[5-9]\d-?\d{4}": ("us.itin",),
    r"756[ ]?\d{4}[ ]?\d{4}[ ]?\d\d": ("ch.ssn",),
    # With letters.
    r"[A-Z]{2}[ ]?\d\d[ ]?\d\d[ ]?\d\d[ ]?[A-D]": ("nino",),
    r"[STFGM]\d{7}[A-Z]": ("nric",),
    r"[A-Z]{1,2}\d{6}[ ]?\(?[0-9A]\)?": ("hkid",),
    r"\d{7}[A-W][A-IW]?": ("ie.pps", "spanish"),
    r"\d{8}[ ]?\d[ ]?[A-Z][0-9A-Z]\d": ("pt.cc",),
    r"\d{9}[VvXx]": ("sri_lankan",),
    r"\d{8}[A-Z]\d{3}": ("german_pension",),
    r"\d\d[ ]\d{6}[ ][A-Z][ ]\d{3}": ("german_pension",),
    r"[A-Z]\d{9}": ("german_health", "taiwanese"),
    r"[A-Z]{4}\d{6}[0-9A-Z]{2}[0-9A]": ("mx.rfc",),
}
# Digits in other groups than usual.
GROUPS = r"\d{1,10}(?:[ ]\d{1,8}){1,5}"


@cache
def _check(name: str) -> Callable[[str], bool]:
    if name in OWN_CHECKS:
        return OWN_CHECKS[name]
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return is_valid


@cache
def _forms() -> Sequence[tuple[re.Pattern[str], Sequence[str]]]:
    """Return each form, compiled when the first candidate needs it, with its checks."""
    return [
        *((re.compile(form), (check,)) for form, check in DISTINCTIVE.items()),
        *((re.compile(form), checks) for form, checks in NAMED.items()),
    ]


# A rule asks several times about a value, and each reading of a text asks again.
@lru_cache(maxsize=1024)
def is_right(value: str) -> bool:
    """Return whether the check digits are correct for a country that writes its numbers in this form."""
    written = value.upper()
    checks = [check for form, checks in _forms() if form.fullmatch(written) for check in checks]
    return any(_check(check)(written) for check in checks)


def is_right_and_distinctive(value: str) -> bool:
    """Return whether a value has a distinctive form, and correct check digits for its country."""
    checks = [check for form, check in zip(_distinctive(), DISTINCTIVE.values(), strict=True) if form.fullmatch(value)]
    return any(_check(check)(value) for check in checks)


@cache
def _distinctive() -> Sequence[re.Pattern[str]]:
    return [re.compile(form) for form in DISTINCTIVE]
