"""Values in place of a secret that are not secrets: references, masks, names of types, and sentences about secrets."""

from domain.redaction.pattern import Pattern
from domain.redaction.words import plain_letters, plain_words

# Shells and their like: `${VAR}`, `$(…)`, `$VAR`, `$1`, `%VAR%`.
_SHELL = (
    r"\$\{[^{}]*\}?(?:/.*)?$",
    r"\$\([^)]*\)?$",
    r"\$\$?[A-Za-z_]\w*(?:(?:->|\[|/|\??\.|\)\{).*)?$",
    r"\$\d{1,2}$",
    r"\$\w+\$$",
    r"\$\w+(?:[:/@]\$\w+)+$",
    r"%[A-Z_]+%$",
)
# Templates and configurations: `{{ x }}`, `#{x}`, `{x}`, `%(x)s`, `%env(X)%`, `%{…}`, `!Ref x`, `*anchor`, `@x@`,
# `@Microsoft.KeyVault(…)`, `<x>`, `[X Y]`, `(x y)`.
_TEMPLATE = (
    r"\$?\{\{-?\s?[^{}]*\}{0,2}$",
    r"\#\{[^{}]*\}?$",
    r"\{[\w.]+\}$",
    r"%\(\w+\)s?$",
    r"%env\(.*",
    r"%\{.*",
    r"!(?:[A-Z]|secret|vault|env|include|ref)[A-Za-z]*",
    r"\*\w+$",
    r"@\w+@$",
    r"(?i:@(?:password|passwd|pwd|pw|secret|token)$)",
    r"(?i:@microsoft\.).*",
    r"<[^<>]*>?$",
    r"\[[A-Z _-]+\]?$",
    r"\(\w[\w ]*\)?$",
)
# Statements: parameters (`:name`), variables (`@@name`) and paths (`$.name`) of SQL, and commands
# of PowerShell.
_STATEMENT = (
    r":[A-Za-z_]\w*$",
    r"@@\w.*",
    r"@__\w+$|@p\d+$",
    r"\$\..*",
    r"(?:ConvertTo|Get|New|Read)-[A-Z]\w+$",
    r"\([A-Za-z]+-[A-Za-z]+.*",
)
# Objects of programs, whose members hold the value: `config.password`, `self.token`.
_OBJECTS = (
    "self|this|cls|me|args?|argv|opts?|options?|config|cfg|conf|settings?|req|request|params?|body|data|form"
    "|props?|state|ctx|context|env|environ|process|os|secrets?|vars?|local|locals|module|event|input|user|users|creds?"
    "|credentials?|app|object|obj|super|std|sys|model|payload|session|response|res|client|db|database|account"
    "|values?|kwargs|fields?|row|record|item|result"
)
# Programs: objects that Java prints, `x[…]`, `f(…)`, `Class::member`, `x->member`, and regular expressions.
_PROGRAM = (
    r"\(\?.*",
    r"(?:[a-z]\w*\.)+[A-Z][\w$]*@[0-9a-f]{4,8}$",
    r"\[[BC]@[0-9a-f]{4,8}$",
    r"[A-Z][A-Za-z]+\{.*",
    r"[(\[]+\{\w.*",
    r"[A-Za-z_]\w{0,39}(?:::|->)\w.*",
    r"""[A-Za-z_][\w.]*\[(?:[A-Za-z_:'"\]].*)?$""",
    r"[\[*]?[A-Za-z_][\w.]*\((?!!).*",
    rf"(?i:{_OBJECTS})\??[.][A-Za-z_].*",
)
# Stores of secrets, and other values that the beginning tells: `vault:db#password`, `arn:…`, `sha256:…`.
_BEGINNINGS_WITH_SIGNS = (
    *("arn:", "vault[:/]", "secretsmanager:", "ssm:", "fileb?:", "s3:", "gs:", "keyring:", "kms:", r"ref\+", "op://"),
    *(r"data\.", r"var\.", r"local\.", r"secrets\.", r"config\.", r"settings\.", "env[.:(]", r"process\.env"),
    *("https?:", r"projects/[\w-]+/secrets/", "kid=", "value_specified_in"),
    *(r"sha\d*[:-]", "md5:", r"\{sha\d*\}", r"(?:[a-z]{2,16}\d{0,3}-)?hmac-\w{1,16}(?:$|:[0-9a-f]{16,}$)"),
    r"(?:your|some|dummy|insert|replace)_\w+$|(?:your|insert|replace)-[\w-]+$",
)
# Fingerprints of keys, and `X-Some-Header`.
_HEX_OR_HEADER = (r"(?:[0-9a-fA-F]{2}:){7,}[0-9a-fA-F]{2}$", r"[xX](?:-[A-Za-z]+){2,}$")
_MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
# Paths, the scopes of AWS's credentials, names of packages and classes, and files of keys.
_PATHS = (
    *(r"[^/\s]*/\d{8}/[a-z0-9-]+/", r"(?:/[a-z0-9_.-]+)+/?$", r"[A-Z]:\\", r"\.{1,2}/", "~/"),
    r"[a-z][a-z0-9-]{2,62}/[a-z][a-z0-9]*(?:[.-][a-z0-9]+)+$",
    *(r"(?:[a-z]\w*\.){2,}[A-Z]\w*$", r"[\w./-]+\.(?:pem|key|crt|cer|p12|pfx|jks|der|pub)$"),
)
# Names of variables and the expressions around them, where a secret is stored, and other values that are not secrets.
# All of them have signs, unlike most secrets.
_WITH_SIGNS = Pattern(
    "|".join(
        (
            *(*_SHELL, *_TEMPLATE, *_STATEMENT, *_PROGRAM),
            *(f"(?i:{'|'.join(_BEGINNINGS_WITH_SIGNS)})", *_HEX_OR_HEADER, _MOMENT, *_PATHS),
        )
    )
)
_BEGINNING = Pattern(r"(?i:valuefrom|_*(?:redacted|masked|hidden|filtered))|0x[0-9a-fA-F]{1,32}$")
# `********`, `abc...xyz9`, `ghp***9f3k`
_MASKS = (
    r"[*\u2022.xX#_{}-]+$",
    r"[^*\u2022]{0,16}[*\u2022]{2,}.{0,8}$",
    r"[0-9A-Za-z]{0,8}(?:\.{3,}|\u2026|[xX]{4,})[0-9A-Za-z]{0,8}$",
    "[^xX]{0,24}[xX]{20,}$",
)
_MASKED = Pattern("|".join(_MASKS))
# `Optional[str]`, `string | null`
_TYPE_AROUND = "optional|option|maybe|nullable|list|set|array|vec|union|final|const|new"
_TYPE_NAMES = (
    "strings?|str|byte|bytes|text|char|int|integer|long|bool|boolean|object|any|array|number|float|double|varchar"
    "|nvarchar|secretstr|securestring|func|function|void|keyword|interface"
)
_TYPE = Pattern(
    rf"(?i)(?:(?:{_TYPE_AROUND})[\[<(\s])*(?:{_TYPE_NAMES})"
    r"(?:\?|\*|!|[\])>]|\s?\|\s?(?:none|null|undefined))*[,;]?$"
)
# Names of algorithms: `signing key: RS256`.
_ALGORITHMS = "aes|rsa|(?:scram-)?sha|md|[hrep]s|ec|ed|hmac|pbkdf|argon|bcrypt|scrypt|tls|oauth|utf|base"
_ALGORITHM = Pattern(rf"(?i)(?:{_ALGORITHMS})-?v?\d{{0,5}}(?:-\w{{2,8}}){{0,4}}$")
_WORDS = plain_words("secret_talk")
_ABOUT_SECRETS = frozenset(_WORDS["words"])
_TALK_BEGINS = frozenset(_WORDS["beginnings"])
_TALK_HOLDS = frozenset(_WORDS["within"])
_AROUND = "*<>()[]{}.,;:!\"'"


def is_reference(value: str) -> bool:
    """Return whether the value is a reference, is blank, is already masked, or only describes the secret."""
    word = plain_letters(value.lower().strip(_AROUND))
    return (
        not value.strip()
        or (not value.isalnum() and _WITH_SIGNS.match(value) is not None)
        or _BEGINNING.match(value) is not None
        or _MASKED.match(value) is not None
        or _TYPE.match(value) is not None
        or _ALGORITHM.match(value) is not None
        or word in _ABOUT_SECRETS
    )


def is_reference_or_talk(value: str) -> bool:
    """Return whether the value is not the secret itself: a reference to it, or a sentence about it."""
    return is_reference(value) or is_talk(value)


def is_talk(value: str) -> bool:
    """Return whether the value is a sentence about a secret: `must not be blank`, `is too short (minimum is 8)`."""
    words = value.lower().replace("'", "").split(maxsplit=12)
    # A blank value has no words, and one word is no sentence.
    if len(words) <= 1:
        return False
    first = words[0].strip(_AROUND)
    return first in _TALK_BEGINS or any(word.strip(_AROUND) in _TALK_HOLDS for word in words)
