"""Credentials after the name of their scheme: `Bearer …`, `Basic …`; and `"auth":"…"`, as registries store them."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

# A token extends as far as its characters.
_CHARACTER = r"[0-9A-Za-z._~+/-]"
_CREDENTIAL = rf"{_CHARACTER}{{16,}}+=*"
# `SharedKey account:…`, `AWS id:…`
_USER = r"[\w.@-]{1,64}"
# Registered schemes and vendors' own. `Basic` and `Digest` have rules of their own.
_SCHEMES = (
    "(?:bearer|token|dpop|ssws|api-?key|key|negotiate|ntlm|kerberos|geniekey|splunk|sso-key|bot|hawk|vapid"
    "|privatetoken)"
)
_BEARER = Pattern(rf"(?i)(?<![0-9A-Za-z])(?:bearer|dpop|ssws) +(?P<value>{_CREDENTIAL})")
# In the header itself, any text after the scheme is a credential, and so is random text after any word.
_AFTER_SCHEME = rf"(?:{_SCHEMES}|basic) +(?:(?:token|auth|key)=\\*[\"']?)?(?P<value>{_CHARACTER}{{3,}}+=*)"
_AFTER_WORD = rf"[a-z][\w-]{{2,20}} +(?:{_USER}:)?(?P<random>{_CREDENTIAL})"
_HEADER = Pattern(
    rf"(?i)authorization(?:\sheader)?(?P<sign>[^\w\x03]{{1,12}})(?:value[^\w\x03]{{1,8}})?(?:[bu][\"'])?"
    rf"(?:{_AFTER_SCHEME}|{_AFTER_WORD})(?![^\s\\\"',;)\]}}>])"
)
# The whole text is a credential.
_ALONE = Pattern(r"(?i)\\*[\"']?(?:basic|(?P<bearer>bearer)) {1,16}(?P<value>[0-9A-Za-z_+/-]{4,}+=*)\\*[\"']?")
_NAMED_HEADER = Pattern(rf"(?i)[^\w\x03]{{0,3}}{_SCHEMES} +(?P<value>{_CREDENTIAL})")
_HEADER_NAME = Pattern(r"(?i)authorization$")
# `Authorization: Bearer token missing`, `Bearer realm="x"`
_NO_TOKENS = frozenset(read_words("secret_talk")["after-schemes"])
_BASE64 = r"(?P<value>[0-9A-Za-z+/_-]{6,}+={0,2})"
_BASIC = Pattern(r"""(?i)(?<![0-9A-Za-z])(?:basic +|(?P<kept>_?auth\\*["']?\s?[:=]\s?\\*["']?))""" + _BASE64)
_NAMED_BASIC = Pattern(_BASE64)
_BASIC_NAME = Pattern(r"(?i)_?auth$")


def _bearer(text: Text, _start: int) -> Iterator[Span]:
    found = {*_after_scheme(text), *_in_header(text)}
    yield from sorted(found)


def _alone(text: Text) -> Iterator[re.Match[str]]:
    """Yield the values of the text that are only a scheme and a credential."""
    for start, end, _ in text.parts():
        if match := _ALONE.fullmatch(text.folded, start, end):
            yield match


def _after_scheme(text: Text) -> Iterator[Span]:
    for match in _alone(text):
        # `Bearer` names nothing else, so any word may be the token.
        if LETTERS_AND_DIGITS.match(match["value"]) or (
            match["bearer"] and match["value"].isalnum() and not _is_talk(match["value"])
        ):
            yield match.span("value")
    for match in (*_BEARER.finditer(text.folded), *_in_named_values(_HEADER_NAME, _NAMED_HEADER, text)):
        # `Bearer authentication-required` is a sentence. A token has digits, or is long and in both cases.
        value = match["value"]
        mixed_case = not value.islower() and not value.isupper() and value.isalnum()
        if LETTERS_AND_DIGITS.match(value) or (len(value) > 20 and mixed_case):  # noqa: PLR2004
            yield match.span("value")


def _in_header(text: Text) -> Iterator[Span]:
    for match in _HEADER.finditer(text.folded):
        group = "value" if match["value"] else "random"
        # `authorization key expired`: without a sign it is a sentence.
        is_word = match[group].isalpha() and match["sign"].isspace()
        if LETTERS_AND_DIGITS.match(match[group]) or not (group == "random" or is_word or _is_talk(match[group])):
            yield match.span(group)


def _is_talk(value: str) -> bool:
    return is_reference(value) or value.lower() in _NO_TOKENS


def _basic(text: Text, _start: int) -> Iterator[Span]:
    for match in _BASIC.finditer(text.folded):
        if _is_user_and_password(match["value"], readable=match["kept"] is not None):
            yield match.span("value")
    for match in _in_named_values(_BASIC_NAME, _NAMED_BASIC, text):
        if _is_user_and_password(match["value"], readable=True):
            yield match.span("value")


def _in_named_values(name: Pattern, value: Pattern, text: Text) -> Iterator[re.Match[str]]:
    """Yield the matches of `value` at the beginning of values whose own name, apart from the text, matches `name`."""
    for start, end, written in text.values:
        if name.search(written) and (match := value.match(text.folded, start, end)):
            yield match


def _is_user_and_password(value: str, *, readable: bool) -> bool:
    """Return whether the value is `user:password` in base64.

    If it is to be `readable`, because other values may be in its place, user and password must be printable ASCII.
    """
    import base64  # noqa: PLC0415 - only for a candidate

    try:
        decoded = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_" if re.search("[-_]", value) else None
        )
    except ValueError:
        return False
    return b":" in decoded and (not readable or (decoded.isascii() and decoded.decode().isprintable()))


# The client's response to a Digest challenge (RFC 7616): hashes of a password, with which guesses can be tested. The
# server's `nonce` before it is no secret: everybody gets one, and it gives no access, so it stays, whatever its length.
_DIGEST_RESPONSE = r"(?:digest\s|nonce=|realm=)[^\n\x03]{0,600}?response=\\*[\"']?(?=[0-9a-f]{32,64}(?![0-9A-Za-z]))"
_DIGEST = Pattern(
    rf"(?i)(?:{_DIGEST_RESPONSE}|hawk\s[^\n\x03]{{0,400}}?mac=\\*[\"']?|googlelogin\sauth=)"
    r"(?P<value>[0-9A-Za-z+/=_-]{20,})"
)
RULES = (
    Rule(
        name="bearer",
        pattern=_bearer,
        source="RFC 6750 (Bearer), RFC 9449 (DPoP), Okta (SSWS).",
        keywords=(
            "(?:bearer|dpop|ssws) +[0-9a-z._~+/-]{4}",
            "basic +[0-9a-z+/_-]{4}",
            r"authorization[\\\"']* *[:=]",
            "authorization.{1,8}(?:token|apikey|key) ",
        ),
        takes=(
            "Authorization: Bearer ⟦«alnum:40»⟧",
            "authorization: DPoP ⟦«hex:40»⟧",
            "got bearer ⟦«hex:40»⟧",
            "Basic ⟦abc123abc1⟧",
            "Bearer ⟦SEKRET⟧",
            "Authorization header Bearer ⟦top-secret-token⟧",
            "Authorization: Basic ⟦abc⟧",
            "Authorization: Token token=⟦«hex:32»⟧",
            'Authorization: Token token="⟦«hex:32»⟧"',
            "Authorization: SharedKey account1:⟦«b64:43»=⟧",
            "Bearer      ⟦abc123abc1⟧",
            '"Bearer ⟦abc123abc1⟧"',
            "Authorization: SSWS ⟦00«alnum:40»⟧",
            "Authorization: Token ⟦«hex:40»⟧",
            '"authorization":"bearer ⟦«b64url:40»1⟧"',
            "> Authorization: Bearer ⟦abcdef.123456⟧",
            '{"name":"Authorization","value":"Bearer ⟦h4xx0r99⟧"}',
            '[["Authorization","Bearer ⟦h4xx0r99⟧"]]',
            "{b'Authorization': b'Bearer ⟦h4xx0r99⟧'}",
            "Authorization: Bearer ⟦super-secret⟧",
            '{ authorization: "Bearer ⟦abc.def.ghi⟧", x: 1 }',
            "Authorization: Negotiate ⟦YII«b64:24»==⟧",
            "Proxy-Authorization: NTLM ⟦TlRM«b64:24»==⟧",
            "Authorization: GenieKey ⟦«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "authorization=Acme-Key ⟦«alnum:24»1a⟧",
        ),
        leaves=(
            "Bearer authentication required",
            "Bearer authentication-required-here",
            'WWW-Authenticate: Bearer error="invalid_token"',
            "Authorization: Bearer ***",
            "Authorization: Bearer ${TOKEN}",
            "bearer of bad news",
            "Bearer tokens",
            "Basic plan",
            "Authorization: Basic realm",
            "Basic abc123abc1 is no credential",
            "Basic abcdefgh",
            "bearer abcdef.123456",
            "Authorization: Bearer mismatch",
            "Authorization: Bearer token missing",
            "Authorization: Bearer <token>",
            "authorization key missing",
            "Authorization: required permission-for-this-user",
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261129/eu-west-1/s3",
            "forbearer «alnum:40»",
            "Authorization: Key name@example.com",
        ),
    ),
    Rule(
        name="basic",
        pattern=_basic,
        source="RFC 7617; `_auth` of npm and `auth` of Docker.",
        keywords=("basic +[0-9a-z+/_-]{4}", r"auth[\\\"']* ?[:=]"),
        takes=(
            "Authorization: Basic ⟦YWRhOmh1bn«»RlcjI=⟧",
            "?authorization=Basic%20⟦YWRhOmh1bn«»RlcjI=⟧",
            '{"auths":{"registry.example":{"auth":"⟦YWRhOmh1bn«»RlcjI=⟧"}}}',
            "//registry.example/:_auth=⟦YWRhOmh1bn«»RlcjI=⟧",
        ),
        leaves=(
            'WWW-Authenticate: Basic realm="admin"',
            "Basic authentication is deprecated",
            "Basic YWRhaHVudGVy",
            "auth=none",
            "nobasic YWRhOmh1bn«»RlcjI=",
        ),
    ),
    Rule(
        name="digest-response",
        pattern=_DIGEST,
        source="RFC 7616: guessed passwords can be tested against the response, which is a hash.",
        keywords=(r"response=[\\\"']*[0-9a-f]{4}", "hawk .*mac=", "googlelogin auth="),
        takes=(
            'Authorization: Digest username="ada", realm="x", nonce="a", uri="/", response="⟦«hex:32»⟧"',
            'Authorization: Hawk id="dh37", ts="1793000000", mac="⟦«b64:43»=⟧"',
            "Authorization: GoogleLogin auth=⟦«b64url:80»⟧",
        ),
        leaves=(
            'response="«hex:32»"',
            'Digest realm="x", response="«hex:16»"',
            'Digest realm="x", response="«hex:80»"',
            'Digest nonce="a"\nresponse="«hex:32»"',
        ),
    ),
)
