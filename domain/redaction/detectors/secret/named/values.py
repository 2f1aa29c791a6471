"""The forms of values that are secrets, depending on their names: any under `password`, random ones under `token`."""

from domain.redaction.context import key_words
from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.named.lists import is_listed_name
from domain.redaction.detectors.secret.named.placeholders import is_something_else
from domain.redaction.detectors.secret.named.random_values import (
    CAMEL,
    LEAST_KEY,
    USER_BEFORE,
    is_name_of_object,
    may_be_opaque,
    may_be_random,
)
from domain.redaction.detectors.secret.named.source_code import is_of_code
from domain.redaction.detectors.secret.named.unassigned import PROSE_BEHIND, is_in_message, is_password_word, may_follow
from domain.redaction.named import NamedValue, Promise
from domain.redaction.named.extent import BARE_RANDOM
from domain.redaction.named.references import is_reference, is_talk
from domain.redaction.named.separators import TOLD
from domain.redaction.pattern import Pattern

# `pwd=letmein user=ada`
_USER_BEHIND = Pattern(r"(?i)[\"']?[,;&|]?\s?\\*[\"']?(?:user(?:_?name)?|login)\\*[\"']?\s?[:=]")
_SEVERAL_WORDS = Pattern(rf"{CAMEL.source}|[a-z]+(?:_[a-z]+)+")
_NUMBER = Pattern(r"[-+]?[\d.,:/%]+(?:[a-z]{1,2})?")
# Values that cannot be words: letters of both cases and digits, unless they begin like an id (`tok_…`).
_MIXED = r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])(?![a-z]{2,5}_)[0-9A-Za-z/+_=.-]{12,}"
# Hexadecimal digits with a letter. In capitals, forty digits are the fingerprint of a key.
_HEX = "(?=[^a-f]*[a-f])[0-9a-f]{32,}|(?=[^A-F]*[A-F])(?:[0-9A-F]{32,39}|[0-9A-F]{41,})"
_RANDOM = Pattern(f"{_MIXED}|{_HEX}")
_RANDOM_IN_LIST = Pattern(r"(?=(?:[^0-9]*[0-9]){3})(?=(?:[^A-Za-z]*[A-Za-z]){3})[0-9A-Za-z/+_=-]{20,}")
# `password "letmein" for ada`, `password "letmein" is wrong`
_SENTENCE_BEHIND = Pattern(r"\\*[\"']\s(?:for|is\s(?:incorrect|wrong|invalid|too|not|rejected|accepted))\s")
# `secret "tls-cert-77" mounted`, `token 'IDENT77' at line 7`
_OBJECT_NAME = Pattern(r"[a-z0-9]+(?:-[a-z0-9]+)+|\w{1,11}")
_OBJECT_BEHIND = Pattern(r"\\*[\"']\s(?:not\s|is\s|was\s|already\s|created|deleted|in\s)")
# `{:user "ada" :password "…"}`, as in Lisps.
_KEYWORD_BEFORE = Pattern(r"[\s{(]:$")
# `using password hunter2`, `login password hunter2`
_BEFORE_PASSWORD = ("with ", "using ", "and ", "tried ", "password ", "login ")
# `smtp auth user ada pass …`
_USER_WITHOUT_SIGN = Pattern(r"(?i)(?:user|usuario|login)\s[\w.@-]{1,40}\s$")
_RESULTS = ("PASS", "FAIL", "WARN")
# What a sentence refers to by the name of an object or a file.
_KEPT_IN_OBJECTS = ("key", "keys", "secret", "secrets", "token", "credential", "credentials")
_PLURALS = ("passwords", "keys", "tokens", "secrets", "credentials", "creds")


def is_secret(named: NamedValue) -> bool:
    """Return whether the value is a secret of the form that its name promises."""
    # `pwd(hunter22)`, but `pass(var1)`
    if named.separator == "(" and not (named.promise is Promise.ANYTHING or named.key.lower().endswith("pwd")):
        return False
    if named.separator == TOLD:
        judge = _is_told
    elif named.promise is Promise.OPAQUE:
        judge = may_be_opaque
    elif named.separator == " " or (named.separator == "\t" and named.promise is not Promise.ANYTHING):
        judge = _stands_alone
    elif named.separator == ",":
        judge = _is_listed
    else:
        judge = _JUDGES[named.promise]
    # The cheapest check is first, because most values fail it.
    return judge(named) and not is_something_else(named) and not is_of_code(named)


def _is_told(named: NamedValue) -> bool:
    """Return whether a sentence gives the value: `token rejected: …`, but not `password changed: ada22`."""
    if named.quoted:
        return _may_be_anything(named)
    is_key = key_words(named.key)[0] in _KEPT_IN_OBJECTS and named.promise is not Promise.OPAQUE
    return is_key and "/" not in named.value and may_be_random(named)


def _is_listed(named: NamedValue) -> bool:
    """Return whether the next element of a list is a secret: `["--password", "…"]`, `apiToken,…`."""
    if named.quoted:
        return not named.value.startswith("-") and _may_be_anything(named)
    return _RANDOM_IN_LIST.fullmatch(named.value) is not None and not is_reference(named.value)


def _may_be_anything(named: NamedValue) -> bool:
    """Return whether the text after a name such as `password`, which may have any value, is its value."""
    value = named.value
    if is_reference(value) or is_talk(value) or value in _RESULTS:
        return False
    # `passwords=3`, `--tokens 4096`
    if value.isdigit() and named.key.lower().endswith(_PLURALS):
        return False
    if not named.assigned:
        return may_follow(named)
    # `api_key -> header X-Api-Key`, `$user->password->value`
    is_talk_about_it = named.separator == "->" and (
        (value.isalpha() and PROSE_BEHIND.match(named.behind) is not None)
        or not (named.gap or named.quoted or LETTERS_AND_DIGITS.match(value))
    )
    return not (is_talk_about_it or is_listed_name(named))


def _may_be_chosen(named: NamedValue) -> bool:
    """Return whether the text after a name such as `pass` or `pwd`, which may mean something else, is a password."""
    value = named.value
    # The cheapest check is first: test runners write very many `PASS: TestFoo`.
    if len(value) < LEAST_KEY - 2 or (" " in value and not (named.quoted and any(map(str.isdigit, value)))):
        return False
    if _is_login(named) and value.isalnum() and not is_reference(value):
        return True
    is_flag = not named.separator and value.startswith("-")
    if is_flag or _is_result(named) or _NUMBER.fullmatch(value) or names_something_else(value):
        return False
    if is_listed_name(named) or is_reference(value) or is_talk(value):
        return False
    is_word = (value.isalpha() and (value.islower() or value.istitle())) or _SEVERAL_WORDS.fullmatch(value) is not None
    if not is_word and len(value) >= LEAST_KEY - 1:
        return True
    # `pwd: 'letmein'`, but `pass: 'ok'`
    return named.quoted and named.separator in (":", "=", "=>") and key_words(named.key)[0] in ("pwd", "pw")


def _is_login(named: NamedValue) -> bool:
    """Return whether somebody logs in: `uid=ada;pwd=secret`, `pass=123456&login=ada`; not `uid=ada pass=14 fail=2`."""
    is_count = named.value.isdigit() and (
        len(named.value) < LEAST_KEY or "fail" in named.behind or key_words(named.key)[0] not in ("pass", "pwd", "pw")
    )
    if is_count or not (named.assigned or is_in_message(named)):
        return False
    return USER_BEFORE.search(named.before) is not None or _USER_BEHIND.match(named.behind) is not None


def _is_result(named: NamedValue) -> bool:
    """Return whether `pass` is a result or a part of another word: `PASS: TestFoo`, `RewriteSymbolPass is no-op`."""
    if not named.assigned and named.separator != ":":
        return LETTERS_AND_DIGITS.match(named.value) is None
    if not (named.key.isupper() and named.key.endswith("PASS")):
        return False
    return not named.separator or (not named.quoted and named.separator not in ("=", ":=", ">"))


def _stands_alone(named: NamedValue) -> bool:
    """Return whether the text after a name and a blank is its value: `with password hunter2`, `--password letmein`."""
    whole = BARE_RANDOM.match(named.value)
    value = whole[0] if whole else ""
    if named.key.startswith("-"):
        # A flag has a value.
        is_usage = named.value.isupper() and ":" in named.value
        return not (named.value.startswith("-") or is_usage) and _may_be_anything(named._replace(separator=":"))
    if is_reference(named.value) or "=" in value.rstrip("="):
        return False
    if named.quoted:
        return _stands_quoted(named, value)
    if named.promise.any_signs:
        led = named.before.lower().endswith(_BEFORE_PASSWORD) or _USER_WITHOUT_SIGN.search(named.before) is not None
        if LETTERS_AND_DIGITS.match(value) and (led or is_password_word(named, value)):
            return True
    # `PASS cmd/flaky.TestFails2`
    is_test = named.key == "PASS" and names_something_else(value)
    return _RANDOM.fullmatch(value) is not None and not is_test


def _stands_quoted(named: NamedValue, value: str) -> bool:
    """Return whether a string after a name and a blank is its value: `with password "letmein"`, `private_key "…";`."""
    # `private key "id_rsa_2"`, but `password "correct-horse-7"`
    if is_name_of_object(named) and key_words(named.key)[0] in _KEPT_IN_OBJECTS:
        return False
    if named.promise is not Promise.ANYTHING:
        # `secret "db-01" not found`: the name of an object.
        is_object = _OBJECT_BEHIND.match(named.behind) is not None or _OBJECT_NAME.fullmatch(named.value) is not None
        return any(map(str.isdigit, value)) and (named.promise is Promise.CHOSEN or not is_object)
    ends = named.behind[1:2] in ("", ";", ")") and not named.value.isalpha()
    led = (
        named.before.lower().endswith(_BEFORE_PASSWORD)
        or _KEYWORD_BEFORE.search(named.before) is not None
        or _SENTENCE_BEHIND.match(named.behind) is not None
    )
    # An identifier of several words is no part of a sentence: `api_key "letmein"`.
    is_identifier = len(key_words(named.key)) > 1 and _OBJECT_BEHIND.match(named.behind) is None
    return any(map(str.isdigit, value)) or ((led or ends or is_identifier) and not is_talk(named.value))


_JUDGES = {
    Promise.ANYTHING: _may_be_anything,
    Promise.CHOSEN: _may_be_chosen,
    Promise.RANDOM: may_be_random,
}
