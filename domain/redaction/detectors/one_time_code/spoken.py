"""The words of sentences about codes, by what they say. They are in `words/one_time_code.txt`."""

from collections.abc import Sequence

from domain.redaction.pattern import Pattern
from domain.redaction.words import plain_letters, plain_words, read_words

# A placeholder word for an event that the code was part of: `OTP generated: …`.
HAPPENED = "happened"
WRITTEN = read_words("one_time_code")
WORDS = plain_words("one_time_code")

# *Your code* in one word.
POSSESSED_NOUNS = frozenset(WORDS["possessed-nouns"])
CERTAIN_NOUNS = frozenset(WORDS["certain-nouns"]) | POSSESSED_NOUNS
NOUNS = frozenset(WORDS["nouns"]) | CERTAIN_NOUNS
# Nouns that stand behind the code: `4711 is your code`.
BEHIND_NOUNS = frozenset(WORDS["behind-nouns"])
FOREIGN_NOUNS = (*WORDS["foreign-nouns"], *WORDS["foreign-phrases"])
# `newpin 4711`; the other words of this section name transaction numbers.
PINS = frozenset((*WORDS["pin-nouns"], *(word for word in WORDS["pins"] if word.endswith("pin"))))
SECRETS = frozenset(WORDS["secrets-in-sentences"])
_COMPOUNDS = WORDS["compound-nouns"]
_COMPOUND_STARTS = WORDS["compound-starts"]

IS = frozenset(WORDS["is"])
COPULAS = frozenset(WORDS["copulas"]) | IS
EVENTS = frozenset((*WORDS["events"], *WORDS["behind"]))
BEHIND = frozenset(WORDS["behind"])
JUDGED = frozenset(WORDS["judged"])
VERBS = frozenset(WORDS["verbs"])
QUALIFIERS = frozenset(WORDS["qualifiers"])
# They qualify only a noun directly behind them: `lock code 4711`, but not `otp user 4711`.
PLACES = frozenset(WORDS["places"])
BRANDS = frozenset(WORDS["brands"])
POSSESSIVES = frozenset(WORDS["possessives"])
ARTICLES = frozenset(WORDS["articles"])
PERSONS = frozenset(WORDS["persons"])
AGAINST = frozenset(WORDS["against"])
ENDED = frozenset(WORDS["ended"])
FOR = frozenset(WORDS["for"])
WARNINGS = frozenset(WORDS["warnings"])
_PREPOSITIONS = frozenset(WORDS["prepositions"])
_PHRASES_BEHIND = frozenset(tuple(phrase.split()) for phrase in WORDS["phrases-behind"])
_LENGTHS_OF_PHRASES = sorted(set(map(len, _PHRASES_BEHIND)))
_MOST_BEHIND = 9
_NUMBER = frozenset(("number", "no", "nr", "num"))
_NUMBERED = frozenset(("otp", "pin", "passcode", "tan", "verification"))
# Words with `s` at the end that are no plurals.
_NO_PLURALS = frozenset(("is", "was", "has", "expires", "wurde", "es", "as", "does", "sms", *BEHIND))
# The end of a sentence counts as a word that names nothing. `dvs.`, `no.` and `nr.` are abbreviations.
_WORD = Pattern(r"[^\W\d]+|(?<!dvs)(?<![Nn][or])[.;!?]")


def phrase(text: str) -> list[str]:
    """Return the words of a text without accents, in lower case."""
    words: list[str] = []
    for written in _WORD.findall(plain_letters(text)):
        word = written.lower()
        # `OTP number 493027`, `PIN no. 4711`, `493027 is your verification number`
        if word in _NUMBER and words and words[-1] in _NUMBERED:
            word = "code"
        words.append(word)
    return words


def is_compound(noun: str, owner: str = "") -> bool:
    """Return whether a noun is one word of two: `Bestätigungscode`, `vahvistuskoodisi`, `Freigabe-Code`."""
    is_one = noun.startswith(_COMPOUND_STARTS) and noun.endswith(_COMPOUNDS)
    return is_one or (noun in _COMPOUNDS and owner.startswith(_COMPOUND_STARTS))


def is_noun(word: str) -> bool:
    """Return whether a word is what sentences call a code, and no plural."""
    return (word in NOUNS or is_compound(word)) and not is_plural(word)


def says_more(word: str) -> bool:
    """Return whether the word may stand between a noun and its code: `code de vérification : …`."""
    more = word in QUALIFIERS or word in _PREPOSITIONS or word in POSSESSIVES or word in BRANDS
    return more and word not in NOUNS


def is_plural(word: str) -> bool:
    """Return whether the word seems to be a plural, which digits count."""
    return word.endswith("s") and word not in _NO_PLURALS


def is_counted(following: Sequence[str]) -> bool:
    """Return whether a plural follows, which the digits count: `code 493027 lines`."""
    return any(is_plural(word) for word in following[:1])


def is_warned(following: Sequence[str]) -> bool:
    """Return whether a warning follows, as in `Acme code: 4711. Valid for 5 minutes.`."""
    return any(tuple(following[:length]) in _PHRASES_BEHIND for length in _LENGTHS_OF_PHRASES) or (
        not WARNINGS.isdisjoint(following[:_MOST_BEHIND])
    )
