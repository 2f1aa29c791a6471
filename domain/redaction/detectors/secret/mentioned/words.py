"""The words of a sentence around a value: what names a secret, and what leads to it."""

from collections.abc import Sequence

from domain.redaction.detectors.secret.named.names import HARMLESS_TOKENS
from domain.redaction.pattern import Pattern
from domain.redaction.text import LETTER, UNSPACED
from domain.redaction.words import read_words

LED, CHANGED, PAIRED, NEXT, MARKED, SIGNED, OTHER = 2, 4, 2, 1, 1, 2, -4

_WORDS = read_words("secret_mentioned")
_SENTENCES = read_words("secret_sentences")
_PASSWORDS = frozenset((*_WORDS["passwords"], *_SENTENCES["passwords"]))
_LOGINS = frozenset(_WORDS["logins"])
_COMPOUNDS = _WORDS["compounds"]
_TOKENS = ("token", "tokens")
_NAMES = _PASSWORDS.union(_WORDS["names"], _LOGINS)
_SECRETS = _NAMES - _LOGINS


def _phrases(*written: str) -> frozenset[tuple[str, ...]]:
    """Return phrases with the last word first, as the words before a value are read."""
    return frozenset(tuple(reversed(phrase.split())) for phrase in written)


_PASSWORD_PHRASES = _phrases(*_WORDS["password-phrases"], *_SENTENCES["phrases"])
_LOGIN_PHRASES = _phrases(*_WORDS["login-phrases"])
_LINK_PHRASES = _phrases(*_WORDS["link-phrases"])
_PHRASES = _phrases(*_WORDS["phrases"]) | _LOGIN_PHRASES | _PASSWORD_PHRASES
_CHANGES, _LEADING, _OTHERS = (frozenset(_WORDS[section]) for section in ("changes", "leading", "others"))
_TOPICS = frozenset(_SENTENCES["topics"])
_LINKS = frozenset((*_WORDS["links"], *_SENTENCES["adjectives"]))
_NOT_USERS = frozenset(_SENTENCES["not-users"])
_OWNERS = frozenset(_SENTENCES["of"])
_MARK = Pattern(r"[\"'`(]$")
_SIGN_BEFORE = Pattern(r"[:=]\s[\"'`]?$")
# A word of a sentence: not a part of `next-page-token` or `/etc/passwd`, nor a key such as `password=`.
_WORD = Pattern(r"[^\W\d_](?<![\w/.-].)[^\W_]*(?:['_-][^\W_]+)*(?=[ ,)]|: |$)")


def words_of(written: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(written)]


def is_name(value: str) -> bool:
    """Return whether a value is itself a word for secrets."""
    return value.lower() in _NAMES


def place_of_name(words: Sequence[str]) -> int | None:
    """Return the place of the nearest word for secrets. The words are in reverse order."""
    for place in range(len(words)):
        is_name = words[place] in _NAMES or _is_compound(words[place]) or _is_phrase(words, place, _PHRASES)
        if is_name and not _names_other(words, place):
            return place
    return None


def _names_other(words: Sequence[str], place: int) -> bool:
    """Return whether the words around one for secrets say that it names something else."""
    # `password expiry …`
    if place and words[place - 1] in _TOPICS:
        return True
    # `next page token …`
    return words[place] in _TOKENS and not HARMLESS_TOKENS.isdisjoint(words[place + 1 : place + 2])


def _is_compound(word: str) -> bool:
    """Return whether the word ends with one for passwords: `Telefonkennwort`."""
    return word.isalpha() and word.endswith(_COMPOUNDS)


def _is_phrase(words: Sequence[str], place: int, phrases: frozenset[tuple[str, ...]]) -> bool:
    return tuple(words[place : place + 2]) in phrases or tuple(words[place : place + 3]) in phrases


def points_of_mark(line: str, before: Sequence[str], place: int) -> int:
    """Return the points of the sign before a value, if the sentence is about a password."""
    is_password = before[place] in _PASSWORDS or _is_compound(before[place])
    if not is_password and not _is_phrase(before, place, _PASSWORD_PHRASES):
        return 0
    # `trying passwords: hunter22, hunter23`, but not `passwords rotated for ada22, bob23`
    # `password reset: ada22` says whose password was reset.
    is_signed = (_SIGN_BEFORE.search(line) and before[0] not in _CHANGES) or (
        before[place] == "passwords" and line.endswith(", ") and _OWNERS.isdisjoint(before[:place])
    )
    marks = (SIGNED if is_signed else 0) + (MARKED if _MARK.search(line) else 0)
    return marks or (NEXT if place == 0 else 0)


def points_of_user(user: str, before: Sequence[str], place: int) -> int:
    """Return the points of a user before a value: only a word for logins says that a password follows."""
    is_login = before[place] in _LOGINS or _is_phrase(before, place, _LOGIN_PHRASES)
    if not is_login or user in _NOT_USERS or user in _NAMES or user in _OTHERS:
        return OTHER
    return OTHER if place and before[0] in _OTHERS and before[0] != "for" else PAIRED


def points_of_link(before: Sequence[str], place: int, behind: Sequence[str]) -> int:
    """Return the points of the word directly before a value, if the word for a secret is at the place before it."""
    word, second = before[0], before[1] if len(before) > 1 else ""
    is_link = word in _LINKS or _is_phrase(before, 0, _LINK_PHRASES)
    # `no password found: …`, `password not entered: …` tell what happens without one.
    if is_link and (second == "not" or before[2:3] == ["no"]):
        return OTHER
    if _is_changed(before, behind):
        return CHANGED
    # `answered with …`, `and password …`
    # `token 17 is 'foo2'`: the tokens of parsers are words, so a token needs a value that looks generated.
    is_link = is_link and before[place] not in _TOKENS
    is_led = (word in _LEADING and second in _LINKS) or (
        second in _LEADING and word in _SECRETS and word not in _TOKENS
    )
    if is_link or is_led:
        return LED
    # `event_id …`, but `… for this session: …` says for whom the secret is.
    is_other = word.rpartition("_")[2] in _OTHERS and second not in ("this", "by")
    return OTHER if is_other else 0


def _is_changed(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Return whether a secret is changed to the value or from it: `password changed from 'hunter22' to 'hunter23'`."""
    if _CHANGES.isdisjoint(before):
        return False
    if before[0] == "to":
        # `changed to …`, `password to …`, `from hunter22 to …`, but not `reset mail sent to …`.
        direct = before[1] in _CHANGES or before[1] in _NAMES or not {*_CHANGES, "from"}.isdisjoint(before[2:3])
        # `reset password of ada to …`
        place = place_of_name(before)
        return direct or (place is not None and before[max(0, place - 1)] in ("of", "for"))
    return (before[0] == "from" or before[0] in _CHANGES) and behind[:1] == ["to"]


def _written(word: str) -> str:
    """Return the word as it is in a folded text."""
    return "".join(character if character.isascii() else f"[{LETTER}{UNSPACED}]" for character in word)


def _from_boundary(word: str) -> str:
    """Return an RE2 pattern for a word that is no end of a longer word, such as `wtoken`, unless it may be one.

    RE2 knows the boundaries of words only in ASCII.
    """
    return _written(word) if word in _COMPOUNDS or not word[0].isascii() else rf"\b{_written(word)}"


_PHRASES_IN_FILE = (phrase for section in _WORDS if section.endswith("phrases") for phrase in _WORDS[section])
_KEYWORDS = sorted({*_NAMES, *_COMPOUNDS, *_PHRASES_IN_FILE, *_SENTENCES["phrases"]})
# RE2 patterns for what names a secret. In the automaton of all keywords, boundaries would multiply the states.
KEYWORD = "|".join(map(_written, _KEYWORDS))
NAME = "|".join(map(_from_boundary, _KEYWORDS))
