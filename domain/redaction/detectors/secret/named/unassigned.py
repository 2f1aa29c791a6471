"""Text after a name that no sign assigns to it: `password is letmein`, `password|letmein`, `Password:letmein`.

It may be the value, or the rest of a sentence, or another name.
"""

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.named.names import NAMES, names_function
from domain.redaction.detectors.secret.named.random_values import LEAST_KEY
from domain.redaction.named import NamedValue, Promise
from domain.redaction.pattern import UUID, Pattern
from domain.redaction.words import read_words

# What may stand before and behind a pair in an object or a message: `{User:ada Password:letmein}`.
_BEFORE_PAIR = " \t\n,;|{['\""
_BEHIND_PAIR = " \t\n,;|}]'\""
# The next word of a sentence.
PROSE_BEHIND = Pattern(r"[ ]+(?:[a-z']+(?:[ ,.]|$)|[\\]*[\"'`])")
# Next to the name of a secret, these are names of other fields: `password|email`.
_FIELDS = frozenset(read_words("secret_talk")["fields"])
# The end of a row of two cells, which is no head.
_ROW_ENDS = Pattern(r"[ ]*\|[ ]*(?:$|\n(?![|+ ]*[-:]{2}))")
# Signs that also separate alternatives: `password / OAuth-2`.
_ALTERNATIVES = ("/", "~")
_BETWEEN_NAMES = ("|", "\t", *_ALTERNATIVES)
_VARIABLE_NAME = Pattern(r"[a-z_]+\d?")


def may_follow(named: NamedValue) -> bool:
    """Return whether the text after a name is its value, although nothing assigns it."""
    value = named.value
    # A value followed by a sign is the name of another value.
    if " " in value or named.behind.startswith((":", "=")):
        return False
    # `password|passphrase`: names beside each other; `ok x/passwd<tab>0.004s`: the end of a path.
    if named.separator in _BETWEEN_NAMES and ("|" in value or named.before.endswith("/") or NAMES.of_key(value)):
        return False
    # `PASSWORD(hunter22)`, but `check_password(user1)`.
    if named.separator == "(":
        # `Task rotate_password[<UUID>] succeeded`
        if UUID.fullmatch(value):
            return False
        is_call = names_function(named.key) or _VARIABLE_NAME.fullmatch(value) is not None
        return not is_call and LETTERS_AND_DIGITS.match(value) is not None
    if named.separator in _ALTERNATIVES:
        return is_password_word(named, value) and LETTERS_AND_DIGITS.match(value) is not None
    # `password is [letmein]` shows where the value begins and ends.
    return named.opened == "[" or not _continues_sentence(named) or is_in_message(named) or _is_field(named)


def _continues_sentence(named: NamedValue) -> bool:
    """Return whether the text is a word of the sentence: `the password is wrong`, `password is hard-coded in`."""
    value = named.value
    if not value.replace("-", "").isalpha():
        return False
    # `password: letmein`, but `pam_unix(passwd:chauthtok)`, and in a sentence `password: GitHub password`
    may_be_value = named.separator == ":" and named.gap
    is_word = value.isalpha() and (value.islower() or value.istitle())
    return (is_word and not may_be_value) or PROSE_BEHIND.match(named.behind) is not None


def _is_field(named: NamedValue) -> bool:
    """Return whether a line has only a name and its value: `password|letmein`, but not `user|password|email`."""
    value, line = named.value.lower(), named.before.rpartition("\n")[2]
    if named.separator not in ("|", "\t") or value in _FIELDS:
        return False
    if named.separator == "\t":
        return "\t" not in line and "\t" not in named.behind.partition("\n")[0]
    if line.strip() in ("", "|") and _ROW_ENDS.match(named.behind):
        return True
    return line[-1:] in ("", " ") and named.behind[:1].isspace() is bool(named.behind) and "|" not in named.behind


def is_in_message(named: NamedValue) -> bool:
    """Return whether nothing is attached to the pair: `{User:ada Password:letmein}`, but not `base-passwd:amd64`."""
    if named.separator != ":" or named.gap or named.value.lower() in named.key.lower():
        return False
    stands_free = not named.before or named.before[-1] in _BEFORE_PAIR
    return stands_free and (not named.behind or named.behind[0] in _BEHIND_PAIR)


def is_password_word(named: NamedValue, value: str) -> bool:
    """Return whether the next word may be a password, because it names nothing else: `password hunter2 wrong`."""
    return named.promise is Promise.ANYTHING and len(value) >= LEAST_KEY and not names_something_else(value)
