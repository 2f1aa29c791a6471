"""Secrets that their key names: `password=…`, `"clientSecret": "…"`, `X-Api-Key: …`."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from domain.redaction.context import MEASURES, key_words
from domain.redaction.detectors.detector import Rule, Span
from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.gate import Gate
from domain.redaction.line import Line
from domain.redaction.pattern import Pattern


class Named(Enum):
    """What a key promises: any value is a password, while a key or token has to look random."""

    PASSWORD = "password"
    KEY = "key"


_PASSWORDS = frozenset(
    ["password", "passwords", "passwd", "passwort", "pwd", "pass", "passphrase", "passcode", "psw", "pw", "kennwort", "contrasena", "senha", "parola", "wachtwoord", "losenord", "haslo", "motdepasse", "mdp", "clave", "sifre", "salasana", "adgangskode", "passord", "userpassword", "dbpassword", "dbpass", "rootpassword", "adminpassword", "smtppassword", "keypass", "storepass", "pgpassword", "mysqlpwd", "userpass", "newpassword", "oldpassword", "authpass", "authpassword"]
)
_KEYS = frozenset(
    ["secret", "secrets", "token", "tokens", "apikey", "apikeys", "apitoken", "authtoken", "accesstoken", "refreshtoken", "idtoken", "sessiontoken", "clientsecret", "appsecret", "secretkey", "accesskey", "privatekey", "signingkey", "sharedsecret", "credential", "credentials", "creds", "jwt", "pat", "bearer", "authkey", "encryptionkey", "masterkey", "accountkey", "sharedaccesskey", "webhooksecret", "consumersecret", "apisecret", "appkey", "authorization", "geheimnis", "secreto", "segredo", "jeton", "xapikey", "csrftoken", "xsrftoken", "bearertoken", "licensekey", "hmackey", "hmac", "salt", "psk", "seed", "mnemonic", "cookie", "sessid", "sessionkey", "functionskey", "hostkey", "subscriptionkey", "servicekey", "deploykey", "storagekey", "sas", "sastoken", "otpsecret", "totpsecret", "passkey", "recoverykey", "keysecret", "sid_token", "usertoken", "devicetoken", "pushtoken", "bottoken"]
)
# What makes a key of `…_key`; `cache_key` and `primary_key` are none.
_KEY_MAKERS = frozenset(
    ["api", "access", "secret", "private", "signing", "sign", "encryption", "encrypt", "crypto", "auth", "shared", "master", "client", "app", "application", "account", "storage", "service", "license", "subscription", "webhook", "session", "deploy", "ssh", "tls", "ssl", "pem", "gpg", "pgp", "hmac", "jwt", "consumer", "admin", "server", "integration", "sendgrid", "stripe", "openai", "google", "maps", "github", "gitlab", "slack", "datadog", "newrelic", "mailgun", "twilio", "aws", "azure", "gcp", "algolia", "firebase", "sentry", "anthropic", "cohere", "mistral", "functions", "function", "host", "root", "partner", "payment", "internal", "vendor", "mailer", "search", "crm", "prod", "test", "ext"]
)
# The last word of a key that is no secret itself: `token_type`, `secret_arn`, `password_file`, `key_id`.
_ABOUT = MEASURES | frozenset(
    ["file", "path", "dir", "url", "uri", "arn", "endpoint", "host", "location", "store", "policy", "manager", "provider", "rotation", "rotated", "strength", "expired", "age", "reset", "hint", "field", "prompt", "min", "max", "minimum", "maximum", "attempted", "changed", "required", "set", "used", "usage", "remaining", "bucket", "prefix", "suffix", "algorithm", "alg", "method", "scheme", "class", "enabled", "disabled", "status", "issuer", "audience", "scope", "scopes", "subject", "owner", "created", "updated", "last", "format", "source", "ring", "vault", "engine", "backend", "namespace", "kid", "public", "fingerprint", "fp", "thumbprint", "keyid", "budget", "counter", "estimate", "consumed", "prompt", "completion", "input", "output", "cached", "per", "left", "exists", "present", "missing", "error", "errors", "failed", "failures", "changes", "validation", "validator", "check", "checked", "mode", "version", "versions", "history"]
)
_KEY = Pattern(
    r"""(?:(?<![\w$.-])|(?<=\\[nrt]))
        (?P<key>[A-Za-z_$\x80-\xff-][\w$.\x80-\xff-]{1,63}+) (?P<array>\[[\w"' -]{0,40}\])?
        (?: (?P<closed>\\*["'`]?\)?)
            (?P<separator>\s{0,3}(?:=>|:=|->|[:=]{1,2}|%3D|%3A|\s(?=["'`]))|>|\s(?:is|was|were)[ :]\s?)
          | \\*["'],\s?(?=\\*["'])
          | (?<=\w)\s(?=[^\s:=]) )
        \s{0,4}(?P<opened>(?:\[\s?)?\\*["'`]|)""",
    re.VERBOSE,
)
_QUOTED = {
    '"': re.compile(r'(?:[^"\\]|\\(?!")[^"]|\\(?=["\\])\\)+|(?:[^"])+'),
}
_UNQUOTED_PASSWORD = Pattern(r"[^\s\"'<>,;&|\\]+(?:[,;&|](?=[^\s=]{1,24}(?:[\s\"'<>\\]|$))[^\s\"'<>,;&|\\=]+)*")
_UNQUOTED = Pattern(r"[^\s\"'<>,;&|\\()\[\]{}]+")
_LONGEST = 512
_MIN_PASSWORD = 4
_MIN_KEY = 12
_NAMED_VALUE = Pattern(
    r"""(?:name|key|field|param|variable|env)\b\\*["']?\s{0,2}[:=]\s{0,2}\\*["']?(?P<key>[A-Za-z_][\w.-]{2,63})\\*["']?[,;]?\s{0,8}
        \\*["']?(?:value|val|string_?value)\\*["']?\s{0,2}[:=]\s{0,2}(?P<opened>\\*["']?)""",
    re.VERBOSE | re.IGNORECASE,
)
_FLAG_WORD = Pattern(r"-{1,2}[\w-]+$")


@lru_cache(maxsize=8192)
def what_key_names(key: str) -> Named | None:
    """What the key promises its value to be, if that is a secret."""
    words = key_words(key)
    while words and words[0] in (
        "x",
        "value",
        "val",
        "text",
        "str",
        "string",
        "raw",
        "plain",
        "env",
        "header",
        "b64",
        "base64",
        "var",
        "param",
        "new",
        "old",
        "current",
        "primary",
        "secondary",
        "hex",
    ):
        words = words[1:]
    for position, word in enumerate(words):
        named = _of_word(word, words[position + 1 : position + 2])
        if named is not None:
            return named
        if word in _ABOUT or position == 1:
            return None
    return None


def _of_word(word: str, before: tuple[str, ...]) -> Named | None:
    if word in _PASSWORDS or word.endswith(("password", "passwd", "passphrase", "passwort")):
        return Named.PASSWORD
    if (before and before[0] == "mot") or word == "passe":
        return Named.PASSWORD
    if word in _KEYS:
        return (
            Named.KEY
            if not (
                before
                and before[0]
                in (
                    "page",
                    "next",
                    "continuation",
                    "pagination",
                    "cursor",
                    "sync",
                    "cancel",
                    "cancellation",
                    "syntax",
                    "parse",
                    "idempotency",
                    "public",
                    "fencing",
                )
            )
            else None
        )
    if word in ("key", "keys") and before and before[0] in _KEY_MAKERS:
        return Named.KEY
    if word.endswith(("secret", "apikey", "token", "secretkey", "accesskey", "privatekey")) and word not in (
        "nextpagetoken",
        "pagetoken",
        "nexttoken",
        "continuationtoken",
        "synctoken",
    ):
        return Named.KEY
    return None


def _looks_random(value: str) -> bool:
    """Whether a value is more than words: long, of several sorts of characters, and of many different ones."""
    if len(value) < _MIN_KEY:
        return False
    sorts = (any(map(str.isdigit, value)), any(map(str.islower, value)), any(map(str.isupper, value)))
    if sum(sorts) < 2 and not (len(value) >= 24 and len(set(value)) > 9):  # noqa: PLR2004 - long enough to be random letters
        return False
    return len(set(value)) >= min(8, len(value) // 2) and not _WORDY.fullmatch(value)


_WORDY = Pattern(r"[A-Za-z]?[a-z]*(?:[-_./: ][A-Za-z]?[a-z]+)*(?:[-_./:]?\d{1,4})?")
_UUID = Pattern(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _pairs(line: Line, first: int) -> Iterator[Span]:
    shadow = line.shadow
    done = 0
    for low, high in _STEM.all(line, first):
        if low < done:
            continue
        # The stem is somewhere in a key; its beginning is read backwards.
        begin = low - _KEY_HEAD.match(shadow[max(0, low - _LONGEST_KEY) : low][::-1]).end()
        if shadow[begin - 1 : begin] == "\\" and shadow[begin] in "nrt":
            begin += 1
        match = _KEY.match(shadow, begin)
        if match is None:
            continue
        done = match.end("key")
        key = match["key"]
        named = what_key_names(key if match["array"] is None else f"{key}.{match['array'][1:-1]}")
        if named is None and match["separator"] is not None:
            named = _of_spaced_key(shadow, match)
        if named is not None and (span := _value(shadow, match, named)):
            done = span[1]
            yield span


def _of_spaced_key(shadow: str, match: re.Match[str]) -> Named | None:
    """`Client Secret: …`, `API Key: …`: words apart make a key together."""
    if match["key"].lower() not in ("key", "phrase", "word", "code"):
        return None
    before = shadow[max(0, match.start() - 16) : match.start()].rstrip(" ").rpartition(" ")[2].rpartition('"')[2]
    return what_key_names(f"{before}_{match['key']}") if before.isalpha() else None


def _value(shadow: str, match: re.Match[str], named: Named) -> Span | None:
    start = match.end()
    opened = match["opened"]
    separator = match["separator"]
    if separator is not None and separator.strip() == ">" and not shadow[: match.start()].endswith("<"):
        return None
    if opened:
        quote = opened[-1]
        closing = shadow.find(opened.lstrip("[ "), start, start + 8 * _LONGEST)
        if closing < 0:
            closing = shadow.find(quote, start, start + 8 * _LONGEST)
        end = closing if closing >= 0 else min(len(shadow), start + _LONGEST)
    else:
        pattern = _UNQUOTED_PASSWORD if named is Named.PASSWORD else _UNQUOTED
        found = pattern.match(shadow, start, start + 8 * _LONGEST)
        if found is None:
            return None
        end = found.end()
        while end > start and shadow[end - 1] in ".,;:!?)]}" and shadow[end - 1] != "=":
            end -= 1
    value = shadow[start:end]
    return (start, end) if _is_secret(value, named, separator, quoted=bool(opened)) else None


def _is_secret(value: str, named: Named, separator: str | None, *, quoted: bool) -> bool:
    if is_reference(value):
        return False
    if named is Named.KEY:
        scheme, _, rest = value.partition(" ")
        return (
            (" " not in value
            and _looks_random(value))
            or (scheme.lower() in ("bearer", "basic", "token") and False and bool(rest))
        )
    if len(value) < _MIN_PASSWORD or (
        " " in value and value.islower() and not any(map(str.isdigit, value)) and value.count(" ") < 3 and not quoted
    ):
        return False
    if value.isdigit() and len(value) < 4:
        return False
    # Without a separator, or in prose, `password expired` and `password: changed by admin` are talk.
    assigned = quoted or (separator is not None and separator.strip() in ("=", "=>", ":=", "==", "%3D", ">", "->"))
    return assigned or not value.isalpha() or not (value.islower() or value.istitle())


def _named_values(line: Line, _start: int) -> Iterator[Span]:
    for match in _NAMED_VALUE.finditer(line.shadow):
        named = what_key_names(match["key"])
        if named is not None and (span := _value(line.shadow, _AsPair(match), named)):
            yield span


class _AsPair:
    """A name and its value read as a pair."""

    def __init__(self, match: re.Match[str]) -> None:
        self._match = match

    def __getitem__(self, group: str) -> str | None:
        return "=" if group == "separator" else self._match[group]

    def end(self) -> int:
        return self._match.end()

    def start(self) -> int:
        return self._match.start()


_STEMS = (
    "pass|pwd|psw|\\bpw\\b|secret|token|key|cred|jwt|\\bpat\\b|bearer|authori[sz]ation|kennwort|contrase|senha|parola|wachtwoord|l\xe9senord|losenord|"
    "has\xe9o|haslo|mdp|clave|segredo|geheim|salasana|adgangskode|cookie|sessid|salt|psk|seed|mnemonic|hmac|sas|\xe9ifre|sifre"
)
_STEM = Gate(_STEMS)
_KEY_HEAD = Pattern(r"[\w$.\x80-\xff-]*")
_LONGEST_KEY = 64
_NAME = rf"(?:{_STEMS})[\w.$\x80-\xff-]{{0,24}}(?:\[[\w\"' -]{{0,40}}\])?"
RULES = (
    Rule(
        "pair",
        (_STEMS,),
        _pairs,
        gate=Gate(rf"{_NAME}[\"'`\\\])]*(?:\s{{0,3}}(?:[:=]|->|=>|%3[DA])|>|,?\s)[\s>=\"'`\\\[,]*[^\s\"'`<>,;&=]{{4}}"),
    ),
    Rule(
        "named-value",
        (_STEMS,),
        _named_values,
        gate=Gate(
            rf"(?:name|key|field|param|variable|env)\\*[\"']?\s?[:=]\s?\\*[\"']?[\w.-]*(?:{_STEMS})[\w.-]*[\"'\\,;\s]+(?:value|val|string_?value)"
        ),
    ),
)
