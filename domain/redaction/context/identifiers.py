"""Names of identifiers, such as `tracking` or `orderRef`. Their values may look like those of a kind, but are not."""

from collections.abc import Sequence
from functools import lru_cache

from domain.redaction.context.context import Context, key_words
from domain.redaction.words import plain_letters
from domain.redaction.words.shared import CHANGES, IDENTIFIERS, MEASURES, NEUTRAL, NUMBER_ENDINGS, NUMBER_WORDS

_SAY_NOTHING = NUMBER_WORDS.union(NUMBER_ENDINGS, CHANGES, ("to", "mismatch"))
# In some languages the word for codes is first: `código de pedido`.
_CODES = frozenset(("code", "codigo", "codice", "kod", "код"))
_UUIDS = frozenset(("uuid", "guid"))
_LONG = 6
# Long words may be the end of a compound: `externaloffset`.
_LONG_IDENTIFIERS = tuple(sorted(word for word in IDENTIFIERS if len(word) >= _LONG))


def names_identifier(context: Context) -> bool:
    """Return whether the context names an identifier, such as `tracking`, `orderRef` or `código de pedido`."""
    words = [word for word in key_words(context.name) if word not in NEUTRAL]
    if not _UUIDS.isdisjoint(words):
        return True
    if words:
        before = (plain_letters(word).lower() for word in context.words[:2])
        return _is_identifier(words[0]) or not _CODES.isdisjoint((words[-1], *before))
    spoken = nearest_word(context.words)
    # In a sentence, also a plural: `skus 100-20-3000`.
    return bool(spoken) and (_is_identifier(spoken) or (not context.name and spoken.removesuffix("s") in IDENTIFIERS))


def nearest_word(words: Sequence[str]) -> str:
    """Return the word before a value that says what it is: `order` for `order number of user …`."""
    plain = (plain_letters(word).lower() for word in words)
    return next((word for word in plain if word not in _SAY_NOTHING), "")


@lru_cache(maxsize=8192)
def _is_identifier(word: str) -> bool:
    """Return whether a word names identifiers: `sku`, `orderid`, `queryid`."""
    if word in IDENTIFIERS or word.endswith(_LONG_IDENTIFIERS):
        return True
    owner = word.removesuffix("id")
    return owner != word and (owner in NEUTRAL or owner in MEASURES)
