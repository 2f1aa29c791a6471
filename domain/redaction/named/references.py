"""Values in place of a secret that are not secrets: references, masks, names of types, and sentences about secrets."""

import re

from domain.redaction.pattern import Pattern
from domain.redaction.words import read_words

# Names of variables and the expressions around them, in shells, templates and programs.
_EXPRESSION = Pattern(
    r"""\$\{[^{}]*\}?(?:/.*)?$ | \$\([^)]*\)?$
      | \$\$?[A-Za-z_]\w*(?:(?:->|\[|/|\??\.|\)\{).*)?$ | \$\d{1,2}$ | \#\{[^{}]*\}?$
      | \$?\{\{-?\s?[^{}]*\}{0,2}$ | \{[\w.]+\}$ | %\(\w+\)s?$ | %[A-Z_]+%$ | %env\(.* | %\{.* | @@\w.* | \$\..*
      | :[A-Za-z_]\w*$ | @\w+@$ | (?i:@microsoft\.).* | !(?:[A-Z]|secret|vault|env|include|ref)[A-Za-z]* | \*\w+$
      | <[^<>]*>?$ | \[[A-Z _-]+\]?$ | \(\w[\w ]*\)?$
      | (?:ConvertTo|Get|New|Read)-[A-Z]\w+$
      | \(\?.* | \([A-Za-z]+-[A-Za-z]+.* | [(\[]+\{\w.* | \$\w+\$$ | \$\w+(?:[:/@]\$\w+)+$ | \w+(?:::|->)\w.*
      | [A-Za-z_][\w.]*\[(?:[A-Za-z_:'"\]].*)?$
      | [\[*]?[A-Za-z_][\w.]*\(.*
      | (?i:self|this|cls|me|args?|argv|opts?|options?|config|cfg|conf|settings?|req|request|params?|body|data|form
        |props?|state|ctx|context|env|environ|process|os|secrets?|vars?|local|locals|module|event|input|user|users|creds?
        |credentials?|app|object|obj|super|std|sys|model|payload|session|response|res|client|db|database|account
        |values?|kwargs|fields?|row|record|item|result)
        \??[.][A-Za-z_].*""",
    re.VERBOSE,
)
# Places where a secret is stored, and other values that are not secrets.
_ELSEWHERE = Pattern(
    r"""(?i: arn: | vault[:/] | secretsmanager: | ssm: | fileb?: | s3: | gs: | env[.:(] | process\.env
          | ref\+ | op:// | data\. | var\. | local\. | secrets\. | sha\d*[:-] | md5: | https?:
          | keyring: | kms: | kid= | projects/[\w-]+/secrets/
          | \{sha\d*\} | _*(?:redacted|masked|hidden|filtered) | value_specified_in
          | (?:your|some|dummy|insert|replace)[_-]\w+$ | config\. | settings\. | valuefrom
          | (?:[a-z]{2,16}\d{0,3}-)?hmac- )
      | (?:[0-9a-fA-F]{2}:){7,}[0-9a-fA-F]{2}$
      | [xX](?:-[A-Za-z]+){2,}$
      | [^/\s]*/\d{8}/[a-z0-9-]+/ | (?:/[a-z0-9_.-]+)+/?$ | [A-Z]:\\ | \.{1,2}/ | ~/ | 0x[0-9a-fA-F]{1,32}$
      | [a-z][a-z0-9-]{2,62}/[a-z][a-z0-9]*(?:[.-][a-z0-9]+)+$
      | (?:[a-z]\w*\.){2,}[A-Z]\w*$ | [\w./-]+\.(?:pem|key|crt|cer|p12|pfx|jks|der|pub)$""",
    re.VERBOSE,
)
# `********`, `abc...xyz9`, `ghp***9f3k`
_MASKED = Pattern(
    r"[*\u2022.xX#_{}-]+$|[^*\u2022]{0,16}[*\u2022]{2,}.{0,8}$"
    r"|[0-9A-Za-z]{0,8}(?:\.{3,}|\u2026|[xX]{4,})[0-9A-Za-z]{0,8}$|[^xX]{0,24}[xX]{20,}$"
)
# `Optional[str]`, `string | null`
_TYPE = Pattern(
    r"""(?i) (?:(?:optional|option|maybe|nullable|list|set|array|vec|union|final|const|new)[\[<(\s])*
        (?:strings?|str|byte|bytes|text|char|int|integer|long|bool|boolean|object|any|array|number|float|double|varchar
          |nvarchar|secretstr|securestring|func|function|void|keyword|interface)
        (?:\?|\*|!|[\])>]|\s?\|\s?(?:none|null|undefined))*[,;]?$""",
    re.VERBOSE,
)
# Names of algorithms: `signing key: RS256`.
_ALGORITHM = Pattern(
    r"(?i)(?:aes|rsa|(?:scram-)?sha|md|[hrep]s|ec|ed|hmac|pbkdf|argon|bcrypt|scrypt|tls|oauth|utf|base)-?v?\d{0,5}(?:-\w{2,8}){0,4}$"
)
_WORDS = read_words("secret_talk")
_ABOUT_SECRETS = frozenset(_WORDS["words"])
_TALK_BEGINS = frozenset(_WORDS["beginnings"])
_TALK_HOLDS = frozenset(_WORDS["within"])
_AROUND = "*<>()[]{}.,;:!\"'"


def is_reference(value: str) -> bool:
    """Return whether the value is a reference, is blank, is already masked, or only describes the secret."""
    word = value.lower().strip(_AROUND)
    return (
        not value.strip()
        or _EXPRESSION.match(value) is not None
        or _ELSEWHERE.match(value) is not None
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
