"""The words around the values of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.corpus.keys import key_name
from tests.corpus.source import Source
from tests.corpus.text_files import listed, sections

# The languages whose words may be used with a region's numbers. English is always possible.
_LANGUAGES = {
    "de": ("DE", "AT", "CH", "LI"),
    "fr": ("FR", "BE", "SN", "CI", "MA", "TN"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "EC", "UY"),
    "pt": ("BR", "PT", "AO", "MZ"),
    "it": ("IT", "SM"),
    "nl": ("NL", "SR"),
    "ja": ("JP",),
    "pl": ("PL",),
    "sv": ("SE",),
    "tr": ("TR",),
    "ru": ("RU", "KZ"),
    "zh": ("CN", "TW"),
    "ko": ("KR",),
}
_LANGUAGE_OF = {region: language for language, regions in _LANGUAGES.items() for region in regions}


@dataclass(frozen=True)
class Vocabulary:
    """Keys are words to join in some style, or in other languages have one spelling. Sentences have a `§`."""

    keys: tuple[str, ...]
    sentences: tuple[str, ...]
    foreign_keys: Mapping[str, tuple[str, ...]]
    foreign_sentences: Mapping[str, tuple[str, ...]]

    def key(self, source: Source, region: str) -> str:
        """Return a key, perhaps in a language of the region."""
        foreign = self.foreign_keys.get(_LANGUAGE_OF.get(region, ""), ())
        return source.pick(foreign) if foreign and source.maybe(0.5) else key_name(source, source.pick(self.keys))

    def sentence(self, source: Source, region: str) -> str:
        """Return a sentence, perhaps in a language of the region."""
        foreign = self.foreign_sentences.get(_LANGUAGE_OF.get(region, ""), ())
        return source.pick(foreign if foreign and source.maybe(0.5) else self.sentences)


def _read(name: str) -> Vocabulary:
    """Return the sections `keys` and `sentences`, and those with a language after their name."""
    found = sections(f"vocabulary/{name}.txt")
    by_language = {section: section.split(" ")[1] for section in found if " " in section}
    return Vocabulary(
        keys=listed(found["keys"]),
        sentences=found.get("sentences", ()),
        foreign_keys={code: listed(found[at]) for at, code in by_language.items() if at.startswith("keys")},
        foreign_sentences={code: found[at] for at, code in by_language.items() if at.startswith("sentences")},
    )


# By label; for secrets and codes, by what they are. Neutral words do not name the kind of a value.
VOCABULARIES: Mapping[str, Vocabulary] = {
    "PHONE": _read("phone"),
    "EMAIL": _read("email"),
    "PAYMENT_CARD": _read("card"),
    "IBAN": _read("iban"),
    "US_SSN": _read("ssn"),
    "IP_ADDRESS": _read("address"),
    "DATE_OF_BIRTH": _read("birth_date"),
    "password": _read("password"),
    "token": _read("token"),
    "SESSION": _read("session"),
    "PASSWORD_HASH": _read("hash"),
    "ONE_TIME_CODE": _read("code"),
    "card value": _read("card_value"),
    "neutral": _read("neutral"),
}
