"""Lines with personal data or credentials in them."""

import re
from collections.abc import Callable, Mapping

from tests.corpus.carriers import pair
from tests.corpus.frames import framed, with_field
from tests.corpus.keys import key_name
from tests.corpus.kinds import addresses, cards, credentials, emails, ibans, phone_words, phones, ssns, tokens
from tests.corpus.kinds.vocabulary import LANGUAGES, NEUTRAL_KEYS, NEUTRAL_SENTENCES, Vocabulary
from tests.corpus.lines.carrying import LINES
from tests.corpus.marked import Marked, fill, marked
from tests.corpus.source import Source
from tests.corpus.template import expand
from tests.corpus.value import Value


def _secret(source: Source) -> tuple[Value, Vocabulary]:
    make = tokens.make if source.maybe(0.5) else credentials.make
    return make(source), credentials.WORDS


_DRAW: Mapping[str, tuple[float, Callable[[Source], tuple[Value, Vocabulary]]]] = {
    "PHONE": (44, lambda source: (phones.make(source), phone_words.WORDS)),
    "EMAIL": (9, lambda source: (emails.make(source), emails.WORDS)),
    "CREDIT_CARD": (10, lambda source: (cards.make(source), cards.WORDS)),
    "IBAN": (6, lambda source: (ibans.make(source), ibans.WORDS)),
    "SSN": (5, lambda source: (ssns.make(source), ssns.WORDS)),
    "IP": (7, lambda source: (addresses.make(source), addresses.WORDS)),
    "SECRET": (19, _secret),
}


# What fits where a format keeps a place for it.
_PLACED = {
    "EMAIL": r"[\w.+-]+@[a-z.-]+",
    "CREDIT_CARD": r"\d+",
    "IBAN": r"[A-Z0-9]+",
    "SSN": r"[\d-]+",
    "IP": r"[\d.]+",
}


def finding_line(source: Source) -> tuple[Marked, str]:
    """A line and the tenant's region."""
    label = source.weighted({label: weight for label, (weight, _) in _DRAW.items()})
    if source.maybe(0.05):
        return _dense(source)
    if label == "SECRET" and source.maybe(0.3):
        return framed(source, source.weighted(credentials.WHOLE)(source)), _region(source, "")
    if source.maybe(0.12):
        return _carried(source, label)
    value, vocabulary = _DRAW[label][1](source)
    region = _region(source, value.region)
    if label == "SSN":
        region = "US"
    return _line(source, value, vocabulary, region), region


def _region(source: Source, needed: str) -> str:
    return needed or source.weighted({"US": 6, "GB": 1, "DE": 1, "IN": 1, "FR": 0.5, "BR": 0.5, "JP": 0.5})


def _line(source: Source, value: Value, vocabulary: Vocabulary, region: str) -> Marked:
    language = LANGUAGES.get(region, "")
    if value.place == "query":
        return framed(source, pair(source, _key(source, vocabulary, language), value))
    if not value.telling and source.maybe(0.35):
        if source.maybe(0.6):
            return framed(source, _sentence(source, NEUTRAL_SENTENCES, value))
        return framed(source, pair(source, key_name(source, source.pick(NEUTRAL_KEYS)), value))
    sentences = vocabulary.own_sentences.get(language, ()) if source.maybe(0.5) else ()
    if vocabulary.sentences and source.maybe(0.4):
        return framed(source, _sentence(source, tuple(sentences) or tuple(vocabulary.sentences), value))
    key = _key(source, vocabulary, language)
    if source.maybe(0.3) and "\n" not in str(value.text):
        return with_field(source, key, value.text)
    return framed(source, pair(source, key, value))


def _sentence(source: Source, sentences: tuple[str, ...], value: Value) -> Marked:
    return fill(source.pick(sentences), value.text)


def _key(source: Source, vocabulary: Vocabulary, language: str) -> str:
    own = vocabulary.own_keys.get(language, ())
    if own and source.maybe(0.5):
        return source.pick(own)
    return key_name(source, source.pick(vocabulary.keys))


def _carried(source: Source, label: str) -> tuple[Marked, str]:
    """In a place of its own in a line of some format."""
    template = source.pick(LINES[label])
    values = [_for_place(source, label) for _ in range(2)]
    region = "US" if label == "SSN" else _region(source, "")
    # The same number in two places is two findings, so the mark must not be shared.
    line = expand(
        source, template.replace("«value»", "«value1»", 1), value1=values[0], value=values[1], value2=values[1]
    )
    return line, region


def _for_place(source: Source, label: str) -> Marked:
    """A value in the form that places of their own ask for."""
    if label == "SECRET":
        return tokens.compact(source)
    if label == "PHONE":
        return phones.e164(source)
    while True:
        value = _DRAW[label][1](source)[0].text
        if re.fullmatch(_PLACED[label], str(value)):
            return value


def _dense(source: Source) -> tuple[Marked, str]:
    """A record with two to five kinds."""
    labels = source.sample(sorted(_DRAW), k=source.randint(2, 5))
    region, fields = "US", []
    for label in labels:
        value, vocabulary = _DRAW[label][1](source)
        while value.place == "query" or "\n" in str(value.text) or value.region not in {"", region}:
            value, vocabulary = _DRAW[label][1](source)
        fields.append((_key(source, vocabulary, ""), value.text))
    return framed(source, _record(source, fields)), region


def _record(source: Source, fields: list[tuple[str, Marked]]) -> Marked:
    style = source.pick(("json", "logfmt", "python"))
    opening, closing, separator = {"json": ("{", "}", ","), "logfmt": ("", "", " "), "python": ("{", "}", ", ")}[style]
    text = marked(opening)
    for index, (key, value) in enumerate(fields):
        pattern = {"json": '"«key»":"«value:json»"', "logfmt": '«tag»="«value»"', "python": '"«key»": "«value»"'}[style]
        text += (separator if index else "") + expand(source, pattern, key=key, tag=key.replace(" ", "_"), value=value)
    return text + closing
