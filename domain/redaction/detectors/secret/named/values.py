"""The forms of values that are secrets, depending on their names: any under `password`, random ones under `token`."""

from domain.redaction.context import key_words
from domain.redaction.detectors.secret.named.names import NAMES, names_function
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
from domain.redaction.named import NamedValue, Promise
from domain.redaction.named.extent import BARE_RANDOM
from domain.redaction.named.notation import LIST_OF_TWO_OPENS
from domain.redaction.named.references import is_reference, is_talk
from domain.redaction.pattern import UUID, Pattern
from domain.redaction.words import read_words

LETTERS_AND_DIGITS = Pattern(r"(?=.*[A-Za-z])(?=.*[0-9])")
_SEVERAL_WORDS = Pattern(rf"{CAMEL.source}|[a-z]+(?:_[a-z]+)+")
# A file, a package, a test, a version, an address, or a position in a program.
_OTHER_NAME = Pattern(
    r"[\w./-]*\.[a-z]{1,4}\d?(?::\d+)*|(?i:tests?|bench|fuzz|example|spec)[\w/#.-]*|[vV]?\d+(?:\.\d+)+[\w.-]*|[\w.-]+:\d+"
    r"|(?:[\w.-]+/)+[\w.-]+|[A-Z]{2,5}-?\d{1,5}"
)
# `'MasterUserPassword', 'StorageEncrypted'`
_NAME_IN_LIST = Pattern(r"[A-Z]?[a-z]+|[A-Z]+|[A-Za-z]+(?:[_ -][A-Za-z]+)+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+")
_NUMBER = Pattern(r"[-+]?[\d.,:/%]+(?:[a-z]{1,2})?")
# Not the fingerprint of a key, which has forty digits. Values that cannot be words and do not begin like ids (`tok_…`).
_RANDOM = Pattern(
    r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])(?![a-z]{2,5}_)[0-9A-Za-z/+_=.-]{12,}"
    r"|(?=[^a-f]*[a-f])[0-9a-f]{32,}|(?=[^A-F]*[A-F])(?:[0-9A-F]{32,39}|[0-9A-F]{41,})"
)
_RANDOM_IN_LIST = Pattern(r"(?=(?:[^0-9]*[0-9]){3})(?=(?:[^A-Za-z]*[A-Za-z]){3})[0-9A-Za-z/+_=-]{20,}")
# `define('DB_PASSWORD', '…')`, `props.setProperty("password", "…")`: a call that sets a value.
_SETTER_BEFORE = Pattern(
    r"(?i)(?:define|set|put|append|add|insert|with|env|param|header|field|option|property|default|fill|type)\w{0,16}\(\s?"
    r"\\*[\"']#?$"
)
_CALL_ENDS = Pattern(r"\\*[\"']\s?\)")
_BEFORE_MESSAGE = " \t\n,;{['\""
_BEHIND_MESSAGE = " \t\n,;}]'\""
_LIST_OF_TWO_BEHIND = Pattern(r"\\*[\"']\s?[\])]")
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
_PROSE_BEHIND = Pattern(r"[ ]+(?:[a-z']+(?:[ ,.]|$)|[\\]*[\"'`])")
# Next to the name of a secret, these are names of other fields: `password|email`.
_FIELDS = frozenset(read_words("secret_talk")["fields"])
# The end of a row of two cells, which is no head.
_ROW_ENDS = Pattern(r"[ ]*\|[ ]*(?:$|\n(?![|+ ]*[-:]{2}))")
# Signs that also separate alternatives: `password / OAuth-2`.
_ALTERNATIVES = ("/", "~")
_BETWEEN_NAMES = ("|", "\t", *_ALTERNATIVES)
_RESULTS = ("PASS", "FAIL", "WARN")
_VARIABLE_NAME = Pattern(r"[a-z_]+\d?")
# What a sentence refers to by the name of an object or a file.
_KEPT_IN_OBJECTS = ("key", "keys", "secret", "secrets", "token", "credential", "credentials")
_PLURALS = ("passwords", "keys", "tokens", "secrets", "credentials", "creds")


def names_something_else(value: str) -> bool:
    """Return whether the value is the name of a file, a package, a test or the like."""
    return _OTHER_NAME.fullmatch(value) is not None


def is_secret(named: NamedValue) -> bool:
    """Return whether the value is a secret of the form that its name promises."""
    # `pwd(hunter22)`, but `pass(var1)`
    if named.separator == "(" and not (named.promise is Promise.ANYTHING or named.key.lower().endswith("pwd")):
        return False
    if named.promise is Promise.OPAQUE:
        judge = may_be_opaque
    elif named.separator == " " or (named.separator == "\t" and named.promise is not Promise.ANYTHING):
        judge = _stands_alone
    elif named.separator == ",":
        judge = _is_listed
    else:
        judge = _JUDGES[named.promise]
    # The cheapest check is first, because most values fail it.
    return judge(named) and not is_something_else(named) and not is_of_code(named)


def _is_listed(named: NamedValue) -> bool:
    """Return whether the next element of a list is a secret: `["--password", "…"]`, `apiToken,…`."""
    if named.quoted:
        return not named.value.startswith("-") and _may_be_anything(named)
    return _RANDOM_IN_LIST.fullmatch(named.value) is not None and not is_reference(named.value)


def _may_be_anything(named: NamedValue) -> bool:
    value = named.value
    if is_reference(value) or is_talk(value) or value in _RESULTS:
        return False
    # `passwords=3`, `--tokens 4096`
    if value.isdigit() and named.key.lower().endswith(_PLURALS):
        return False
    if not named.assigned:
        return _may_follow(named)
    # `api_key -> header X-Api-Key`, `$user->password->value`
    is_talk_about_it = named.separator == "->" and (
        (value.isalpha() and _PROSE_BEHIND.match(named.behind) is not None)
        or not (named.gap or named.quoted or LETTERS_AND_DIGITS.match(value))
    )
    return not (is_talk_about_it or _is_listed_name(named))


def _may_follow(named: NamedValue) -> bool:
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
        return _is_password_word(named, value) and LETTERS_AND_DIGITS.match(value) is not None
    # `the password is wrong`, `pam_unix(passwd:chauthtok)`, `password: GitHub password`, `password is hard-coded in`
    letters = value.replace("-", "")
    is_word = letters.isalpha() and (value.islower() or value.istitle())
    in_prose = _PROSE_BEHIND.match(named.behind) is not None
    is_talk_about_it = (value.isalpha() and is_word and (named.separator != ":" or not named.gap)) or (
        letters.isalpha() and in_prose
    )
    # `password is [letmein]` shows where the value begins and ends.
    is_enclosed = named.opened == "["
    return not is_talk_about_it or is_enclosed or _is_in_message(named) or _is_field(named)


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


def _is_listed_name(named: NamedValue) -> bool:
    """Return whether the value is another name in a list: `"password", "phone"`."""
    in_list = not named.separator and named.quoted and not (_is_list_of_two(named) or _is_set(named))
    # `["Failed password", "user $USER$ logged in"]`: sentences.
    is_sentence = named.before.endswith(" ") and " " in named.value
    return in_list and (is_sentence or _NAME_IN_LIST.fullmatch(named.value) is not None)


def _is_set(named: NamedValue) -> bool:
    """Return whether a call or an Erlang tuple sets the value: `define('DB_PASSWORD', '…')`, `{password,<<"…">>}`."""
    if named.before.endswith("{") and named.behind.startswith('">>'):
        return True
    return _SETTER_BEFORE.search(named.before) is not None and _CALL_ENDS.match(named.behind) is not None


def _is_in_message(named: NamedValue) -> bool:
    """Return whether nothing is attached to the pair: `{User:ada Password:letmein}`, but not `base-passwd:amd64`."""
    if named.separator != ":" or named.gap or named.value.lower() in named.key.lower():
        return False
    stands_free = not named.before or named.before[-1] in _BEFORE_MESSAGE
    return stands_free and (not named.behind or named.behind[0] in _BEHIND_MESSAGE)


def _is_list_of_two(named: NamedValue) -> bool:
    """Return whether a name and its value are a list in a list of such pairs: `[["password", "…"], …]`."""
    return LIST_OF_TWO_OPENS.search(named.before) is not None and _LIST_OF_TWO_BEHIND.match(named.behind) is not None


def _may_be_chosen(named: NamedValue) -> bool:
    value = named.value
    # The cheapest first: test runners write very many `PASS: TestFoo`.
    if len(value) < LEAST_KEY - 2 or (" " in value and not (named.quoted and any(map(str.isdigit, value)))):
        return False
    is_flag = not named.separator and value.startswith("-")
    if is_flag or _is_result(named) or _NUMBER.fullmatch(value) or names_something_else(value):
        return False
    if _is_listed_name(named) or is_reference(value) or is_talk(value):
        return False
    is_word = (value.isalpha() and (value.islower() or value.istitle())) or _SEVERAL_WORDS.fullmatch(value) is not None
    if not is_word and len(value) >= LEAST_KEY - 1:
        return True
    # `pwd: 'letmein'`, but `pass: 'ok'`
    if named.quoted and named.separator in (":", "=", "=>") and key_words(named.key)[0] in ("pwd", "pw"):
        return True
    # Somebody logs in: `uid=ada;pwd=secret`.
    return (named.assigned or _is_in_message(named)) and USER_BEFORE.search(named.before) is not None


def _is_result(named: NamedValue) -> bool:
    """Return whether `pass` is a result or a part of another word: `PASS: TestFoo`, `RewriteSymbolPass is no-op`."""
    if not named.assigned and named.separator != ":":
        return LETTERS_AND_DIGITS.match(named.value) is None
    if not (named.key.isupper() and named.key.endswith("PASS")):
        return False
    return not named.separator or (not named.quoted and named.separator not in ("=", ":=", ">"))


def _stands_alone(named: NamedValue) -> bool:
    """`aws_secret_access_key wJalr…`, `with password hunter2`: without a separator, only values that are no words."""
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
        if LETTERS_AND_DIGITS.match(value) and (led or _is_password_word(named, value)):
            return True
    # `PASS cmd/flaky.TestFails2`
    is_test = named.key == "PASS" and names_something_else(value)
    return _RANDOM.fullmatch(value) is not None and not is_test


def _stands_quoted(named: NamedValue, value: str) -> bool:
    """`with password "raspberry"`, `password "raspberry" for ada`, `private_key "…";`."""
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


def _is_password_word(named: NamedValue, value: str) -> bool:
    """Return whether the next word may be a password, because it names nothing else: `password hunter2 wrong`."""
    return named.promise is Promise.ANYTHING and len(value) >= LEAST_KEY and not names_something_else(value)


_JUDGES = {
    Promise.ANYTHING: _may_be_anything,
    Promise.CHOSEN: _may_be_chosen,
    Promise.RANDOM: may_be_random,
}
