"""Words that have the same meaning for all kinds, from `words/shared.txt`."""

from domain.redaction.words import plain_words


def _shared(section: str) -> frozenset[str]:
    return frozenset(plain_words("shared")[section])


NEUTRAL = _shared("neutral") | _shared("holders")
IDENTIFIERS = _shared("identifiers")
MEASURES = IDENTIFIERS | _shared("measures")
ONLY_IN_KEYS = _shared("measures-in-keys")
