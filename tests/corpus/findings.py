"""Lines with personal data or credentials."""

import re
from collections.abc import Callable, Mapping

from tests.corpus.carriers import pair
from tests.corpus.frames import framed, with_field
from tests.corpus.kinds import (
    addresses,
    birth_dates,
    cards,
    codes,
    credentials,
    emails,
    ibans,
    national_ids,
    password_hashes,
    phones,
    sessions,
    ssns,
    tokens,
)
from tests.corpus.marked import Marked, fill, marked
from tests.corpus.source import Source
from tests.corpus.template import expand
from tests.corpus.text_files import sections
from tests.corpus.value import Value
from tests.corpus.vocabulary import VOCABULARIES, Vocabulary

_MAKE: Mapping[str, Callable[[Source], Value]] = {
    "PHONE": phones.make,
    "EMAIL": emails.make,
    "PAYMENT_CARD": cards.make,
    "IBAN": ibans.make,
    "US_SSN": ssns.make,
    "IP_ADDRESS": addresses.make,
    "SECRET": lambda source: (tokens.make if source.maybe(0.5) else credentials.make)(source),
    "SESSION": sessions.make,
    "PASSWORD_HASH": password_hashes.make,
    "ONE_TIME_CODE": codes.make,
    "NATIONAL_ID": national_ids.make,
    "DATE_OF_BIRTH": birth_dates.make,
}
_WEIGHTS = {"PHONE": 44, "EMAIL": 9, "PAYMENT_CARD": 10, "IBAN": 6, "US_SSN": 5, "IP_ADDRESS": 7, "SECRET": 22}
_WEIGHTS |= {"SESSION": 6, "PASSWORD_HASH": 5, "ONE_TIME_CODE": 6}
_WEIGHTS |= {"NATIONAL_ID": 8, "DATE_OF_BIRTH": 5}
# Kinds whose values any key may name.
_DENSE = sorted(_WEIGHTS.keys() - {"NATIONAL_ID"})
_REGIONS = {"US": 6, "GB": 1, "DE": 1, "IN": 1, "FR": 0.5, "BR": 0.5, "JP": 0.5}
# Lines of formats that have a place for a kind, and the values that fit there.
_PLACES = sections("lines/carrying.txt")
_PLACED = {
    "EMAIL": r"[\w.+-]+@[a-z.-]+",
    "PAYMENT_CARD": r"\d+",
    "IBAN": r"[A-Z0-9]+",
    "US_SSN": r"[\d-]+",
    "IP_ADDRESS": r"[\d.]+",
}


def finding_line(source: Source) -> tuple[Marked, str]:
    """Return a line and the tenant's region."""
    if source.maybe(0.05):
        return framed(source, _dense_record(source)), "US"
    label = source.weighted(_WEIGHTS)
    if label == "SECRET" and source.maybe(0.3):
        return framed(source, source.weighted(credentials.WHOLE)(source)), "US"
    if label == "SESSION" and source.maybe(0.6):
        return framed(source, sessions.header(source)), "US"
    if label == "PASSWORD_HASH" and source.maybe(0.4):
        return framed(source, password_hashes.stored(source)), "US"
    if label in _PLACES and source.maybe(0.12):
        return _placed_line(source, label), "US" if label == "US_SSN" else source.weighted(_REGIONS)
    value = _MAKE[label](source)
    region = value.region or source.weighted(_REGIONS)
    line = _line_of_country(source, value) if label == "NATIONAL_ID" else None
    return line or _line(source, value, _vocabulary(label, value), region), region


def _line_of_country(source: Source, value: Value) -> Marked:
    """Return a line with a key or a sentence of the number's country.

    If the shape is sufficient, it may name nothing.
    """
    (*_, name), *_ = value.text.findings
    kind = national_ids.KINDS[name]
    if not value.telling and source.maybe(0.35):
        return _line(source, value, VOCABULARIES["neutral"], "US")
    if source.maybe(0.4):
        return framed(source, fill(source.pick(kind.sentences), value.text))
    key = kind.key(source)
    return with_field(source, key, value.text) if source.maybe(0.3) else framed(source, pair(source, key, value))


def _vocabulary(label: str, value: Value) -> Vocabulary:
    (*_, category), *_ = value.text.findings
    if category == "card_value":
        return VOCABULARIES["card value"]
    if label == "NATIONAL_ID":
        return VOCABULARIES["neutral"]
    if label != "SECRET":
        return VOCABULARIES[label]
    return VOCABULARIES["password" if category == "password" else "token"]


def _line(source: Source, value: Value, vocabulary: Vocabulary, region: str) -> Marked:
    """Return the value under a key or in a sentence. If the value is sufficient alone, they may name nothing."""
    if not value.telling and source.maybe(0.35):
        vocabulary = VOCABULARIES["neutral"]
    if value.place != "query" and vocabulary.sentences and source.maybe(0.4):
        return framed(source, fill(vocabulary.sentence(source, region), value.text))
    key = vocabulary.key(source, region)
    if value.place != "query" and source.maybe(0.3):
        return with_field(source, key, value.text)
    return framed(source, pair(source, key, value))


def _placed_line(source: Source, label: str) -> Marked:
    value, value2 = _fitting(source, label), _fitting(source, label)
    sip, sip2 = phones.at_host(source, value), phones.at_host(source, value2)
    return expand(source, source.pick(_PLACES[label]), value=value, value2=value2, sip=sip, sip2=sip2)


def _fitting(source: Source, label: str) -> Marked:
    """Return a value in the format that certain places require."""
    if label == "SECRET":
        return tokens.compact(source)
    if label == "PHONE":
        return phones.e164(source)
    while True:
        value = _MAKE[label](source).text
        if re.fullmatch(_PLACED[label], str(value)):
            return value


def _dense_record(source: Source) -> Marked:
    """Return a record of a US tenant with two to five kinds."""
    opening, pattern, separator, closing = source.pick(
        (
            ("{", '"«key»":"«value:json»"', ",", "}"),
            ("", '«tag»="«value»"', " ", ""),
            ("{", '"«key»": "«value»"', ", ", "}"),
        )
    )
    text = marked(opening)
    for index, label in enumerate(source.sample(_DENSE, k=source.randint(2, 5))):
        value = _us_value(source, label)
        key = _vocabulary(label, value).key(source, "US")
        text += separator if index else ""
        text += expand(source, pattern, key=key, tag=key.replace(" ", "_"), value=value.text)
    return text + closing


def _us_value(source: Source, label: str) -> Value:
    while True:
        value = _MAKE[label](source)
        if value.place != "query" and value.region in {"", "US"}:
            return value
