"""Secrets in objects that say what they hold: the data of a Kubernetes Secret, and keys (`"Jwt":{"Key":"…"}`)."""

from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# `kind: Secret`: any value under `data` is a secret, whatever its name.
_KIND = Pattern(r"""(?i)kind\\*["']?:\s?\\*["']?secret\b""")
_DATA = "(?:stringData|data)"
# In JSON, as in the audit log.
_OBJECT = Pattern(rf"""["']{_DATA}\\*["']\s?:\s?\{{(?P<entries>[^{{}}]*)""")
_ENTRY = Pattern(r"""["'][\w.-]{1,253}\\*["']\s?:\s?\\*["'](?P<value>[^"'\\]+)""")
# In YAML: the following lines that are indented further.
_MAPPING = Pattern(rf"(?m)^(?P<indent>[ \t]*){_DATA}:[ \t]*\n(?P<entries>(?:(?P=indent)[ \t]+\S.*(?:\n|\Z))+)")
_LINE = Pattern(r"""(?m)^[ \t]+(?:[\w.-]{1,253}:[ \t]+)?["']?(?P<value>[^\s"'#:]{3,})["']?[ \t]*$""")


def _find(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    for first, last, _ in text.parts():
        if _KIND.search(folded, first, last):
            yield from _data(folded, first, last)


def _data(folded: str, first: int, last: int) -> Iterator[Span]:
    for found, entry in ((_OBJECT, _ENTRY), (_MAPPING, _LINE)):
        for data in found.finditer(folded, first, last):
            for match in entry.finditer(folded, data.start("entries"), data.end("entries")):
                if not is_reference(match["value"]):
                    yield match.span("value")


_MANIFEST = Rule(
    name="kubernetes-secret",
    pattern=_find,
    source="The API reference of Kubernetes, Secret v1: `data` and `stringData` hold nothing but secrets.",
    keywords=(r"kind[\\\"']*: ?[\\\"']*secret",),
    takes=(
        "kind: Secret\ndata:\n  db: ⟦VGlnZXI5OQ==⟧\n  extra: ⟦«alnum:24»⟧\nmetadata:\n  name: app\n",
        "kind: Secret\nstringData:\n  db: ⟦Tiger99⟧",
        "data:\n  .dockercfg: |\n    ⟦«alnum:24»⟧\nkind: Secret\n",
        '{"kind":"Secret","metadata":{"name":"app"},"stringData":{"db":"⟦Tiger99⟧","url":"⟦db1:5432⟧"}}',
        r"{\"kind\":\"Secret\",\"data\":{\"db\":\"⟦VGlnZXI5OQ==⟧\"}}",
    ),
    leaves=(
        "kind: ConfigMap\ndata:\n  db: db1.example\n",
        "kind: SecretStore\ndata:\n  db: db1.example\n",
        "kind: Secret\nmetadata:\n  name: app-credentials\n",
        '{"kind":"Secret","metadata":{"name":"app"}}',
        "kind: Secret\ndata:\n  # none yet\n",
        "kind: Secret\nstringData:\n  db: ${DB_PASSWORD}\n",
    ),
)

# Sections of a configuration whose `key` is a secret: `"Jwt":{"Key":"…"}`, `[api]⏎key = …`, `stripe:⏎  key: …`.
_SECTIONS = (
    "jwt|jwtsettings|jwtoptions|jwtconfig|jwtbearer|auth|authentication|credential|credentials|signing|signer"
    "|encryption|encrypt|decrypt|hmac|crypt|crypto|cipher|aes|api|stripe|webhook|license|security|secret|secrets"
    "|token|tokens|storage|account"
)
_KEY = Pattern(
    r"(?i)(?<![\w-])key\\*[\"']?\s{0,4}(?:=>|[:=])\s{0,4}\\*[\"']?"
    r"(?P<value>[^\s\"'\\,{}()]{16,512})(?=[\s\"'\\,{})]|$)"
)
# What is between the section and the key, with other fields of the section.
_OPENINGS = (
    # `"Jwt":{"Issuer":"a",`, `[api]⏎url = a⏎`, `stripe:⏎  id: 7⏎  `
    r"\\*[\"']?\s?(?:=>|[:=])?\s?\{[^{}\n]*",
    r"\][ \t]*\n(?:(?![ \t]*\[)[^\n]*\n)*",
    r":[ \t]*\n(?P<indent>[ \t]+)(?:[^\n]*\n(?P=indent))*",
    # `JwtOptions(issuer=a, `, `api.`, `storage/`
    r"\w*\([^()\n]*",
    "[./]",
)
_SECTION_BEFORE = Pattern(rf"(?i)(?<![a-z])(?:{_SECTIONS})(?:{'|'.join(_OPENINGS)})$")
_LONGEST_SECTION = 400


def _keys_of_sections(text: Text, _position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _KEY.finditer(folded):
        first = max(text.value_at(match.start()).start, match.start() - _LONGEST_SECTION)
        before = folded[first : match.start()].rstrip("\"'\\")
        if _SECTION_BEFORE.search(before) and _is_key(text.blanked()[slice(*match.span("value"))]):
            yield match.span("value")


def _is_key(value: str) -> bool:
    """Return whether it is a key: not the path of one, and not a reference to one."""
    is_name = is_reference(value) or names_something_else(value)
    return not is_name and LETTERS_AND_DIGITS.match(value) is not None


_SECTION = Rule(
    name="key-of-section",
    pattern=_keys_of_sections,
    source="The settings of ASP.NET Core; files in INI and YAML.",
    keywords=(rf"(?:{_SECTIONS})(?:[\\\"']*\s?(?:=>|[:=])?\s?\{{|\][ \t]*\n|:[ \t]*\n|\(|[./]key[^a-z])",),
    values=(r"key[\\\"']*\s*(?:=>|[:=])",),
    takes=(
        '{"Jwt":{"Issuer":"acme","Key":"⟦«alnum:44»⟧"}}',
        '{"encryption":{"key":"⟦«alnum:24»⟧"}}',
        "auth: {user: ada, key: ⟦«alnum:24»⟧}",
        r"{\"JwtSettings\":{\"Key\":\"⟦«alnum:44»⟧\"}}",
        "[api]\nhost = db1\nkey = ⟦«alnum:24»⟧",
        "stripe:\n  host: db1\n  key: ⟦«alnum:24»⟧",
        "encryption { key = ⟦«alnum:24»⟧ }",
        '"jwt" => {"key" => "⟦«alnum:24»⟧"}',
        "crypt/key => ⟦«hex:32»⟧",
        "decrypt(key=⟦«b64:43»=⟧)",
    ),
    leaves=(
        '{"Jwt":{"Issuer":"acme","Key":"/etc/keys/jwt-2026-signing.pem"}}',
        '{"Jwt":{"Issuer":"acme","Key":"${JWT_KEY_2026_PRODUCTION}"}}',
        '{"Jwt":{"Issuer":"acme","Key":"taken-from-the-vault"}}',
        '{"Jwt":{"Issuer":"acme"},"Key":"«alnum:44»"}',
        '{"Jwt":{"Issuer":"acme","IssuerKey":"«alnum:44»"}}',
        '{"jwt":"none","cache":{"Issuer":"a","Key":"«alnum:44»"}}',
        '{"unauth":{"Issuer":"acme","Key":"«alnum:44»"}}',
        "[api]\nhost = db1\n[map]\nkey = «alnum:24»",
        "stripe:\n  host: db1\nkey: «alnum:24»",
        "encryption { cache-key = «alnum:24» }",
        "auth: {x: 1} key: «alnum:24»",
        "encryption { key = readTheKey2OfTheVault(x) }",
        '{"Cache":{"Key":"«alnum:44»"}}',
    ),
)

RULES = (_SECTION, _MANIFEST)
