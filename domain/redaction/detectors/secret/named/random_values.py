"""Values of names such as `token` and `secret`: generated ones, and those that a person chose."""

from domain.redaction.context import key_words
from domain.redaction.named import NamedValue, Promise
from domain.redaction.named.references import is_reference, is_talk
from domain.redaction.pattern import UUID, Pattern

CAMEL = Pattern(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)+")
LEAST_KEY = 6
_WORDS_ONLY = Pattern(r"[A-Z]?[a-z]*(?:[-_./: ][A-Z]?[a-z]*)*")
# Addresses, files after a name, users of a domain, and ids of messages.
_ADDRESS = Pattern(
    r"(?:[a-z]+:)?(?:[0-9a-fA-F]{0,4}:){2,}[0-9a-fA-F]{0,4}|[\w-]+:(?:/[\w.-]+)+|[A-Za-z][\w.-]*\\+[\w.$-]+"
    r"|[A-Z]{2,5}-?\d{1,5}[A-Z]?|[A-Z]+\d{1,2}|[A-Z]+(?:_[A-Z]+)*_\d{1,4}"
)
# Names, and colours, which are values of tokens in the theme of an editor.
_NAME_OR_COLOUR = Pattern(rf"{CAMEL.source}|#[0-9A-Fa-f]{{6}}")
_OPAQUE = Pattern(r"(?=(?:[^0-9]*[0-9]){3})(?=(?:[^a-z]*[a-z]){3})(?=(?:[^A-Z]*[A-Z]){3})[0-9A-Za-z/+]{24,}={0,2}")
_HASH = Pattern(r"(?=.*[a-f])[0-9a-f]{32,64}")
# Logins, in which the value directly after `pass` is a password.
_USER = "user(?:name|_name|id)?|usr|login|uid|account|acct|email|e-mail|host|server|database"
USER_BEFORE = Pattern(rf"(?i)\b(?:{_USER})\b\W{{0,5}}(?:Some\W{{1,3}})?[\w.@\\-]{{1,40}}(?:</\w{{1,16}}><|\W{{1,12}})$")
# Long numbers are not counts.
_LONG_NUMBER = 15
_SIGNS_OF_PAIRS = ("=", ":", "=>")
_SMALL_WORDS = Pattern(r"[a-z]{2,16}(?: [a-z]{2,16}){1,3}")
# What people write to try something: `some-token`, `top-secret-value`, `supersecret`.
_ADJECTIVE = "(?:(?:my|our|some|fake|test|sample)-|(?:super|top|very|dummy)-?)"
_OF_TESTS = Pattern(
    rf"(?i){_ADJECTIVE}+(?:secret|pass(?:word)?|token|key)(?:-\w{{1,16}}){{0,3}}"
    "|(?:secret|token|pat)-(?:value|secret|token|key|here)|secret"
)
# The name of an object that holds the secret: `secret=db_creds_v2`.
_HOLDER = Pattern(
    r"[a-z]{2,16}(?:[-_][a-z]{2,16})*[-_](?:creds?|credentials?|keys?|secrets?|tokens?|certs?|tls)[-_]v?\d{1,2}"
)
# The name of an object or a file: `secret: db-main-7`, `private key "id_rsa_2"`.
_NAME_OF_OBJECT = Pattern(r"[a-z]{2,}\d{0,2}(?:[-_./:](?:[a-z]+\d{0,2}|v?\d{1,4}))+")
# Names and sentences do not have that many signs.
_SIGNS = frozenset("{}()[]$#@!%^&*~|<>?")
_MANY_SIGNS = 4
_NAMES = (_NAME_OR_COLOUR, _ADDRESS, _HOLDER)


def may_be_random(named: NamedValue) -> bool:
    """Return whether the value is no word, number or address, or one that a person chose as a secret."""
    value = named.value
    if _is_chosen_secret(named) and not is_reference(value):
        return True
    if len(value) < LEAST_KEY or " " in value or _WORDS_ONLY.fullmatch(value):
        return False
    if any(form.fullmatch(value) for form in _NAMES) or is_reference(value) or is_name_of_object(named):
        return False
    if value.isdigit():
        return named.assigned and len(value) >= _LONG_NUMBER and named.promise is Promise.RANDOM
    letters = any(map(str.isalpha, value))
    digits = any(map(str.isdigit, value))
    signs = sum(character in _SIGNS for character in value)
    mixed_case = not value.islower() and not value.isupper() and len(set(value)) > LEAST_KEY
    return letters and (digits or mixed_case or signs >= _MANY_SIGNS)


def _is_chosen_secret(named: NamedValue) -> bool:
    """Return whether a person chose the word: `the_secret=hello`, `"secret":"hello"`, `user=ada&credential=hello`."""
    value, is_secret_key = named.value, named.key.lower().endswith("secret")
    if named.separator in _SIGNS_OF_PAIRS and USER_BEFORE.search(named.before) is not None:
        # `{user: ada, secret: vanilla-ice}`, `user=ada&credential=hello`
        is_submitted = named.separator == "=" and named.before.endswith("&") and value.isalnum()
        return is_submitted or (is_secret_key and " " not in value)
    if not named.assigned or (named.gap and not named.quoted) or not named.separator:
        return False
    # `secret: 'keyboard cat'`
    is_phrase = named.quoted and _SMALL_WORDS.fullmatch(value) is not None and not is_talk(value)
    is_word = value.isalnum() and not value.isdigit()
    return _OF_TESTS.fullmatch(value) is not None or (is_secret_key and (is_word or is_phrase))


def is_name_of_object(named: NamedValue) -> bool:
    """Return whether the value is the name of an object that holds the secret, and not the secret."""
    return ((named.separator != "=" and not named.quoted) or named.separator == " ") and _NAME_OF_OBJECT.fullmatch(
        named.value
    ) is not None


def may_be_opaque(named: NamedValue) -> bool:
    """Return whether the value looks like a generated key: long, with letters of both cases and digits; or a UUID."""
    if key_words(named.key)[0] == "id":
        return UUID.fullmatch(named.value) is not None
    # `"auth":"…"` in JSON-RPC
    is_session = key_words(named.key) == ("auth",) and _HASH.fullmatch(named.value) is not None
    return (
        (named.assigned or named.separator == ":")
        and (is_session or _OPAQUE.fullmatch(named.value) is not None)
        and not is_reference(named.value)
    )
