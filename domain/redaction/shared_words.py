"""Words that say the same whatever kind of value is looked for, from `words/shared.txt`."""

from domain.redaction.context import plain_letters
from domain.redaction.words import read_words


def _shared(section: str) -> frozenset[str]:
    return frozenset(map(plain_letters, read_words("shared")[section]))


NEUTRAL = _shared("neutral") | _shared("holders")
IDENTIFIERS = _shared("identifiers")
MEASURES = IDENTIFIERS | _shared("measures")
ONLY_IN_KEYS = _shared("measures-in-keys")
