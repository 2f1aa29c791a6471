"""Credentials behind the name of their scheme: `Bearer …`, `Basic …`; and `"auth":"…"`, where registries keep them."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.detector import Rule, Span
from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS
from domain.redaction.line import Line
from domain.redaction.pattern import Pattern

_BEARER = Pattern(
    r"(?i)(?<![0-9A-Za-z])(?:bearer|dpop|ssws|authorization\W{1,6}(?:token|apikey|key)) +"
    r"([0-9A-Za-z._~+/-]{16,8192}+=*)"
)
_BASIC = Pattern(
    r"""(?i)(?<![0-9A-Za-z])(?:basic(?: |%20)+|(?P<kept>_?auth\\*["']?\s?[:=]\s?\\*["']?))"""
    r"(?P<value>[0-9A-Za-z+/_-]{6,4096}+={0,2})"
)


def _bearer(line: Line, _start: int) -> Iterator[Span]:
    for match in _BEARER.finditer(line.shadow):
        # `Bearer authentication-required` is talk; a token has digits, or is long and of both cases.
        value = match[1]
        mixed_case = not value.islower() and not value.isupper() and value.isalnum()
        if LETTERS_AND_DIGITS.match(value) or (len(value) > 20 and mixed_case):  # noqa: PLR2004
            yield match.span(1)


def _basic(line: Line, _start: int) -> Iterator[Span]:
    import base64  # noqa: PLC0415 - only for a candidate

    for match in _BASIC.finditer(line.shadow):
        value = match["value"]
        try:
            decoded = base64.b64decode(
                value + "=" * (-len(value) % 4), altchars=b"-_" if re.search("[-_]", value) else None
            )
        except ValueError:
            continue
        # What may be anything is one if it reads as `user:password`.
        if b":" in decoded and (not match["kept"] or (decoded.isascii() and decoded.decode().isprintable())):
            yield match.span("value")


RULES = (
    Rule(
        "bearer", _bearer, words=("(?:bearer|dpop|ssws) +[0-9a-z._~+/-]{4}", "authorization.{1,8}(?:token|apikey|key) ")
    ),
    Rule("basic", _basic, words=("basic +[0-9a-z+/_-]{4}", r"auth[\\\"']* ?[:=]")),
)
