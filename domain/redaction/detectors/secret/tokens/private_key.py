"""Private keys in PEM, on lines of their own or with escaped line ends."""

from collections.abc import Iterator

from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_LABEL = "(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?"
# White space and its escapes. A body may also begin with these letters.
_SPACE = r"[\s\\nrt]*"
# Everything between the two lines is masked. Without a last line, the block ends where it cannot continue.
_TO_LAST_LINE = rf"[^\x03-]*(?:-(?!----)[^\x03-]*)*-----END {_LABEL}-----"
_HEADERS_AND_BODY = rf"(?:{_SPACE}(?:Proc-Type|DEK-Info|Version|Comment):[^\n\\]*+)*(?:{_SPACE}[0-9A-Za-z+/=]{{16,}}+)+"
_ONE_LINE = r"\n[^\n\x03-]{1,160}$"
_BLOCKS = Pattern(rf"(?m)-----BEGIN {_LABEL}-----(?:{_TO_LAST_LINE}|{_HEADERS_AND_BODY}|{_ONE_LINE})?")


def _find(text: Text, _start: int) -> Iterator[Span]:
    start = end = 0
    for match in _BLOCKS.finditer(text.folded):
        # Adjacent blocks are one finding.
        if match.start() > end or not end:
            if end:
                yield start, end
            start = match.start()
        end = match.end()
    if end:
        yield start, end


_EMPTY = "⟦-----BEGIN PRIVATE«» KEY----------END PRIVATE«» KEY-----⟧"

_PEM = Rule(
    name="private-key",
    pattern=_find,
    source="RFC 7468 (PEM).",
    keywords=("private key",),
    takes=(
        r"⟦-----BEGIN RSA PRIVATE«» KEY-----\n«b64:64»\n«b64:64»\n-----END RSA PRIVATE«» KEY-----⟧",
        "⟦-----BEGIN PRIVATE«» KEY-----\n«b64:64»\n-----END PRIVATE«» KEY-----⟧",
        "⟦-----BEGIN EC PRIVATE«» KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,«HEX:32»\n«b64:64»⟧",
        "⟦-----BEGIN PRIVATE«» KEY-----\n«b64:64»\n«b64:6»==\n-----END PRIVATE«» KEY-----⟧",
        "⟦-----BEGIN PRIVATE«» KEY-----\n«b64:64»⟧\nready",
        "⟦-----BEGIN RSA PRIVATE«» KEY-----\nit is - hidden\n-----END RSA PRIVATE«» KEY-----⟧",
        "⟦-----BEGIN PRIVATE«» KEY-----\nit is hidden⟧",
        f"{_EMPTY} and {_EMPTY}",
        "cut off ⟦-----BEGIN OPENSSH PRIVATE«» KEY-----«b64:64»⟧",
    ),
    leaves=(
        r"-----BEGIN CERTIFICATE-----\n«b64:64»\n-----END CERTIFICATE-----",
        r"-----BEGIN PUBLIC KEY-----\n«b64:64»\n-----END PUBLIC KEY-----",
        "private key loaded",
    ),
)

_NEW_LINE = r"(?:\n|(?:\\r)?\\n)"
# PuTTY's key files have the private part behind the number of its lines.
_PUTTY = Rule(
    name="putty-key",
    pattern=Pattern(
        rf"Private-Lines:\s\d{{1,3}}{_NEW_LINE}"
        rf"(?P<value>[0-9A-Za-z+/]{{16,}}(?:{_NEW_LINE}[0-9A-Za-z+/]{{16,}})*={{0,2}})"
    ),
    keywords=("private-lines:",),
    source="PuTTY, appendix C: PPK file format.",
    takes=(
        "Private-Lines: 2\n⟦«b64:64»\n«b64:32»⟧\nPrivate-MAC: x",
        r"Private-Lines: 2\n⟦«b64:64»\n«b64:48»==⟧\nPrivate-MAC: x",
    ),
    leaves=("Public-Lines: 2\n«b64:64»", "Private-Lines: 1\nPrivate-MAC: x"),
)
_OBJECT = Pattern(r"\{[^{}\x03]{20,8000}\}?")
_VALUE = r"\\*\"\s?:\s?\\*\"(?P<value>[\w-]{20,})"
# A member that tells what an object is, and its private members: of RSA and elliptic curves, and a symmetric key; of a
# browser's subscription to push messages.
_PRIVATE_PARTS = (
    ('"kty', Pattern(rf"\\*\"(?:d|k|p|q|dp|dq|qi){_VALUE}")),
    ('"p256dh', Pattern(rf"\\*\"auth{_VALUE}")),
)


def _private_parts(text: Text, _position: int) -> Iterator[Span]:
    for found in _OBJECT.finditer(text.folded):
        for told_by, private in _PRIVATE_PARTS:
            if told_by in found[0]:
                yield from (part.span("value") for part in private.finditer(text.folded, *found.span()))


_JSON_WEB_KEY = Rule(
    name="json-web-key",
    pattern=_private_parts,
    source="RFC 7517 and 7518; the Push API of the W3C.",
    keywords=(r"\"(?:kty|p256dh)[\\\"]* ?:",),
    takes=(
        '{"kty":"oct","k":"⟦«b64url:43»⟧"}',
        r"{\"d\":\"⟦«b64url:43»⟧\",\"kty\":\"EC\"}",
        '{"kty":"RSA","n":"«b64url:43»","d":"⟦«b64url:43»⟧","p":"⟦«b64url:43»⟧"}',
        '{"endpoint":"https://push.example/x","keys":{"p256dh":"«b64url:87»","auth":"⟦«b64url:22»⟧"}}',
    ),
    leaves=(
        '{"kty":"RSA","n":"«b64url:43»","e":"AQAB"}',
        '{"d":"«b64url:43»"}',
        '{"kty":"none"},{"p256dh":"none","d":"«b64url:43»"}',
    ),
)

RULES = (_PEM, _PUTTY, _JSON_WEB_KEY)
