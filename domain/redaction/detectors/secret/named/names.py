"""The names of passwords, keys and tokens: `db_password`, `chave_secreta`. `words/secret.txt` has their words."""

from collections.abc import Sequence

from domain.redaction.context import key_words
from domain.redaction.named import Names, Promise
from domain.redaction.words import phrases_backwards, plain_letters, plain_words, read_words
from domain.redaction.words.keywords import as_folded
from domain.redaction.words.shared import MEASURES, NEUTRAL

_WORDS = plain_words("secret")
_PASSWORDS = frozenset(_WORDS["passwords"])
_PERHAPS_PASSWORDS = frozenset(_WORDS["perhaps-passwords"])
_PASSWORD_OWNERS = frozenset(_WORDS["password-owners"])
_KEYS = frozenset(_WORDS["keys"])
_KEY_OWNERS = frozenset(_WORDS["key-owners"])
_SECRET_OWNERS = frozenset(_WORDS["secret-owners"])
_CERTAIN_OWNERS = frozenset(_WORDS["certain-owners"])
_KEY_WORDS = frozenset(_WORDS["key-words"])
_KEY_ADJECTIVES = frozenset(_WORDS["key-adjectives"])
HARMLESS_TOKENS = frozenset(_WORDS["harmless-tokens"])
_ADDRESSING = frozenset(_WORDS["addressing"])
_ABOUT = MEASURES | frozenset(_WORDS["about"])
_SAYS_NOTHING = frozenset(_WORDS["says-nothing"])
_PASSWORD_ENDINGS = _WORDS["password-endings"]
_PERHAPS_ENDINGS = _WORDS["perhaps-password-endings"]
# `usrpwd`, `acctpw`
_OWNED = frozenset(owner + ending for owner in _PASSWORD_OWNERS for ending in _PERHAPS_ENDINGS)
_PASSWORD_KEY_OWNERS = frozenset(_WORDS["password-key-owners"])
_PARTICLES = frozenset(_WORDS["particles"])
# Words of at most this length are inside too many other words to be stems.
_SHORT = 4
# In other languages, an owner may be before the word: `roothaslo`, `guestheslo`.
_FOREIGN_ENDINGS = tuple(
    word
    for word in _WORDS["passwords"]
    if word.isascii() and len(word) > _SHORT and word not in _WORDS["english-passwords"]
)
_ENDINGS = (*_PASSWORD_ENDINGS, *_FOREIGN_ENDINGS)
# The longest first, so that `apikeys` ends in `keys`.
_COMPOUND_NOUNS = sorted(_WORDS["compound-nouns"], key=len, reverse=True)
# The owner may be the end of a longer word: `mapsstoragekey`.
_SHORTEST_OWNER = 3
_OWNERS_AT_END = tuple(owner for owner in _KEY_OWNERS if len(owner) >= _SHORTEST_OWNER)
# In scripts without spaces between words, these words may be inside others.
_FOREIGN_PASSWORDS = tuple(word for word in _WORDS["passwords"] if not word.isascii())
_FOREIGN_KEYS = tuple(word for word in _WORDS["keys"] if not word.isascii())
# English: the last word of a key says what it is. In other languages an adjective or a genitive may follow.
_LAST_WORD_TELLS = frozenset(_WORDS["english-passwords"])
_VERBS = frozenset(_WORDS["verbs"])
_CERTAIN_ENDINGS = _WORDS["certain-key-endings"]
# A longer name is text that looks like one.
_MOST_OWNERS = 3


# Before `key` they have a meaning of their own, also in the name of a header.
_KEY_MEANINGS = _ADDRESSING | _KEY_OWNERS | _CERTAIN_OWNERS | {"x"}
_PHRASES = phrases_backwards(_WORDS["phrases"])
_CERTAIN_PHRASES = phrases_backwards(_WORDS["certain-phrases"])
_OPAQUE_PHRASES = phrases_backwards(_WORDS["opaque-phrases"])


def _stems() -> tuple[str, ...]:
    """Return RE2 patterns for the stems, one of which is in each name."""
    words = read_words("secret")
    stems = words["stems"]
    written = (word for section in ("passwords", "key-words", "keys") for word in words[section])
    plain = {plain_letters(word): as_folded(word) for word in written if len(word) > _SHORT}
    others = (word for word in plain if word.isascii() and not any(stem in word for stem in stems))
    return (*stems, *(plain[word] for word in sorted(others)))


def _promise(words: Sequence[str]) -> Promise | None:
    """Return what values the words of a key are for, the last word first."""
    words = tuple(word for word in words if word not in _PARTICLES)
    # `PublicKeyToken=…` is part of the name of an assembly in .NET; Plaid's `public_token` gives access.
    is_public = "public" in words and words[:2] != ("token", "public")
    return None if is_public else _of_words(words)


def _of_words(words: Sequence[str]) -> Promise | None:
    phrase = _of_phrase(words)
    # Languages in which adjectives follow: `chave_secreta`, `chave_de_acesso`.
    if (
        phrase is None
        and len(words) > 1
        and words[0] in _KEY_ADJECTIVES
        and (words[1] in _KEY_WORDS or words[1] in _KEYS)
    ):
        return Promise.RANDOM
    says_nothing: Sequence[str] = ()
    while words and words[0] in _SAYS_NOTHING:
        says_nothing, words = words[:1], words[1:]
    if (phrase := phrase or _of_phrase(words)) is not None:
        return phrase
    if not words or words[0] in _ABOUT or words[-2:] == ("sha", "hmac") or words[1:2] == ("algorithm",):
        return None
    # In `pwd_new`, the word that says nothing is the owner of `pwd`.
    before = words[1:] or (says_nothing if words[0] in _PERHAPS_PASSWORDS else ())
    promise = _of_header(words) or _of_word(words[0], before)
    if promise in (None, Promise.OPAQUE):
        promise = _of_joined(words) or promise
    if promise is not None or len(words) == 1 or words[1] in _ABOUT:
        return promise
    # Languages in which adjectives and genitives follow: `senha_atual`, `haslo_uzytkownika`.
    if any(word in _PASSWORDS and word not in _LAST_WORD_TELLS for word in words[1:]):
        return Promise.ANYTHING
    # One more word may qualify, as in `password_primary`; `password_change` is not a password.
    qualifies = words[0] in NEUTRAL or words[0] in _KEY_OWNERS or words[0] in _PASSWORD_OWNERS
    return _of_word(words[1], words[2:]) if qualifies else None


def _of_joined(words: Sequence[str]) -> Promise | None:
    """Return what values a name is for that is one word, although capitals divide it: `NwkSKey`."""
    return Promise.RANDOM if "".join(reversed(words)) in _KEYS else None


def _of_phrase(words: Sequence[str]) -> Promise | None:
    """Return what values two words together are for."""
    ends = tuple(words[:2])
    if ends in _CERTAIN_PHRASES:
        return Promise.ANYTHING
    if ends in _PHRASES:
        return Promise.RANDOM
    return Promise.OPAQUE if ends in _OPAQUE_PHRASES else None


def _of_header(words: Sequence[str]) -> Promise | None:
    """Return what values the words of a header are for: `X-Gitlab-Token: …`."""
    if words[-1] != "x":
        return None
    if words[0] == "key":
        return None if words[1] in _KEY_MEANINGS else Promise.RANDOM
    return Promise.ANYTHING if words[0] in ("secret", "token") and words[1] not in HARMLESS_TOKENS else None


def _of_word(word: str, before: Sequence[str]) -> Promise | None:
    """Return what values a word after other words is for, the nearest first."""
    owner = before[0] if before else ""
    if word in _PASSWORDS or word.endswith(_ENDINGS) or _is_foreign(word, _FOREIGN_PASSWORDS):
        return Promise.ANYTHING
    if word in _PERHAPS_PASSWORDS or word.endswith(_PERHAPS_ENDINGS):
        # `SNOWSQL_PWD`, `callbackPW`; not `old_pass`, which may be a result, nor the end of base64, `…aTu5Pw==`.
        is_name = 0 < len(before) <= _MOST_OWNERS and all(len(each) > 1 for each in before)
        is_owned = owner in _PASSWORD_OWNERS or word in _OWNED or (is_name and word in _PERHAPS_ENDINGS)
        return Promise.ANYTHING if is_owned else Promise.CHOSEN
    if word.endswith("pass"):
        return Promise.ANYTHING if word.removesuffix("pass") in _PASSWORD_OWNERS else None
    return _of_key_word(word, owner)


def _of_key_word(word: str, owner: str) -> Promise | None:
    if word.endswith(_CERTAIN_ENDINGS):
        return Promise.ANYTHING
    noun = "" if word in _KEYS else next((noun for noun in _COMPOUND_NOUNS if word.endswith(noun) and word != noun), "")
    if noun:
        word, owner = noun, word.removesuffix(noun)
    if word in ("secret", "secrets") and owner in _SECRET_OWNERS:
        return Promise.ANYTHING
    if owner in _CERTAIN_OWNERS and word in ("key", "keys", "secret", "secrets", "token"):
        return Promise.ANYTHING
    if word in _KEY_WORDS:
        if owner in _PASSWORD_KEY_OWNERS:
            return Promise.CHOSEN
        named = owner in _KEY_OWNERS or (noun and owner.endswith(_OWNERS_AT_END))
    else:
        named = owner not in HARMLESS_TOKENS and (word in _KEYS or _is_foreign(word, _FOREIGN_KEYS))
    if named:
        return Promise.RANDOM
    # `stripe_write_key`: any other key, if its value can be nothing else.
    return Promise.OPAQUE if word == "key" and owner and not noun and owner not in _ADDRESSING else None


def _is_foreign(word: str, parts: Sequence[str]) -> bool:
    return not word.isascii() and any(part in word for part in parts)


def names_function(key: str) -> bool:
    """Return whether the key is the name of a function: `check_password`."""
    return key_words(key)[-1] in _VERBS


NAMES = Names(
    _promise,
    _stems(),
    tails=read_words("secret")["tails"],
    harmless=HARMLESS_TOKENS,
)
