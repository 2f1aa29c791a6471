"""Dates of birth apart from their name, or before it: `dob mismatch, given 1987-07-06, register says …`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.birth_date import dates
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text
from domain.redaction.words import plain_letters, plain_words

_NAME = (
    r"\b(?:dob|date[ _]of[ _]birth|birth[ _]?date|birthday|geburtsdatum|date de naissance|fecha de nacimiento"
    r"|data di nascita|data de nascimento)"
)
_FIRST = Pattern(_NAME, re.IGNORECASE)
# Only signs, and words that compare two dates.
_COMPARED = Pattern(
    r"""[^\w\n;{}|<>]{1,4} (?:(?:vs|was|now|given|got|expected|register|record|file|says|mismatch|old|new|stored
    |submitted|form|id|card|passport|document|ours|theirs|the|in|on|but|to|is|for)[^\w\n;{}|<>]{1,4}){0,6}""",
    re.IGNORECASE | re.VERBOSE,
)
_REACH = 96
_LONGEST = 24
# `Ann Lee, b. 1987-07-06`, `Ann Lee (*06.07.1987)`
_BORN_BEFORE = Pattern(r"(?:[A-Z]\w{1,20},?\s\(?b\.\s?|\(\*\s?)$")
# Behind a date, without accents.
_BORN = Pattern(rf"\s(?:{'|'.join(plain_words('birth_date')['phrases-behind'])})")


def _compared(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    for name in _FIRST.finditer(folded, position):
        place = name.end()
        for date in dates.DATE.finditer(folded, place, place + _REACH):
            if not _COMPARED.fullmatch(folded, place, date.start()):
                break
            if dates.may_be_date(date[0]) and dates.is_early(date[0]):
                yield date.span()
            place = date.end()


def _before_name(text: Text, position: int) -> Iterator[Span]:
    for date in dates.DATE.finditer(text.folded, position):
        if _BORN.match(plain_letters(text.decoded[date.end() : date.end() + _LONGEST])) and dates.may_be_date(date[0]):
            yield date.span()


def _abbreviated(text: Text, position: int) -> Iterator[Span]:
    for date in dates.DATE.finditer(text.folded, position):
        before = text.folded[max(0, date.start() - _LONGEST) : date.start()]
        if _BORN_BEFORE.search(before) and dates.may_be_date(date[0]) and dates.is_early(date[0]):
            yield date.span()


RULES = (
    Rule(
        name="abbreviated",
        pattern=_abbreviated,
        keywords=(r"b\. ?[0-9]", r"\(\* ?[0-9]"),
        takes=("insured: Ann Lee, b. ⟦1972-04-16⟧", "Ann Lee (*⟦08.06.2002⟧)"),
        leaves=("lib b. 1972-04-16", "Ann Lee, b. 2024-04-16", "Ann Lee, b. 1972-14-16", "run *08.06.2002"),
    ),
    Rule(
        name="compared",
        pattern=_compared,
        keywords=(
            "dob",
            "data d[ei] nasc",
            r"birth[ _]?da",
            "date[ _]of[ _]birth",
            "geburtsdatum",
            "date de nai",
            "fecha de nac",
        ),
        precheck=FirstMatch(_NAME),
        takes=(
            "dob mismatch, given ⟦1986-06-16⟧, register says ⟦1986-06-15⟧",
            "member.date_of_birth was ⟦1998-12-24⟧ now ⟦1981-09-01⟧",
            "DoB ⟦08/12/1994⟧ vs record ⟦04/07/1960⟧",
            "birthdate mismatch, given ⟦1986-06-16⟧",
            "Geburtsdatum: ⟦06.07.1987⟧, new ⟦07.07.1987⟧",
        ),
        leaves=(
            "xdob mismatch, given 1986-06-16",
            "dob checked, admitted 1986-06-16",
            "dobs mismatch, given 1986-06-16",
            "dob mismatch, given 2024-06-16",
            "dob mismatch, given 1986-13-16",
            "dob mismatch; given 1986-06-16",
        ),
    ),
    Rule(
        name="before-name",
        pattern=_before_name,
        keywords=(r"[0-9] \xe9\.\s?\xe9\.", r"[0-9] \xe9{4} \xe9{8}", "[0-9] geboren"),
        takes=(
            "ich bin am ⟦07.03.1974⟧ geboren",
            "⟦07.08.1983⟧ \u0433.\u0440.",
            "⟦07.08.1983⟧ \u0433. \u0440., уроженец Омска",
            "⟦28.04.1975⟧ года рождения",
            "⟦07.08.1983⟧ року народження",
        ),
        leaves=("07.08.1983 \u0433. Москва", "33.13.1983 года рождения", "07.08.1983 года основания"),
    ),
)
