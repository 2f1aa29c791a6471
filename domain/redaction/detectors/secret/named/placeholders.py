"""Values after the name of a secret that are not secrets: placeholders, paths, values of other names."""

from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.named import NamedValue
from domain.redaction.pattern import UUID, Pattern

_PLACEHOLDER = Pattern(r"[a-z]+(?:[ _-][a-z]+)*")
# With a `ClientToken`, AWS recognises that a request is repeated. It is a UUID and not secret.
_CLIENT_TOKENS = ("clienttoken", "client_token", "client-token")
# QEMU's options that hold the id of an object.
_OBJECT_IDS = ("key-secret", "password-secret", "tls-creds")
# `SET SESSION AUTHORIZATION 'ada'`
_SESSION_BEFORE = Pattern(r"(?i)set\s(?:local\s)?session\s$")
_AUTHORIZATION_BEFORE = Pattern(r"(?i)authorization\\*[\"']?\s?[:=]\s?\\*[\"']?$")
# `addprinc(ada, password('ada'))`, `x = password('ada')`: a function in an expression.
_IN_EXPRESSION = Pattern(r"(?:,|[^=]=)\s$")
# `'-pw', 'pw', …`: the argument of a flag.
_FLAG_BEFORE = Pattern(r"""["']--?[\w-]{1,40}\\*["'],\s?\\*["']$""")
_DURATION = Pattern(r"\d+(?:\.\d+)?[mnu]?s")
_MACS = ("hmac-sha256", "hmac-sha1", "hmac-sha512")
_OBJECT_NAME = Pattern(r"[a-z]{2,24}(?:[-/_.][a-z0-9]{1,24})+")
_QUOTE_BEHIND = Pattern(r"\s\\*[\"']")
_PACKAGE = Pattern(r"[a-z][\w-]*-\d+(?:\.\d+)+")
_FILE = Pattern(r"[\w-]+\.[a-z]{1,4}")
# `<span class="…">`
_ATTRIBUTE_BEHIND = Pattern(r"\s[a-z]+=")
_PATH_BEFORE = Pattern(r"(?:^|[\s\"'<(=,])\.{0,2}/(?:[\w.-]{1,32}/)*$")
_USER_AND = Pattern(r"(?i)(?<![a-z])(?:id|user(?:[ _]?name)?|login|account)\)?\s?[/&,:|]\s?\(?$")
# `user=<ada>,password=<hunter>,host=<db1>`: each value is in brackets.
_IN_BRACKETS = Pattern(r"[:=]>?\s?<[^\s<>]+>")
_TWO_VALUES = Pattern(r"[\w.@+-]{1,40}[/:,(]")
# `jwt: alg=RS256`, `ceph secret: adminId=admin`, `--token-auth GITHUB_TOKEN=…`: a name of its own and its value.
_NAMED_VALUE = Pattern(r"[a-z]{2,12}(?:_[a-z]{2,12}|[A-Z][a-z]{1,12}){0,3}=[\w.-]*|[A-Z]+(?:_[A-Z]+)+[=:].*")
# `password={old=…`: an object.
_OPENED_OBJECT = Pattern(r"\{\w{1,24}[:=](?!\})")
_OBJECT = Pattern(r"\{\s?\\*[\"'][\w.-]{1,64}\\*[\"']\s?:")


# `cannot load the private key: unsupported`, `No API key = anonymous`: a reason or a meaning follows.
_FAILED = r"cannot|can\snot|could\snot|couldn't|failed\sto|unable\sto|failure|timeout|error"
_FAILED_BEFORE = Pattern(
    rf"(?i)(?:(?:{_FAILED})\s|invalid\s(?=\w+\s\w+\s))"
    r"(?:(?!(?:with|using|for)\s)[\w/-]{1,24}\s){1,6}$"
)
_ABSENT_BEFORE = Pattern(r"(?i)(?:no|sem|sin|without|missing|invalid)\s(?:\w{1,24}\s)?$")
_WORD_BEHIND = Pattern(r",?[ ][a-z]+")


def is_something_else(named: NamedValue) -> bool:
    """Return whether the value is a placeholder, belongs to a path, or begins with a value of another name."""
    if _is_explained(named):
        return True
    if named.opened in ("<", "["):
        return _is_in_brackets(named)
    return _belongs_elsewhere(named) or _is_pair(named) or _has_names(named)


def _is_explained(named: NamedValue) -> bool:
    """Return whether the text after the sign says why something failed, or what is so without the secret."""
    if named.quoted or not named.gap:
        return False
    if named.separator == ":":
        return _FAILED_BEFORE.search(named.before) is not None
    is_meaning = named.separator == "=" and named.value.isalpha() and _WORD_BEHIND.match(named.behind) is not None
    return is_meaning and _ABSENT_BEFORE.search(named.before) is not None


def _belongs_elsewhere(named: NamedValue) -> bool:
    """Return whether the value belongs to an expression, a path or another name, or cannot be what its name says."""
    value = named.value
    return (
        # `password: Optional[Credentials]`
        (named.opened == "O" and value.isalpha())
        # `shouldRefreshToken() = backup, want queue`: a test of Go.
        or named.behind.startswith((", want ", '", want '))
        # `data %{Tunnel-Password:1[3]}`, `${PWD:-x1}`
        or (named.separator == ":" and not named.gap and named.before.endswith(("%{", "${")))
        # `.pgpass:` is the name of a file.
        or (named.separator == ":" and named.key.startswith("."))
        # `/etc/passwd: …`
        or (named.separator != "=" and _PATH_BEFORE.search(named.before) is not None)
        or (named.key.lower().endswith(_CLIENT_TOKENS) and UUID.fullmatch(value) is not None)
        # `api key created: billing-export-2`: the name of what was created.
        or (named.separator.endswith("created:") and _OBJECT_NAME.fullmatch(value) is not None)
        # `io.jsonwebtoken:jjwt-jackson-0.11.2`
        or (named.separator == ":" and not named.gap and _PACKAGE.fullmatch(value) is not None)
        or named.key.lower().rpartition(".")[2] in _OBJECT_IDS
        or (named.key.lower() == "authorization" and _SESSION_BEFORE.search(named.before) is not None)
        # `Authorization: SharedKey account:…`: the name of a scheme.
        or (named.key.lower().endswith("authorization") and value.isalpha() and named.behind[:1] == " ")
        or (named.separator == " " and _AUTHORIZATION_BEFORE.search(named.before) is not None)
        or (named.separator == "(" and named.key.islower() and _IN_EXPRESSION.search(named.before) is not None)
        or (named.separator in ("", ",") and _FLAG_BEFORE.search(named.before) is not None)
        # `Wi-Fi password: (open)`
        or (named.opened == "(" and named.gap and value.isalpha() and named.behind.startswith(")"))
        # `✓ resets the password (5512ms)`
        or (not named.assigned and _DURATION.fullmatch(value) is not None)
        # `password for https://db1 removed`
        or (named.separator == ":" and value.startswith("//"))
        # Vault's audit log has HMACs in place of values: `hmac-sha256:…`.
        or named.key.lower() in _MACS
        # `rabbit://<user>:<pass>@host`
        or (named.separator == ">" and value.startswith("@"))
    )


def _is_pair(named: NamedValue) -> bool:
    """Return whether a user and a password follow (`id/pw: ada/…`). `user_and_password.py` finds that password."""
    is_both = named.key.lower().endswith("credentials") or _USER_AND.search(named.before) is not None
    # `username:password => result`
    if is_both and named.separator.endswith(">") and named.value.isalpha():
        return True
    return is_both and named.opened == "" and not named.quoted and _TWO_VALUES.match(named.value) is not None


def _has_names(named: NamedValue) -> bool:
    """`jwt: alg=RS256`, `--secret-string '{"password":"…"}'`: names in the value say what its parts are."""
    if _OPENED_OBJECT.match(named.value) or (named.key.startswith("-") and _OBJECT.match(named.value)):
        return True
    follows = named.separator == " " or (named.separator == ":" and named.gap)
    # `restored login from access token: user_id '…'`
    if follows and not named.quoted and "_" in named.value and _QUOTE_BEHIND.match(named.behind):
        return True
    return follows and not named.quoted and _NAMED_VALUE.fullmatch(named.value) is not None


def _is_in_brackets(named: NamedValue) -> bool:
    """Return whether the text in brackets is no secret: `api_key=<YOUR_API_KEY>`, `--with-token < token.txt`."""
    value = named.value
    if named.opened == "[":
        return named.behind.startswith("]") and named.key.lower().endswith(value.lower())
    is_placeholder = (
        named.behind.startswith(">")
        and _PLACEHOLDER.fullmatch(value) is not None
        and (
            NAMES.of_key(value) is not None
            or not (_IN_BRACKETS.search(named.before) or _IN_BRACKETS.search(named.behind))
        )
    )
    is_tag = value.startswith("/") or _ATTRIBUTE_BEHIND.match(named.behind) is not None
    return is_placeholder or is_tag or value.isupper() or _FILE.fullmatch(value) is not None
