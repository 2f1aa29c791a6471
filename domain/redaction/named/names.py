"""The values that a name is for."""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import lru_cache

from domain.redaction.context import key_words
from domain.redaction.pattern import Pattern
from domain.redaction.text import escapes, folded
from domain.redaction.words import plain_letters

LONGEST_KEY = 64
LONGEST_WORD = 24
# The end of a name, read backwards: the key, and the text that may follow it.
_LONGEST_NAME = 192
_NAME_BACKWARDS = Pattern(
    rf"[^\w]{{0,8}}(?:[\w.@-]{{1,40}}\srof\s)?(?:\]\d{{1,2}}\[)?"
    rf"(?P<key>[\w$.-]{{1,{LONGEST_KEY}}})(?P<before>.{{0,{2 * LONGEST_WORD}}})",
    re.DOTALL,
)
_HASH = Pattern(r"_?[0-9a-f]{32,64}$|_(?=[a-f]{0,15}[0-9])[0-9a-f]{2,16}$")
_ODD_CASE = Pattern(r"[a-z][A-Z]{2}[a-z]")
# Read backwards from the key.
_WORDS_BEFORE = Pattern(r"[ _-]([^\W\d_]+)(?:[ _-]([^\W\d_]+))?")


class Promise(Enum):
    """The values that a name is for."""

    # The name has no other meaning.
    ANYTHING = "any value that the kind may have"
    # The name has other meanings too.
    CHOSEN = "a value that a person or program chose"
    RANDOM = "a random value"
    # The name has many other meanings.
    OPAQUE = "a random value that looks like nothing else"

    def __init__(self, _description: str) -> None:
        # Whether the value may contain characters that elsewhere separate values.
        self.any_signs = self.name in ("ANYTHING", "CHOSEN")


class Names:
    """The names of a kind.

    `promise_of_words` returns what values the words of a key are for, the last word first. Keys of one of the words in
    `tails` may be the end of a name (`Access Key: …`), but not after a word of `harmless` (`Next Page Token: …`).
    `stems` are RE2 patterns; each name contains a match of one.
    """

    def __init__(
        self,
        promise_of_words: Callable[[Sequence[str]], Promise | None],
        stems: Iterable[str],
        tails: Iterable[str] = (),
        harmless: Iterable[str] = (),
    ) -> None:
        self.stems = tuple(stems)
        tails = tuple(tails)
        self.tails = tuple(map(folded, tails))
        self._tails = frozenset(map(plain_letters, tails))
        self._harmless = frozenset(harmless)
        self._promise_of_words = promise_of_words
        self.of_key = lru_cache(maxsize=8192)(self._of_key)
        self.of_name = lru_cache(maxsize=8192)(self._of_name)
        self.may_end_name = lru_cache(maxsize=8192)(self._may_end_name)

    def _may_end_name(self, key: str) -> bool:
        """Return whether the words before this key may complete it: `Access Key`."""
        words = key_words(key)
        return len(words) == 1 and words[0] in self._tails

    def of_key_after(self, key: str, before: str) -> Promise | None:
        """Return what values a key is for. If the key may be only the end of a name, the words before it count too."""
        if self.may_end_name(key) and (words := _WORDS_BEFORE.match(before[::-1])):
            if words[1][::-1].lower() in self._harmless:
                return None
            longer_key = f"{words[1][::-1]}_{key}"
            longer = self.of_key(longer_key)
            if longer is None and words[2]:
                longer = self.of_key(f"{words[2][::-1]}_{longer_key}")
            # In a sentence, too many words before `key` would make an OPAQUE name: `the following key`.
            if longer is not None and longer is not Promise.OPAQUE:
                return longer
        return self.of_key(key)

    def _of_key(self, key: str) -> Promise | None:
        # Remove the `-D` of Java's system properties, and a hash that a framework adds: `remember_web_59ba36ad…`.
        written = _HASH.sub("", key.removeprefix("-D"))
        words = key_words(written)
        promise = self._promise_of_words(words) if words else None
        # `paSSword` has no words inside.
        if promise is None and _ODD_CASE.search(written):
            return self._promise_of_words(key_words(written.lower()))
        return promise

    def _of_name(self, name: str) -> Promise | None:
        """Return what values a name is for, whatever follows it: `token`, `"token='"`, `password for ann`."""
        match = _NAME_BACKWARDS.match(escapes.decode(name)[: -_LONGEST_NAME - 1 : -1])
        return self.of_key_after(match["key"][::-1], match["before"][::-1]) if match else None
