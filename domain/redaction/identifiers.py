"""Names of identifiers, such as `tracking` or `orderRef`. Their values may look like those of a kind, but are not."""

from collections.abc import Sequence
from functools import lru_cache

from domain.redaction.context import Context, key_words
from domain.redaction.shared_words import IDENTIFIERS, MEASURES, NEUTRAL, NUMBER_ENDINGS, NUMBER_WORDS

_NUMBERS = NUMBER_WORDS.union(NUMBER_ENDINGS)
_UUIDS = frozenset(("uuid", "guid"))
_LONG = 6
# Long words may be the end of a compound: `externaloffset`.
_LONG_IDENTIFIERS = tuple(sorted(word for word in IDENTIFIERS if len(word) >= _LONG))


def names_identifier(context: Context) -> bool:
    """Return whether the context names an identifier, such as `tracking` or `orderRef`."""
    words = [word for word in key_words(context.name) if word not in NEUTRAL]
    if not _UUIDS.isdisjoint(words):
        return True
    words = words or _spoken(context.words)
    # In a sentence, also a plural: `skus 100-20-3000`.
    return bool(words) and (
        _is_identifier(words[0]) or (not context.name and words[0].removesuffix("s") in IDENTIFIERS)
    )


def _spoken(words: Sequence[str]) -> list[str]:
    """Return the word before a value, without `number` and the like: `tracking` for `tracking number …`."""
    spoken = [word.lower() for word in words[:2]]
    return spoken[1:] if len(spoken) > 1 and spoken[0] in _NUMBERS else spoken[:1]


@lru_cache(maxsize=8192)
def _is_identifier(word: str) -> bool:
    """Return whether a word names identifiers: `sku`, `orderid`, `queryid`."""
    if word in IDENTIFIERS or word.endswith(_LONG_IDENTIFIERS):
        return True
    owner = word.removesuffix("id")
    return owner != word and (owner in NEUTRAL or owner in MEASURES)
