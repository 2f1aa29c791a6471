"""IP addresses, of both versions."""

import re
from collections.abc import Iterator, Sequence

from domain.redaction.context import Context, context_before, key_words
from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.vocabulary import words_of

_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FREE = r"(?<![0-9A-Za-z_.~-])"
# Addresses are looked for by their first dot or colon, which Python finds many times faster than any of sixteen digits.
# Of version 4 the group that takes part has as many digits before the dot as its number says; a long run of digits and
# dots is left at its first dot.
_V4 = Pattern(
    rf"""\.(?<!\.[0-9]\.)(?=[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9])
        (?: (?<={_FREE}[0-9]\.)() | (?<={_FREE}[1-9][0-9]\.)()
          | (?<={_FREE}(?:1[0-9][0-9]|2[0-4][0-9]|25[0-5])\.)() )
        {_BYTE}\.{_BYTE}\.{_BYTE}(?![0-9A-Za-z_]|[.-][0-9]|\.[A-Za-z])""",
    re.VERBOSE,
)
_V6_COLONS = Pattern(r":(?::|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]*")
_V6 = Pattern(
    r"""(?<![0-9A-Za-z_.:-]) (?!\d{4}::\d\d:\d\d:\d\d) [0-9A-Fa-f]{0,4}:
        (?:[0-9A-Fa-f]{1,4}:|:){1,6} :? (?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4})?
        (?:%[0-9A-Za-z]{1,15})? (?![0-9A-Za-z_]|:[0-9A-Za-z])""",
    re.VERBOSE,
)
_HEX_DIGITS, _LONGEST_GROUP = frozenset("0123456789abcdefABCDEF"), 4
_LEAST_V6 = 3
# Releases and object identifiers have four numbers as well.
_NOT_ADDRESSES = words_of(
    "version versions ver v release build agent firmware oid ext extension kernel driver section chapter rfc"
)
_OBJECT_IDENTIFIERS = ("2.5.", "1.3.6.", "1.2.840")
# Words before an address that begin with a capital all the same.
_ROLES = words_of(
    "client host peer from to address ip server source remote connection visitor blocked user dest destination dst src "
    "gateway node router proxy origin caller route ping addr ban unban banned found allow deny drop accept accepted "
    "reject connect connected connecting disconnected listening bound lookup resolved"
)
_LEAST_UNLIKELY_RELEASE, _PRIVATE = 32, 10
_NEAR = 16
_NOBODY, _EVERYBODY = "0.0.0.0", "255.255.255.255"  # noqa: S104 - nothing binds here


def _v4(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    for match in _V4.finditer(folded):
        dot, end = match.span()
        start = dot - (match.lastindex or 0)
        # `Chrome/120.0.6099.71`
        if folded[start - 1 : start] == "/" and folded[start - 2 : start - 1].isalpha():
            continue
        # A first number as large as this is no release's, unless it is said to be one.
        first = int(folded[start:dot])
        address = folded[start:end]
        if first >= _LEAST_UNLIKELY_RELEASE and "ver" not in text.before(start, _NEAR).lower():
            if address != _EVERYBODY:
                yield start, end
            continue
        if address == _NOBODY or address.startswith(_OBJECT_IDENTIFIERS):
            continue
        context = context_before(text, start)
        words = key_words(context.name) or tuple(word.lower() for word in context.words[:1])
        behind_word = folded[start - 1 : start] == " " and folded[start - 2 : start - 1].isalnum()
        if not (words and words[0] in _NOT_ADDRESSES) and not (behind_word and _is_release(context, first)):
            yield start, end


def _is_release(context: Context, first: int) -> bool:
    """`PHP 7.4.33.1`: a small first number right behind a name that is no role of a machine."""
    if context.name or not context.words:
        return False
    word = context.words[0]
    return word[0].isupper() and word.lower() not in _ROLES and first < _LEAST_UNLIKELY_RELEASE and first != _PRIVATE


def _start_of_group(folded: str, end: int) -> int:
    """Where the hexadecimal digits begin that end there; of more than can be, a place within them."""
    start = end
    while start and end - start < _LONGEST_GROUP and folded[start - 1] in _HEX_DIGITS:
        start -= 1
    return start


def _v6(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    end = 0
    for colons in _V6_COLONS.finditer(folded):
        start = _start_of_group(folded, colons.start())
        # The zone of the one before may go on.
        match = _V6.match(folded, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        written = match[0]
        # A colon behind an address is the sentence's.
        if written.endswith(":") and not written.endswith("::"):
            written = written[:-1]
        # `::` alone is no address of anybody's.
        if len(written) >= _LEAST_V6 and _is_v6(written):
            yield match.start(), match.start() + len(written)


def _is_v6(written: str) -> bool:
    import ipaddress  # noqa: PLC0415 - 3 ms that only a candidate is worth

    try:
        ipaddress.IPv6Address(written)
    except ValueError:
        return False
    return True


def _normalise(value: str, _regions: Sequence[str]) -> str:
    import ipaddress  # noqa: PLC0415 - as above

    text = Text(value).decoded
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text.lower()


DETECTOR = Detector(
    kind="IP_ADDRESS",
    example="from 192.0.2.7 and 2001:db8::7",
    source="RFC 791 dotted quads without leading zeros, RFC 4291 for version 6, RFC 4007 for zone ids.",
    rules=(
        Rule(
            name="version-4",
            pattern=_v4,
            shapes=(r"(?:^|[^0-9a-z_.-])[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?:[^0-9a-z_]|$)",),
        ),
        Rule(
            name="version-6",
            pattern=_v6,
            shapes=(
                r"(?:^|[^0-9a-z_.:-])::[0-9a-f]",
                r"(?:^|[^0-9a-z_.-])[0-9a-f]{1,4}::",
                r"[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]",
            ),
        ),
    ),
    normalise=_normalise,
)
