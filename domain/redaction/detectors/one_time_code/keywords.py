"""What the prefilter and the prechecks look for: `otp`, `verif`, `code` …, and the beginnings of codes after them.

A text without any of these parts of words is not read further. The words in the sections `codes`, `card-values` and
`certain-nouns` of `words/one_time_code.txt` are added here automatically; a word in `nouns` or `pins` that contains
none of the parts needs one of its own here.
"""

import re
from collections.abc import Iterable, Iterator

from domain.redaction.named.notation import KEY_CHARACTERS
from domain.redaction.text import Text
from domain.redaction.words import read_words

_WORDS = read_words("one_time_code")
# Shorter words are inside too many others.
_SHORT = 4
# Letters outside ASCII, as `text.py` folds them.
_LETTERS = r"[\xa4\xe9]"


def _without_stem(stems: Iterable[str], words: Iterable[str]) -> Iterator[str]:
    """Yield the words of the file that contain none of the stems, so that the prefilter looks for them, too."""
    stem = re.compile("|".join(stems))
    for word in dict.fromkeys(Text(word).folded for word in words):
        if len(word) >= _SHORT and word.isascii() and not stem.search(f"={word}="):
            yield word


# Each name of a code contains one of these.
_NAME_STEMS = (
    *("otp", "cvv", "cvc", "csc", "cvn", "cv_?n", "tan", "puk", "tfa", "passcode", "einmal", "engang", "kartenpr"),
    *("cryptogr", "pin", "code", "kod", "c.dig", "codice", "verif", "one[_. -]?time", "2fa", "mfa", "dinamica"),
    *("pr(?:ue|.)fziffer", "token", "twofa", "cvd", "factor", "clave", "m._x", _LETTERS + "{2}"),
)
STEMS = (*_NAME_STEMS, *_without_stem(_NAME_STEMS, (*_WORDS["codes"], *_WORDS["card-values"])))
# The same for the prefilter, which reads every text, and therefore narrower: `code` needs a word or letter before it.
_NAMES = (
    *(
        "otp",
        "cvv",
        "cvc",
        "csc",
        "cvn",
        "cv_?n",
        "tan[^a-z]",
        "puk[0-9]?[^a-z]",
        "(?:^|[^a-z])tfa[^a-z]",
        "passcode",
        "passkey",
    ),
    *("einmal", "engang", "kartenpr", "cryptogr", "pin[^a-z]", "pin(?:code|n|v)", "codice", "verif", "2fa", "mfa"),
    *("[a-z0-9][ _.-]?code", "[a-z0-9][ _.-]?kod", "kod[eu]?[ _.-]", "code[_ .-]", "one[_. -]?time", "dinamica"),
    *(
        "pr(?:ue|.)fziffer",
        "(?:fa|factor|authy|sms|email|verification|authenticator)[ _.-]?token",
        "token[ _]sms",
        "tokencode",
    ),
    *(
        f"c[o{_LETTERS[1:]}dig",
        "code(?:sms|secr|conf)",
        "twofa",
        "cvd",
        "second_?factor",
        "clave_t",
        f"m[a{_LETTERS[1:]}_x",
        _LETTERS + "{2}",
    ),
)
NAMES = (*_NAMES, *_without_stem(_NAMES, (*_WORDS["codes"], *_WORDS["card-values"])))
# A name, signs, words and lengths, and the beginning of a code.
NAME_AND_CODE = (
    rf"(?:{'|'.join(NAMES)}){KEY_CHARACTERS}*(?: (?:code|pin|value|number|password|passcode|token))?"
    r"(?:[^0-9a-z]|\\[nr]|\b[a-z]+\b|\b[0-9][0-9]?\b)*"
    r"(?:[0-9]{3}|[0-9]{2}[ -][0-9]|(?-i:[A-Z]+[0-9]|G-|[A-Z]{4}-[A-Z]{4})|[0-9a-z]{4}[0-9a-z]?[ -][0-9a-z]{4})"
    r"|(?:backup|recovery)[_. -]?codes?[^0-9a-z]*[0-9a-z]{8}"
)

# Nouns of sentences.
_NOUN_STEMS = (
    *(
        "code",
        f"k[o{_LETTERS[1:]}d",
        "kood",
        "otp",
        "passkey",
        "(?:^|[^a-z])(?:pin|puk)[0-9]?",
        f"c[o{_LETTERS[1:]}dig",
    ),
    *("codice", "(?:^|[^a-z])cod(?:ul)? ", r"(?:^|[^a-z])(?:[mi]|sms|tele|push|photo|chip|mobile)?ta[cn]\b", "einmal"),
    *(
        "one.time pass",
        "authenticator",
        "(?:email|sms|[2m]fa|otp|authy|verification) token",
        "tokencode",
        "(?:^|[^a-z])blik",
    ),
    *("clave (?:din|sms|es|de)", "(?:seu|su|tu|votre|ihr) token", "token:"),
    *(f"m[a{_LETTERS[1:]} (?:x[a{_LETTERS[1:]}c|otp|c[u{_LETTERS[1:]}a b)", f"{_LETTERS}ifre", "senha t"),
    *(f"has[l{_LETTERS[1:]}o j", _LETTERS + "{2}"),
)
_NOUNS = (*_NOUN_STEMS, *_without_stem(_NOUN_STEMS, _WORDS["certain-nouns"]))
_TOPICS = tuple(f"{topic}: [0-9]" for topic in _WORDS["topics"])
# `493027 is your code`, in some languages.
_IS_YOURS = (
    rf" (?:(?:is|est|ist|es|[e{_LETTERS[1:]})"
    r" (?:your|the|otp|votre|ton|su|tu|ihr|dein|[oa] seu|il tuo|il suo|je|jouw|uw)|adalah kode) "
)
_VERBS = (*filter(str.isascii, _WORDS["use"]), "typed", "reply with")
SENTENCES = (
    *(*_NOUNS, *_TOPICS, _IS_YOURS),
    *(f"{verb} [0-9]" if len(verb) > _SHORT else f"(?:^|[^a-z]){verb} [0-9]" for verb in _VERBS),
    *("(?:use|enter) g-[0-9]", "(?:use|enter) [a-z]+[0-9][a-z0-9]* (?:as|to) "),
)
_CODE = r"(?:[0-9]{4}|[0-9]{3}[ -][0-9]{2}|G-[0-9]|(?-i:[A-Z]+[0-9]|[0-9A-Z]{4}-[0-9A-Z]{4}))"
# A sign or a word before a code that links it to a noun at some distance: `Your code for door 4 is …`.
_LINK = (
    rf"(?:(?: (?:{'|'.join(filter(str.isascii, _WORDS['is']))}|{_LETTERS}+|=>|=|==)|:):?(?: |\r|\n|\\[nrt])*"
    r"(?:<[^<>]*>)?[ \"'(]?|>(?: |\n|\\n)*)"
)
# Between the noun and the digits there are only words and signs of a sentence.
SENTENCE_AND_CODE = (
    rf"(?:{'|'.join(_NOUNS)})[^0-9\n<>={{}}/|;]*(?:[^0-9A-Za-z_.:/#$+-]|{_LETTERS}:){_CODE}"
    rf"|(?:{'|'.join(_NOUNS)})[^\n]*{_LINK}{_CODE}|{'|'.join(_TOPICS)}"
    rf"|[0-9a-z]{_IS_YOURS}|[0-9](?: - | ?\(?{_LETTERS})|(?:^|[^a-z])(?:{'|'.join(_VERBS)}) [0-9A-Z]"
)
