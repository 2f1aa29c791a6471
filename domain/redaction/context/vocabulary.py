"""The meaning of words: whether they name values of a kind, or something else.

A name is evidence for or against a kind: `billingPhone` names a phone number, `phone_count` does not. Names of any
style are split into words, so a list of words is enough, without a list of whole names.
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from domain.redaction.context.context import Context, context_before, enclosing_name, key_words
from domain.redaction.text import Text
from domain.redaction.text.columns import column_of
from domain.redaction.words import phrases_backwards, plain_letters, plain_words, read_words
from domain.redaction.words.keywords import keywords_of
from domain.redaction.words.shared import MEASURES, NEUTRAL, NUMBER_ENDINGS, NUMBER_WORDS, ONLY_IN_KEYS

# Words of up to this many letters occur inside too many others.
_SHORT = 3
_LEAST_PLURAL = 5


class Support(IntEnum):
    """How much a name supports that a value is of a kind: points of the account (`evidence`)."""

    # The name of an identifier, which may have the kind's shape.
    IDENTIFIER = -3
    # The name contains a word of an identifier or a quantity.
    AGAINST = -1
    NONE = 0
    # A word with other meanings too: `from`, `caller`.
    HINT = 2
    # A word of the kind, some words before the value or in another notation.
    SOME = 3
    # A word of the kind in the key or column, or immediately before the value.
    STRONG = 4


# How many words may follow `number`, as in `my new number is …`.
_MOST_BEHIND_NUMBER = 2
_JOINING = frozenset(("de", "di", "do", "da", "of"))
_LONGEST_COMPOUND = 40
_LONGEST_PART = 28
_ENDINGS = frozenset(("no", "nr", "of", "to", "id", "ms", "us"))


class Vocabulary:
    """The words of one kind, from `words/<file>.txt`.

    The prefilter does not look for words of up to `short` letters inside other words, because it would find too many.
    It looks for them at the end of other words unless `apart`.
    """

    def __init__(self, file: str, *, short: int = _SHORT, apart: bool = False) -> None:
        self.file, self.short, self.apart = file, short, apart
        # For the prefilter: one of them matches wherever a word may name a value.
        self.prefilters = keywords_of(read_words(file), short=short, apart=apart)
        words = plain_words(file)
        self._names = frozenset((*words["names"], *words["rare"]))
        self._hints = frozenset(words["hints"])
        self._sentences = frozenset(words["sentences"])
        self._anywhere = words["anywhere"]
        self._stems = words["stems"]
        self._exceptions = frozenset(words["exceptions"])
        self._phrases = phrases_backwards(words["phrases"])
        self._phrases_against = phrases_backwards(words["phrases-against"])
        self._spoken_phrases = phrases_backwards(words["phrases-in-sentences"])
        self._forms = frozenset((*NUMBER_ENDINGS, *words["forms"], "value"))
        self._counted = frozenset(words["counted"])
        self._owners = frozenset(words["owners"])
        self._owned = frozenset(words["owned"])
        self._phrase_ends = {phrase[0] for phrase in self._phrases | self._phrases_against}
        self._against = (MEASURES - frozenset(words["allowed"])) | frozenset(words["against"])
        self._endings_against = tuple(word for word in self._against if len(word) >= _SHORT)
        known = self._names | self._hints | self._sentences | NEUTRAL | self._against
        self._compounding = frozenset(word for word in known if len(word) >= _SHORT)
        self._of_word = lru_cache(maxsize=8192)(self._judge_word)
        self._of_key = lru_cache(maxsize=8192)(self._judge_key)
        self._of_spoken = lru_cache(maxsize=8192)(self._judge_spoken)
        self._under = lru_cache(maxsize=8192)(self._judge_under)

    def evidence(self, context: Context) -> Support:
        """Judge the key of a value and the words before it."""
        if context.name:
            words = key_words(context.name)
            if len(words) == 1 and words[0] in self._sentences:
                return Support.SOME
            # A phrase of the key and the word before it: `caller id: …`, `numéro client: …`.
            if len(words) == 1 and words[0] in self._phrase_ends and context.words:
                phrases = [(words[0], before) for before in _words_before(context.words)]
                if not self._phrases_against.isdisjoint(phrases):
                    return Support.AGAINST
                if not self._phrases.isdisjoint(phrases):
                    return Support.STRONG
            evidence, decided = self._of_key(context.name)
            if decided:
                return evidence
        return self._in_sentence(context.words, context.name)

    def evidence_at(self, text: Text, start: int) -> Support:
        """Judge the column of a value, or if it has none, the context before it."""
        columns = text.columns()
        evidence = self._of_key(column_of(columns, start))[0] if columns else Support.NONE
        name = text.name_at(start)
        return evidence or (self.evidence(context_before(text, start)) if name is None else self._under(name))

    def _judge_under(self, name: str) -> Support:
        """Judge the name of a value from `Text.of_values`."""
        text = Text.of_values([(name, "0")])
        start = text.values[0].start
        return self.evidence(context_before(text, start)) or self.evidence_of_name(enclosing_name(text, start))

    def evidence_of_name(self, name: str) -> Support:
        """Judge a name before a value in an unknown notation. Returns at most `SOME`."""
        return min(self._of_key(name)[0], Support.SOME)

    def evidence_of_object(self, name: str) -> Support:
        """Judge the name of an object for a value whose own key says nothing: `{"phone":{"number":"…"}}`."""
        return self._of_key(name)[0]

    def _judge_key(self, key: str) -> tuple[Support, bool]:
        """Return the evidence, and whether it is final. If not, the words before the key count too."""
        words = key_words(key)
        # `IdNr` and `e164` are one word, whose parts say something else.
        if key.lower().rstrip(".") in self._names:
            return Support.STRONG, True
        plural = unknown = False
        for position, word in enumerate(words):
            if words[position : position + 2] in self._phrases_against:
                return Support.AGAINST, True
            if words[position : position + 2] in self._phrases:
                return Support.STRONG, True
            meaning = self._of_word(word)
            if meaning is Support.HINT and not self._may_hint(word, words[:position]):
                meaning = Support.NONE
            if meaning is Support.AGAINST:
                return Support.AGAINST, True
            if meaning is not Support.NONE:
                weaker = (
                    Support.AGAINST
                    if plural and word in self._counted
                    else min(meaning, Support.SOME)
                    if unknown
                    else meaning
                )
                return weaker, True
            if word not in NEUTRAL:
                unknown = True
                # A plural means a count: `mobile_widgets`.
                plural = plural or (len(word) >= _LEAST_PLURAL and word.endswith("s") and not word.endswith("ss"))
        # A key of one word may be the last word of a longer one: `Phone number: …`, `Telefon privat: …`.
        return Support.NONE, len(words) > 1 and unknown

    def _may_hint(self, word: str, behind: Sequence[str]) -> bool:
        """Return whether a hint counts before the words `behind` (last one first): `client_secret` is no client."""
        return word in self._sentences or self._forms.issuperset(behind)

    def _in_sentence(self, words: Sequence[str], key: str) -> Support:
        """Judge the words before a value, or before its key."""
        after_key = bool(key)
        if self._owners and not after_key and self._is_owned(words):
            return Support.SOME
        for position, written in enumerate(words):
            meaning = self._of_spoken(written, _words_before(words, position))
            if meaning is Support.STRONG:
                return meaning if after_key or position == 0 else Support.SOME
            # A hint counts only with a key, `"destination number": …`. In sentences, `from` and `to` mean nothing.
            if meaning is Support.HINT and not (
                after_key and position == 0 and self._may_hint(_plain_word(written), key_words(key))
            ):
                meaning = Support.NONE
            if meaning is not Support.NONE:
                return meaning
            # Before a key, an unknown word ends the phrase.
            if after_key and position > 0 and _plain_word(written) not in NEUTRAL:
                break
        return Support.NONE

    def _is_owned(self, words: Sequence[str]) -> bool:
        """Return whether the words name a person's number, as in `my London number is …`."""
        nearest = enumerate(words[: _MOST_BEHIND_NUMBER + 1])
        number = next((position for position, word in nearest if _plain_word(word) in NUMBER_WORDS), len(words))
        for written in words[number + 1 :]:
            word = _plain_word(written)
            if word in self._owners:
                return True
            if not (written.istitle() or written.isupper()) and word not in self._owned:
                return False
        return False

    def _judge_spoken(self, written: str, before: Sequence[str]) -> Support:
        """Judge a word of a sentence, given the words that may form a phrase with it."""
        word = _spoken_word(written)
        pairs = {(word, each) for each in before}
        if not self._phrases_against.isdisjoint(pairs):
            return Support.AGAINST
        if not self._phrases.isdisjoint(pairs):
            return Support.STRONG
        if word in self._sentences or not self._spoken_phrases.isdisjoint(pairs):
            return Support.SOME
        # `MobileSignalController` and `mob-no` are names, not words of a sentence.
        is_name = "-" in word or not (written.islower() or written.isupper() or written.istitle())
        meaning = (
            self._of_key(written)[0]
            if is_name and written.isascii() and word not in self._names
            else self._of_word(word)
        )
        return Support.NONE if meaning is Support.AGAINST and word in ONLY_IN_KEYS else meaning

    def _judge_word(self, word: str) -> Support:
        if word in self._exceptions:
            return Support.NONE
        for words, meaning in (
            (self._names, Support.STRONG),
            (self._hints, Support.HINT),
            (self._against, Support.AGAINST),
        ):
            if word in words:
                return meaning
        if any(written in word for written in self._anywhere):
            return Support.STRONG
        return self._judge_compound(word)

    def _judge_compound(self, word: str) -> Support:
        for part in reversed(self._parts(word)):
            meaning = self._of_word(part)
            if meaning is not Support.NONE:
                return meaning
        if word.endswith(self._stems):
            return Support.STRONG
        if word.startswith(self._stems):
            return Support.AGAINST if word.endswith(self._endings_against) else Support.STRONG
        return Support.NONE

    def _parts(self, word: str) -> tuple[str, ...]:
        """Split a compound such as `agentsmsnumber` into known words. Returns () unless one of them is of this kind."""
        if not _SHORT < len(word) <= _LONGEST_COMPOUND or not word.isascii():
            return ()
        # For each length of a prefix of the word, the known words that form the prefix.
        ways: dict[int, tuple[str, ...]] = {0: ()}
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST_PART), end):
                part = word[start:end]
                if start in ways and (part in self._compounding or (start and part in _ENDINGS)):
                    ways[end] = (*ways[start], part)
                    break
        parts = ways.get(len(word), ())
        return parts if any(part in self._names or part in self._hints for part in parts) else ()


def _words_before(words: Sequence[str], position: int = -1) -> tuple[str, ...]:
    """Return the word before the one at this position; also the one before that, if `de` or the like joins them."""
    before = words[position + 1 : position + 3]
    joined = bool(before) and before[0].lower() in _JOINING
    return tuple(map(_spoken_word, before if joined else before[:1]))


@lru_cache(maxsize=8192)
def _spoken_word(written: str) -> str:
    """Return a word without accents and without what an apostrophe joins to it: `l'assuré`, `customer's`."""
    return _plain_word(written).removesuffix("'s").removeprefix("d'").removeprefix("l'")


@lru_cache(maxsize=8192)
def _plain_word(written: str) -> str:
    return plain_letters(written).lower()
