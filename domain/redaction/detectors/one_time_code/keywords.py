"""What the prefilter and the prechecks look for: names of codes, and the beginnings of codes behind them."""

from domain.redaction.named.notation import KEY_CHARACTERS
from domain.redaction.words import read_words

_WORDS = read_words("one_time_code")
# Those outside ASCII, as `text` folds them.
# Shorter verbs are in too many other words.
_SHORT = 4
_LETTERS = r"[\xa4\xe9]"

# Each name of a code contains one of these.
STEMS = (
    *("otp", "cvv", "cvc", "csc", "cvn", "cv_?n", "tan", "puk", "tfa", "passcode", "einmal", "engang", "kartenpr"),
    *("cryptogr", "pin", "code", "kod", "c.dig", "codice", "verif", "one[_. -]?time", "2fa", "mfa", "dinamica"),
    *("pr(?:ue|.)fziffer", "token", "twofa", "cvd", "factor", "clave", "m._x", _LETTERS + "{2}"),
)
# The same for the prefilter, which reads every text. `<code>` alone names nothing, without a word or letter before it.
NAMES = (
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
# A name, signs, words and lengths, and the beginning of a code.
NAME_AND_CODE = (
    rf"(?:{'|'.join(NAMES)}){KEY_CHARACTERS}*(?: (?:code|pin|value|number|password|passcode|token))?"
    r"(?:[^0-9a-z]|\\[nr]|\b[a-z]+\b|\b[0-9][0-9]?\b)*"
    r"(?:[0-9]{3}|[0-9]{2}[ -][0-9]|(?-i:[A-Z]+[0-9]|G-|[A-Z]{4}-[A-Z]{4})|[0-9a-z]{4}[0-9a-z]?[ -][0-9a-z]{4})"
    r"|(?:backup|recovery)[_. -]?codes?[^0-9a-z]*[0-9a-z]{8}"
)

# Nouns of sentences.
_NOUNS = (
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
