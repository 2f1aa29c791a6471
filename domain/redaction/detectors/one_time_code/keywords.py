"""What the prefilter and the prechecks look for: `otp`, `verif`, `code` …, and the beginnings of codes after them.

A text without any of these parts of words is not read further. They are in `words/one_time_code.txt`, in sections whose
names begin with `stems`. New words that contain none of them are added automatically.
"""

import re
from itertools import chain

from domain.redaction.named.notation import KEY_CHARACTERS
from domain.redaction.words import plain_words, read_words
from domain.redaction.words.keywords import without_boundaries

_WORDS = read_words("one_time_code")
# Shorter words are inside too many others.
_SHORT = 4
_SECRETS = frozenset((*_WORDS["secrets-in-sentences"], *plain_words("secret")["passwords"], "clave"))
# A letter outside ASCII, as `text/folding.py` folds it.
_FOREIGN = r"\xa4\xe9"
_LETTER = f"[{_FOREIGN}]"


def _with_words(stems: str, *sections: str) -> tuple[str, ...]:
    """Return the patterns of the section `stems`, and the words of other sections that contain none of these.

    Words that also name passwords and tokens are in too many texts: their patterns say what makes them codes.
    """
    stem = re.compile("|".join(_WORDS[stems]))
    words = dict.fromkeys(filter(str.isascii, chain.from_iterable(_WORDS[section] for section in sections)))
    others = (word for word in words if len(word) >= _SHORT and word not in _SECRETS and not stem.search(f"={word}="))
    return (*_WORDS[stems], *others)


# Each name of a code contains one of these.
STEMS = _with_words("stems", "codes", "pins", "card-values")
NAMES = _with_words("stems-of-names", "codes", "pins", "card-values")
# The name of a code, and what may be between it and the code: signs, words and lengths.
_NAME = rf"(?:{'|'.join(NAMES)}){KEY_CHARACTERS}*(?: (?:code|pin|value|number|password|passcode|token))?"
_BETWEEN = r"(?:[^0-9a-z]|\\[nr]|\b[a-z]+\b|\b[0-9][0-9]?\b)*"
_BEGINNINGS = (
    # `493027`, `49 30 27`, `k7x2q9`, `4f83d2`
    "[0-9]{3}|[0-9]{2}[ -][0-9]|[a-z]{1,5}[0-9][0-9a-z]{2}|[0-9]{1,2}[a-z][0-9a-z]{2}",
    # `AB12`, `G-493027`, `WDJB-MJHT`
    "(?-i:[A-Z]+[0-9]|G-|[A-Z]{4}-[A-Z]{4})",
    # `mdc9y-9lr3k`
    "[0-9a-z]{4}[0-9a-z]?[ -][0-9a-z]{4}",
)
NAME_AND_CODE = rf"{_NAME}{_BETWEEN}(?:{'|'.join(_BEGINNINGS)})|(?:backup|recovery)[_. -]?codes?[^0-9a-z]*[0-9a-z]{{8}}"
# Nouns of sentences.
_NOUNS = _with_words("stems-of-nouns", "certain-nouns", "possessed-nouns", "nouns")
_TOPICS = tuple(f"{topic}: [0-9]" for topic in _WORDS["topics"])
# `493027 is your code`, in some languages.
_IS_YOURS = (
    rf" (?:(?:is|est|ist|es|[e{_FOREIGN}])"
    r" (?:your|the|otp|votre|ton|su|tu|ihr|dein|[oa] seu|il tuo|il suo|je|jouw|uw"
    r"|not an? (?:valid|correct)|an? (?:invalid|expired|incorrect))"
    rf"|adalah kode|l{_LETTER} m{_LETTER}) "
)
_VERBS = (
    *filter(str.isascii, _WORDS["use"]),
    "type in",
    "typed",
    "entered",
    "reply with",
    "texted",
    "texted you",
    "sign in with",
)
SENTENCES = (
    *(*map(without_boundaries, _NOUNS), *_TOPICS, _IS_YOURS),
    *(f"{verb} [0-9]" if len(verb) > _SHORT else f"(?:^|[^a-z]){verb} [0-9]" for verb in _VERBS),
    *("(?:use|enter) g-[0-9]", "(?:use|enter) [a-z]+[0-9][a-z0-9]* (?:as|to|at) "),
)
# What a line about one-time codes speaks of: `totp`, `2fa`, `two-factor`.
SUBJECTS = _WORDS["subjects"]
SUBJECT = "|".join(SUBJECTS)
_POSSESSED = "|".join(filter(str.isascii, _WORDS["possessed-nouns"]))
_CODE = (
    r"(?:[0-9]{4}|[0-9]{3}[ -][0-9]{2}|G-[0-9]|[0-9]{2} [0-9]{2} [0-9]{2}|[0-9](?:[,.-] ?| )[0-9](?:[,.-] ?| )[0-9]"
    r"|(?-i:[A-Z]+[0-9]|[0-9]+[A-Z]|[0-9A-Z]{3,4}-[0-9A-Z]{3,4}))"
)
# How long a code is: `code à 6 chiffres …`.
LENGTHS = "|".join(_WORDS["lengths"])
# A sign or a word before a code that links it to a noun at some distance: `Your code for door 4 is …`.
_LINK = (
    rf"(?:(?: (?:{'|'.join(filter(str.isascii, _WORDS['is']))}|{_LETTER}+|to|=>|=|==)|:):?(?: |\r|\n|\\[nrt])*"
    r"(?:<[^<>]*>)?[ \"'(]?|>(?: |\n|\\n)*)"
)
_NOUN, _VERB = f"(?:{'|'.join(_NOUNS)})", f"(?:{'|'.join(_VERBS)})"
SENTENCE_AND_CODE = "|".join(
    (
        # `Your code is 493027`: between the noun and the digits there are only words and signs of a sentence.
        rf"{_NOUN}[^0-9\n<>={{}}/|;]*(?:[^0-9A-Za-z_.:/#$+-]|{_LETTER}:|[a-z]\+){_CODE}",
        # `Your code for door 4 is 493027`
        rf"{_NOUN}[^\n]*{_LINK}{_CODE}",
        # `code à 6 chiffres 493027`
        rf"[0-9][ -](?:{LENGTHS}) {_CODE}",
        *_TOPICS,
        # `493027 is your code`, `493027 - Ihr Code`
        rf"[0-9a-z][\"']?{_IS_YOURS}",
        rf"[0-9](?: - | \(| ?\(?{_LETTER}| k[o{_FOREIGN}]d| [^0-9\n]*(?:{_POSSESSED}))",
        # `enter 493027`
        rf"(?:^|[^a-z]){_VERB} [0-9A-Z]",
    )
)
