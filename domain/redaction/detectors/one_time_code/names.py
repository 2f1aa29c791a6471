"""Which keys name codes: `otp`, `verification_code`, `pin`, `cvv`. The words are in `words/one_time_code.txt`."""

from collections.abc import Sequence

from domain.redaction.context import key_words
from domain.redaction.detectors.one_time_code import keywords
from domain.redaction.named import NamedValue, Names, Promise
from domain.redaction.pattern import Pattern
from domain.redaction.words import phrases_backwards, plain_letters, plain_words

_WORDS = plain_words("one_time_code")
_CODES = frozenset(_WORDS["codes"])
_FOREIGN = tuple(word for word in _WORDS["codes"] if not word.isascii())
_PINS = frozenset(_WORDS["pins"])
_HARDWARE = frozenset(_WORDS["hardware"])
CARD_VALUES = frozenset(_WORDS["card-values"])
_OWNERS = frozenset(_WORDS["owners"])
DIGIT_OWNERS = frozenset(_WORDS["digit-owners"])
CHECKED_OWNERS = frozenset(_WORDS["checked-owners"])
CODE_WORDS = frozenset(_WORDS["code-words"])
_LAST = frozenset(_WORDS["last"])
_CARD_PHRASES = phrases_backwards(_WORDS["card-phrases"])
_PHRASES = phrases_backwards(_WORDS["phrases"])
# The ends of names written as one word: `verificationcode`, `authpin`.
_GLUED = (
    "otp",
    "cvv",
    "cvc",
    "factortoken",
    *(f"{owner}{noun}" for owner in _WORDS["glued-owners"] for noun in ("code", "pin")),
)
_GLUED_CARD_VALUES = _WORDS["glued-card-values"]
_SECRETS = frozenset(_WORDS["secrets"])
_ONE_TIME = frozenset(_WORDS["one-time"])
_PREPOSITIONS = frozenset(_WORDS["prepositions"])
_NEUTRAL = frozenset(_WORDS["neutral"])
_LAST_WORDS = Pattern(r"(?:([^\W\d_]+)[ _-])?([^\W\d_]+)[ _-]$")
# A key may be only the last word of a name: `Recovery code: …`, `CVV entered: …`.
_TAILS = _WORDS["tails"]


def _promise(words: Sequence[str]) -> Promise | None:
    """Return how certain a name is, whose last word is first: `CHOSEN` for names with other meanings, such as `pin`.

    None means that it does not name a code.
    """
    words = _meaningful(words)
    last, before = words[0], words[1] if len(words) > 1 else ""
    if is_card_value(words) or last in _CODES or (not last.isascii() and last.endswith(_FOREIGN)):
        return Promise.ANYTHING
    before = before if before in _OWNERS else before.removesuffix("s")
    if last in CODE_WORDS and before == "code":
        # The table `otp_codes` has a column `code`.
        before = words[2] if len(words) > 2 else ""  # noqa: PLR2004 - the third
    if last in CODE_WORDS:
        return (
            Promise.ANYTHING
            if before in _OWNERS or before in DIGIT_OWNERS or before in CHECKED_OWNERS or before in _CODES
            else None
        )
    if last in _PINS:
        return Promise.CHOSEN if before not in _HARDWARE else None
    if last in _LAST and before in CODE_WORDS:
        return Promise.ANYTHING
    if last in _SECRETS and before in _ONE_TIME:
        return Promise.ANYTHING
    return Promise.ANYTHING if last.endswith(_GLUED) or (last, before) in _PHRASES else None


def _meaningful(words: Sequence[str]) -> Sequence[str]:
    """Return the words without prepositions and neutral last words: `otp_value`, `codigo_de_verificacion`."""
    meaningful = [word for word in words if word not in _PREPOSITIONS] or list(words)
    # `code_entered` is `entered_code`.
    if meaningful[0] in CHECKED_OWNERS and not CODE_WORDS.isdisjoint(meaningful[1:2]):
        meaningful[:2] = meaningful[1::-1]
    while len(meaningful) > 1 and meaningful[0] in _NEUTRAL and tuple(meaningful[:2]) not in _CARD_PHRASES:
        del meaningful[0]
    return meaningful


def is_card_value(words: Sequence[str]) -> bool:
    """Return whether the words name the verification value of a card."""
    # `card_verification_code`
    is_phrase = tuple(words[:2]) in _CARD_PHRASES or (
        tuple(words[1:3]) == ("verification", "card") and words[0] == "code"
    )
    return (
        words[0] in CARD_VALUES or words[0].endswith(_GLUED_CARD_VALUES) or is_phrase or words[1:2] == ["cryptogramme"]
    )


def words_of(named: NamedValue) -> Sequence[str]:
    """Return the words of the name. In `Recovery code: …` the key has only the last one."""
    words = _meaningful(key_words(named.key))
    if len(words) == 1 and words[0] in _TAILS and (before := _LAST_WORDS.search(named.before)):
        return _meaningful((*words, *(plain_letters(word).lower() for word in (before[2], before[1]) if word)))
    return words


NAMES = Names(_promise, keywords.STEMS, tails=_TAILS)
