"""IP addresses, of both versions."""

from collections.abc import Iterator

from domain.redaction.context import context_before, key_words
from domain.redaction.detectors.detector import Detector, Rule, Span
from domain.redaction.line import Line
from domain.redaction.pattern import Pattern

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = Pattern(rf"(?<![0-9A-Za-z_.-])(?:{_BYTE}\.){{3}}{_BYTE}(?![0-9A-Za-z_]|[.-]\d|\.[A-Za-z])")
_V6 = Pattern(
    r"(?<![0-9A-Za-z_.:])(?:[0-9A-Fa-f]{1,4}:|:){2,7}+:?(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?:%[0-9A-Za-z]{1,15})?(?![0-9A-Za-z_:])"
)
_NOT_ADDRESSES = frozenset(
    ("version", "versions", "ver", "v", "release", "build", "chrome", "agent", "mozilla", "firmware", "oid")
)


def _v4(line: Line, _start: int) -> Iterator[Span]:
    shadow = line.shadow
    for match in _V4.finditer(shadow):
        # `Chrome/120.0.6099.71`, `version 1.2.3.4`: four numbers that are a release.
        if shadow[match.start() - 1 : match.start()] == "/" and shadow[match.start() - 2 : match.start() - 1].isalpha():
            continue
        context = context_before(line, match.start())
        words = key_words(context.name) or tuple(word.lower() for word in context.words[:1])
        if words and words[0] in _NOT_ADDRESSES:
            continue
        yield match.span()


def _v6(line: Line, _start: int) -> Iterator[Span]:
    for match in _V6.finditer(line.shadow):
        written = match[0]
        if len(written) < 3 or written.count(":") < 2:  # noqa: PLR2004 - `::` is no address of anybody's
            continue
        import ipaddress  # noqa: PLC0415 - 3 ms that only a candidate is worth

        try:
            ipaddress.IPv6Address(written)
        except ValueError:
            continue
        yield match.span()


def _normalise(value: str, _region: str) -> str:
    import ipaddress  # noqa: PLC0415 - as above

    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        return value.lower()


DETECTOR = Detector(
    kind="IP_ADDRESS",
    example="from 192.0.2.7 and 2001:db8::7",
    source="RFC 791 dotted quads without leading zeros, RFC 4291 for version 6, zone ids of RFC 4007.",
    rules=(
        Rule("version-4", (r"(?:^|[^0-9a-z_.-])[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?:[^0-9a-z_]|$)",), _v4),
        Rule("version-6", (r"::[0-9a-f]|[0-9a-f]::", r"[0-9a-f]{3}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]"), _v6),
    ),
    normalise=_normalise,
)
