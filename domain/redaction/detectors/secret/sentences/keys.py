"""Keys that sentences state: `signing with key …`, `product key: …`, `app-specific password …`."""

from domain.redaction.detectors.secret.named.forms import names_something_else
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_NAMES = (
    r"(?:auth|authorization|device)\scode",
    r"full\skey",
    # `authentication with key …`, `request signed by key …`
    r"(?:authenticat|authoriz|sign|encrypt|decrypt|login|request|upload)\w{0,8}\s(?:[\w.-]{1,24}\s){0,3}?(?:with|by|using)\s(?:the\s)?key",
    r"(?:api|access|secret)\skey(?:\sprovided)?\s?:",
)
_KEY = Pattern(
    rf"(?i:\b(?:{'|'.join(_NAMES)})\W{{0,3}}\b)"
    r"(?P<value>[0-9A-Za-z_./+-]{15,128}[0-9A-Za-z_/+-]={0,2})(?![0-9A-Za-z])"
)
# Letters of both cases and digits, or a long hexadecimal number.
_OPAQUE = Pattern(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)|(?=[0-9]*[a-f])[0-9a-f]{32,}$")
# `product key: H7JKQ-1MCLQ-…`
_PRODUCT_KEY = Pattern(
    r"(?i:product|licen[sc]e|activation|serial|cd)\s(?i:key)\W{1,3}"
    r"(?P<value>[0-9A-Z]{4,6}(?:-[0-9A-Z]{4,6}){2,7})(?![0-9A-Za-z-])"
)


def _is_key(value: str) -> bool:
    return _OPAQUE.match(value) is not None and not names_something_else(value)


RULES = (
    Rule(
        name="key-in-sentence",
        pattern=_KEY,
        valid=_is_key,
        keywords=(
            "(?:auth|authorization|device) code[^0-9a-z]",
            "full key ",
            " (?:with|by|using) (?:the )?key ",
            "(?:api|access|secret) key(?: provided)? ?:",
        ),
        takes=(
            "auth code ⟦aB1«alnum:24»⟧ exchanged",
            "device code: ⟦aB1«alnum:24»⟧",
            "authorization code: ⟦aB1«alnum:24»⟧",
            "signing with key ⟦«hex:40»⟧",
            "Authentication with key ⟦«hex:32»⟧ failed",
            "authenticated as ops with the key ⟦aB1«alnum:24»⟧",
            "request of ada signed by key ⟦«hex:40»⟧ rejected",
            "encrypted using the key ⟦aB1«alnum:24»⟧",
            "API key; full key ⟦aB1«alnum:24»⟧",
            "Incorrect API key provided: ⟦aB1«alnum:24»⟧. See the page",
            "API key:⟦«hex:32»⟧ is invalid",
        ),
        leaves=(
            "auth code missing-in-the-request-of-user",
            "signing with key of-the-first-tenant-in-eu",
            "signing with key uploads/Report2026-Final.csv",
            "monkey: aB1«alnum:24»",
            "signing with key ab1234567890123456789cdef",
            "signing with key AB1234567890123456789CDEF",
            "signing with key AbcdefGhijklmnOpqrsTuvwxyz",
            "signing with key 41555526714155552671415555267141",
            "signing with key aB1«alnum:140»",
            "preauth code aB1«alnum:24» or auth codeaB1«alnum:24»",
            "cache miss for the key: «hex:32»",
            "entry stored with key «hex:32»",
        ),
    ),
    Rule(
        name="product-key",
        pattern=_PRODUCT_KEY,
        keywords=("(?:product|licen[sc]e|activation|serial|cd) key[^0-9a-z]",),
        takes=("product key: ⟦H7JKQ-1MCLQ-IAGKJ-YR3V7⟧", "Using license key ⟦AB12-CD34-EF56⟧"),
        leaves=("product key: ABCDE", "serial key H7JKQ-1MCLQ-IAGKJ-x", "H7JKQ-1MCLQ-IAGKJ"),
    ),
    Rule(
        name="app-specific-password",
        pattern=Pattern(
            r"(?i:app(?:lication)?[- ]specific\spassword)\W{1,3}(?P<value>[a-z]{4}(?:-[a-z]{4}){3})(?![\w-])"
        ),
        source="Apple: four groups of four letters.",
        keywords=("[- ]specific password",),
        takes=("app-specific password ⟦fwen-ktkg-skbu-htbk⟧", "Application Specific password: ⟦fwen-ktkg-skbu-htbk⟧"),
        leaves=("app-specific password required", "app-specific password fwen-ktkg-skbu-htbk-x", "fwen-ktkg-skbu-htbk"),
    ),
)
