"""Credentials behind the name of their scheme: `Bearer …`, `Basic …`; and `"auth":"…"`, where registries keep them."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# A token is as long as its characters go on.
_CREDENTIAL = r"([0-9A-Za-z._~+/-]{16,}+=*)"
_BEARER = Pattern(
    rf"(?i)(?<![0-9A-Za-z])(?:bearer|dpop|ssws|authorization[^\w\x03]{{1,6}}(?:token|apikey|key)) +{_CREDENTIAL}"
)
_NAMED_BEARER = Pattern(rf"(?i)[^\w\x03]{{0,3}}(?:token|apikey|key) +{_CREDENTIAL}")
_BEARER_NAME = Pattern(r"(?i)authorization$")
_BASE64 = r"(?P<value>[0-9A-Za-z+/_-]{6,}+={0,2})"
_BASIC = Pattern(r"""(?i)(?<![0-9A-Za-z])(?:basic(?: |%20)+|(?P<kept>_?auth\\*["']?\s?[:=]\s?\\*["']?))""" + _BASE64)
_NAMED_BASIC = Pattern(_BASE64)
_BASIC_NAME = Pattern(r"(?i)(?<![0-9A-Za-z])_?auth$")


def _bearer(text: Text, _start: int) -> Iterator[Span]:
    matches = [*_BEARER.finditer(text.folded), *_under(_BEARER_NAME, _NAMED_BEARER, text)]
    for match in matches:
        # `Bearer authentication-required` is talk; a token has digits, or is long and of both cases.
        value = match[1]
        mixed_case = not value.islower() and not value.isupper() and value.isalnum()
        if LETTERS_AND_DIGITS.match(value) or (len(value) > 20 and mixed_case):  # noqa: PLR2004
            yield match.span(1)


def _basic(text: Text, _start: int) -> Iterator[Span]:
    for match in _BASIC.finditer(text.folded):
        if _is_user_and_password(match["value"], readable=match["kept"] is not None):
            yield match.span("value")
    for match in _under(_BASIC_NAME, _NAMED_BASIC, text):
        if _is_user_and_password(match["value"], readable=True):
            yield match.span("value")


def _under(name: Pattern, value: Pattern, text: Text) -> Iterator[re.Match[str]]:
    """The beginnings of the text's values under such a name, where they match."""
    for start, end, written in text.values:
        if name.search(written) and (match := value.match(text.folded, start, end)):
            yield match


def _is_user_and_password(value: str, *, readable: bool) -> bool:
    """Whether it reads as `user:password` in base64; what may be anything has to be `readable` as well."""
    import base64  # noqa: PLC0415 - only for a candidate

    try:
        decoded = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_" if re.search("[-_]", value) else None
        )
    except ValueError:
        return False
    return b":" in decoded and (not readable or (decoded.isascii() and decoded.decode().isprintable()))


RULES = (
    Rule(
        name="bearer",
        pattern=_bearer,
        keywords=(
            "(?:bearer|dpop|ssws) +[0-9a-z._~+/-]{4}",
            "authorization.{1,8}(?:token|apikey|key) ",
            'authorization: "',
        ),
    ),
    Rule(name="basic", pattern=_basic, keywords=("basic +[0-9a-z+/_-]{4}", r"auth[\\\"']* ?[:=]")),
)
