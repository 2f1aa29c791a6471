"""Words that have the same meaning for all kinds, from `words/shared.txt`."""

from domain.redaction.words import plain_words

_WORDS = plain_words("shared")
HOLDERS = _WORDS["holders"]
NEUTRAL = frozenset((*_WORDS["neutral"], *HOLDERS))
NUMBER_WORDS = frozenset(_WORDS["number-words"])
NUMBER_ENDINGS = _WORDS["number-endings"]
CHANGES = _WORDS["changes"]
BETWEEN_ELEMENTS = _WORDS["between"]
IDENTIFIERS = frozenset(_WORDS["identifiers"])
MEASURES = IDENTIFIERS.union(_WORDS["measures"])
ONLY_IN_KEYS = frozenset(_WORDS["measures-in-keys"])
VALUE_KEYS = frozenset(_WORDS["value-keys"])
PARTS_OF_OBJECTS = VALUE_KEYS.union(_WORDS["parts-of-objects"])
