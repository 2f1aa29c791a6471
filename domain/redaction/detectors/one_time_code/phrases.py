"""Whether the words around digits name a code."""

from collections.abc import Sequence

from domain.redaction.context import plain_letters
from domain.redaction.pattern import Pattern
from domain.redaction.words import read_words

# A placeholder word for an event that the code was part of: `OTP generated: …`.
HAPPENED = "sent"
_EVENTS = frozenset(("generated", "sent", "issued", "created", "received", "entered"))
_WRITTEN = read_words("one_time_code")
_WORDS = {section: tuple(map(plain_letters, words)) for section, words in _WRITTEN.items()}
_PREPOSITIONS = frozenset(_WORDS["prepositions"])
_FOR_WORDS = frozenset(_WORDS["for"])
_PHRASES_BEHIND = tuple(phrase.split() for phrase in _WORDS["phrases-behind"])
# The end of a sentence counts as a word that names nothing.
_WORD = Pattern(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.;!?]")
_SIGNS_BEFORE = " :\uff1a=「『【[\uff08(\"'"
_CERTAIN_NOUNS = frozenset(_WORDS["certain-nouns"])
_NOUNS = frozenset(_WORDS["nouns"]) | _CERTAIN_NOUNS
_COMPOUNDS = _WORDS["compound-nouns"]
_COMPOUND_STARTS = _WORDS["compound-starts"]
_FOREIGN_NOUNS = (*_WORDS["foreign-nouns"], *_WORDS["foreign-phrases"])
_FOREIGN_COPULAS = _WORDS["foreign-copulas"]
_IS = frozenset(_WORDS["is"])
_COPULAS = frozenset(_WORDS["copulas"]) | _IS
_QUALIFIERS = frozenset(_WORDS["qualifiers"])
_POSSESSIVES = frozenset(_WORDS["possessives"])
_ONE_TIME_NOUNS = frozenset(("password", "passwort", "kennwort", "token"))
_ONE_TIME = frozenset(("one-time", "otp", "totp", "mfa", "einmal"))
_JUDGED = frozenset(_WORDS["judged"])
_VERBS = frozenset(_WORDS["verbs"])
_AGAINST = frozenset(_WORDS["against"])
_ARTICLES = frozenset(_WORDS["articles"])
_ENDED = frozenset(_WORDS["ended"])
_BEHIND_WORDS = frozenset(_WORDS["behind"])
_BEHIND_NOUNS = frozenset(_WORDS["behind-nouns"])
_MOST_QUALIFIERS = 7
_THE_OR_YOURS = _POSSESSIVES | {"the", "o", "il"}
_NOUN_STEMS = (
    "cod",
    "kod",
    "kood",
    "otp",
    "pin",
    "tan",
    "puk",
    "pass",
    "kennwort",
    "token",
    "clave",
    "ma xac",
    "senha",
)
# `493027 is your code`: the words between.
_BEHIND_BEGINS = tuple(f" {word} " for word in _WRITTEN["is"])
_VERB_ENDS = ("use ", "enter ")
_PURPOSES = frozenset(("your", "sign", "log", "confirm", "verify", "complete", "continue", "finish", "unlock"))


def may_name_code(before: str, behind: str) -> bool:
    """Return whether there is a word that could name a code. This is cheaper than reading all words."""
    lowered = before.lower()
    return (
        any(stem in lowered for stem in _NOUN_STEMS)
        or not lowered.isascii()
        or behind.startswith(_BEHIND_BEGINS)
        or lowered.endswith(_VERB_ENDS)
    )


def names_code(before: str, behind: str) -> bool:
    """Whether the words around digits say that they are a code."""
    plain = plain_letters(before)
    if _ends_in_foreign_noun(plain.lower()):
        return True
    words = _phrase(plain)[::-1]
    following = _phrase(plain_letters(behind))
    is_yours = not _IS.isdisjoint(following[:1]) and not _THE_OR_YOURS.isdisjoint(following[1:3])
    if is_yours and not _BEHIND_NOUNS.isdisjoint(following[2:8]):
        return not _AGAINST.intersection(following[2:8])
    if (
        words[:1] in (["use"], ["enter"])
        and following[:1] in (["as"], ["to"])
        and _PURPOSES.intersection(following[1:2])
    ):
        return True
    return _noun_before(words, following)


def _ends_in_foreign_noun(before: str) -> bool:
    """Return whether a noun of a language without spaces is before a code."""
    before = before.rstrip(_SIGNS_BEFORE)
    while before.endswith(_FOREIGN_COPULAS) and not before.endswith(_FOREIGN_NOUNS):
        copula = max(filter(before.endswith, _FOREIGN_COPULAS), key=len)
        before = before.removesuffix(copula).rstrip(_SIGNS_BEFORE)
    return before.endswith(_FOREIGN_NOUNS)


def _phrase(plain: str) -> list[str]:
    """The words of a text without accents, in lower case."""
    return [word.lower() for word in _WORD.findall(plain)]


def _noun_before(words: Sequence[str], following: Sequence[str]) -> bool:
    """`verification code is …`, `code de vérification : …`, `with code …`; the nearest word first."""
    happened = words[:1] == [HAPPENED]
    at = int(happened)
    while at < len(words) and words[at] in _COPULAS:
        at += 1
    while happened and at < len(words) and words[at] in _EVENTS:
        at += 1
    qualified = happened
    while (
        at < min(len(words), _MOST_QUALIFIERS)
        and words[at] not in _NOUNS
        and (words[at] in _QUALIFIERS or words[at] in _PREPOSITIONS or words[at] in _POSSESSIVES)
    ):
        qualified |= words[at] in _QUALIFIERS
        at += 1
    if at >= len(words):
        return False
    noun, owners = words[at], words[at + 1 : at + 4]
    if _ARTICLES.issuperset(owners[:1]):
        owners = owners[1:]
    if noun not in _NOUNS:
        return noun.startswith(_COMPOUND_STARTS) and noun.endswith(_COMPOUNDS)
    return noun in _CERTAIN_NOUNS or _is_owned(noun, owners, following, qualified=qualified)


def _is_owned(noun: str, owners: Sequence[str], following: Sequence[str], *, qualified: bool) -> bool:
    """Return whether the words before a noun with many meanings, or those after the code, say which code it is."""
    nearest = owners[0] if owners else ""
    if nearest in _AGAINST or (nearest == "with" and not _ENDED.isdisjoint(owners[1:2])):
        return False
    if noun in _ONE_TIME_NOUNS:
        return nearest in _ONE_TIME or owners[:2] == ["time", "one"]
    if nearest in _JUDGED:
        # `entered wrong code …`, `wrong PIN … entered`.
        entered = noun == "pin" and not _BEHIND_WORDS.isdisjoint(following[:1])
        return entered or not _VERBS.isdisjoint(owners[1:2])
    # `PIN 4711 is wrong`, `Acme code: 4711. Valid for 5 minutes.`
    if (noun == "pin" and following[:1] == ["is"] and not _JUDGED.isdisjoint(following[1:2])) or any(
        following[: len(phrase)] == phrase for phrase in _PHRASES_BEHIND
    ):
        return True
    # `code 4711 for login`.
    if not _FOR_WORDS.isdisjoint(following[:1]) and not _QUALIFIERS.isdisjoint(following[1:2]):
        return True
    owned = qualified or any(word in _QUALIFIERS or word in _POSSESSIVES for word in owners)
    return owned or nearest in _VERBS or not _BEHIND_WORDS.isdisjoint(following[:1])
