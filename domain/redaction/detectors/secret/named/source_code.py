"""Source code in stack traces and diffs: `"password": password,`, `pass = shift;`.

In source code, the value after a secret's name is the name of a variable, a type or a function, and not a secret.
"""

from domain.redaction.context import key_words
from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.named import NamedValue, Promise
from domain.redaction.pattern import Pattern

# `fields.password`, `x25519.X25519PrivateKey`.
_DOTTED = Pattern(r"(?!.*\d[a-z])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
# `client_token`, `_authKey`: several words, or a private name.
_SEVERAL_WORDS = Pattern(r"[A-Za-z]*_[A-Za-z_]*|[a-z]+[A-Z][A-Za-z]*")
# What names of types end in: `PasswordField`, `SecretBytes`, `PKCS7PrivateKeyTypes`.
_ENDINGS_OF_TYPES = (
    "Types?|Field|Element|String|Str|Bytes|Input|Keys?|Info|Options|Config|Spec|Credentials?|Provider|Handler|Props"
    "|Schema|Validator|Request|Response|Encoder|Manager|Service|Factory|Builder|Generator|Parser"
)
_TYPE_NAME = Pattern(rf"_*[A-Z]\w*[a-z0-9](?:{_ENDINGS_OF_TYPES})")
# `DEFAULT_KEY_TYPES`
_CONSTANT = Pattern(r"_*[A-Z]+(?:_[A-Z]+)+")
# `x or None`, `x if y else z`, `x ?? y`, `x || y`, `x = y = z`; and after types `x | None`, `x = None`.
_EXPRESSION_BEHIND = Pattern(
    r"""\s(?:=\s|or\s(?:None|["']|\w+[.(])|if\s.{1,24}\selse\s"""
    r"|\?\?\s|\|\|\s|\?\s.{1,24}\s:\s|\|\s(?:None|null|undefined))"
)
_FORMAT_BEHIND = Pattern(r"\\*[\"']\.format\(")
# `password=input_password`, `password=passwordField`
_BEFORE_NAME = "new|old|input|current|confirm|hashed|encrypted|raw|plain|encoded|entered|given|stored"
_BEHIND_NAME = "input|field|text|value|hash|arg|param"
_VARIABLE = Pattern(rf"(?:{_BEFORE_NAME})_?(?i:password|passwd|pwd)|(?:password|passwd|pwd)_?(?i:{_BEHIND_NAME})")
_DIGITS = Pattern(r"\d")
_KEYWORDS = frozenset(("shift", "new", "await", "async", "lambda", "function", "return", "typeof"))
_ENDS_EXPRESSION = (",", ")", ";")
# `Host=db1;Password=mySecret;Port=5432`: the settings of a connection.
_SETTING_BEHIND = Pattern(r";\s?(?:[A-Za-z][\w ]{1,32}=|$)")
# Keys that are attributes of an object: `self.password = handler.password`.
_OF_OBJECT = ("self.", "this.")
_QUOTES = ("'", '"')


def is_of_code(named: NamedValue) -> bool:
    """Return whether the value is a name or an expression in a program."""
    value = named.value
    if _is_placeholder(named):
        return True
    if named.quoted:
        return _is_constant(named) or _FORMAT_BEHIND.match(named.behind) is not None
    is_path = _DOTTED.fullmatch(value) is not None
    if not (is_path or value.isidentifier()):
        return False
    # `$token = bin2hex(random_bytes(32))`
    if named.behind.startswith("(") and named.gap:
        return True
    is_setting = named.separator == "=" and not named.gap and _SETTING_BEHIND.match(named.behind) is not None
    ends = named.behind.startswith(_ENDS_EXPRESSION) and not is_setting
    return (
        value in _KEYWORDS
        or _VARIABLE.fullmatch(value) is not None
        or _EXPRESSION_BEHIND.match(named.behind) is not None
        or _is_compared(named, is_path=is_path)
        or (named.gap and (named.key.lower().startswith(_OF_OBJECT) or "._" in named.key))
        or ((named.gap or ends) and _is_name_in_program(named, is_path=is_path))
        or _repeats_name(named, ends=ends)
    )


def _is_placeholder(named: NamedValue) -> bool:
    """Return whether the value repeats its name: `--access-token ACCESS_TOKEN`, `"ClientSecret": "CLIENT_SECRET"`."""
    value = named.value
    if value.isupper() and _letters(named.key).endswith(_letters(value)):
        return True
    # `AdminPassword=AdminPassword123` is a password.
    repeats = key_words(value) == key_words(named.key) and not any(map(str.isdigit, value))
    return repeats and value != named.key and len(key_words(value)) > 1


def _is_compared(named: NamedValue, *, is_path: bool) -> bool:
    """Return whether a program compares the secret with a variable: `if password == other.password:`."""
    compares = named.separator in ("==", "===", "!=") and (is_path or _DIGITS.search(named.value) is None)
    repeats = is_path and named.gap and _letters(named.value).endswith(_letters(named.key))
    return compares or (repeats and _DIGITS.search(named.value) is None)


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower() or name


def _is_constant(named: NamedValue) -> bool:
    """Return whether the value is a constant that names something: `static final String PASSWORD = "password";`."""
    if named.promise is Promise.RANDOM and _DOTTED.fullmatch(named.value):
        return _DIGITS.search(named.value) is None
    return named.gap and named.separator == "=" and named.key.isupper() and named.key.lower() == named.value.lower()


def _is_name_in_program(named: NamedValue, *, is_path: bool) -> bool:
    value = named.value
    if is_path:
        return named.promise is Promise.RANDOM or "_" in value or not (value.islower() or value[-1].isdigit())
    is_type = named.separator in (":", "|") and _TYPE_NAME.fullmatch(value) is not None
    return is_type or _CONSTANT.fullmatch(value) is not None


def _repeats_name(named: NamedValue, *, ends: bool) -> bool:
    """Return whether the value is a variable named like the secret: `"password": password`, `password=new_password`."""
    value, key = named.value.lower().lstrip("_"), named.key.lower()
    # Only programs write a value without quotes under a key in quotes.
    in_quotes = named.separator == ":" and named.before.endswith(_QUOTES)
    if (
        in_quotes
        and named.behind.startswith((",", ")", ";", "}"))
        and _SEVERAL_WORDS.fullmatch(named.value) is not None
    ):
        return True
    if key.endswith(value):
        return in_quotes or ends or (named.gap and named.separator == "=")
    in_program = ends or (named.gap and ("." in key or named.before.endswith(_QUOTES)))
    return in_program and _SEVERAL_WORDS.fullmatch(named.value) is not None and NAMES.of_key(value) is not None
