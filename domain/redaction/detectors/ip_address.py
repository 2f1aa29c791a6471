"""IPv4 and IPv6 addresses."""

import re
from collections.abc import Iterator, Sequence

from domain.redaction.context import Context, context_before, key_words
from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FREE = r"(?<![0-9A-Za-z_.~-])"
# The patterns begin at the first dot or colon of an address, which Python finds many times faster than any of sixteen
# digits. In an IPv4 match, the number of the group is the number of digits before the dot. A long run of digits and
# dots fails at its first dot.
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
        (?:%[0-9A-Za-z]{1,15})? (?![0-9A-Za-z_]|[:][0-9A-Za-z]|[.][0-9])""",
    re.VERBOSE,
)
_TIME = Pattern(r"\d\d:\d\d:\d\d::")
# A port of Fibre Channel: eight octets.
_WORLD_WIDE_NAME = Pattern(r"(?:[0-9A-Fa-f]{2}:){7}[0-9A-Fa-f]{2}")
_HEX_DIGITS, _LONGEST_GROUP = frozenset("0123456789abcdefABCDEF"), 4
_LEAST_V6 = 3
_WORDS = read_words("ip_address")
_NOT_ADDRESSES = frozenset(_WORDS["releases"])
# Prefixes of X.500's attributes, classes, matching rules and extensions, and of companies' identifiers.
_OBJECT_IDENTIFIERS = (
    *("2.5.4.", "2.5.5.", "2.5.6.", "2.5.13.", "2.5.18.", "2.5.20.", "2.5.21.", "2.5.29."),
    *("1.3.6.", "1.2.840"),
)
_ROLES = frozenset(_WORDS["roles"])
_TRANSPORTS = frozenset(_WORDS["transports"])
# What precedes a release: `==1.0.0.3`, `rv:1.9.0.19`, `libc:amd64 1.2.3.4`, `org.acme:shop:5.3.20.1`.
_BEFORE_RELEASE = Pattern(
    r"""(?: [=~><!^]= | [~^] | (?:^|[\s(,;])[\w.-]+:[\w.-]+:
      | :(?:amd64|arm64|armhf|i386|all|any|native)\s\(? | [A-Za-z][\w+.-]*-\d[\w.]*\s\( )$""",
    re.VERBOSE | re.ASCII,
)
# What follows it; also an object identifier in a description of LDAP's schema.
_BEHIND_RELEASE = Pattern(r"[-+~]\w*[A-Za-z]|\s?\([a-z]+\d*\)|\sinstalled|\s(?:NAME|USAGE|SINGLE-VALUE)\s")
_UPGRADED = frozenset(_WORDS["upgrades"])
# An upgrade from one release to another: `1.1.1.6 to 3.0.2.4`.
_UPGRADE = Pattern(r"\s?(?:to|->|=>|-->|,|\xb7)\s?")
_LEAST_UNLIKELY_RELEASE, _PRIVATE = 32, 10
_NEAR, _LONGEST_PRODUCT = 16, 48
_WORD_BEFORE_SLASH = Pattern(r"(?P<slash>/?)(?P<word>[\w.-]+)/$", re.ASCII)
_HOST = Pattern(r"[a-z]\.(?:com|net|org|edu|gov|io|dev|local|internal|lan|example)$", re.IGNORECASE)
_PORT_BEHIND = Pattern(r":\d{2,5}(?![\w.])")
# A class or module of one or two letters, and its member: `C1::a2`.
_MEMBER_OF_CLASS = Pattern(r"[A-F][0-9A-F]?::")
# Addresses of networks, and network masks.
_NOBODYS = ("0.", "255.")


def _v4(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    release_end = -1
    for match in _V4.finditer(folded):
        dot, end = match.span()
        start = dot - (match.lastindex or 0)
        first = int(folded[start:dot])
        address = folded[start:end]
        if address.startswith((*_NOBODYS, *_OBJECT_IDENTIFIERS)):
            continue
        if (
            folded[start - 1 : start] == "/"
            and folded[start - 2 : start - 1].isalnum()
            and _is_product(folded, start, end, first)
        ):
            continue
        # A first number as large as this is not part of a release, unless a word says so.
        if first >= _LEAST_UNLIKELY_RELEASE and "ver" not in text.before(start, _NEAR).lower():
            yield start, end
        elif _is_release(text, start, end, first) or (
            release_end >= 0 and _UPGRADE.fullmatch(folded, release_end, start)
        ):
            release_end = end
        else:
            yield start, end


def _is_product(folded: str, start: int, end: int, first: int) -> bool:
    """`Chrome/4.0.211.2` is a product, but `UDP/203.0.113.9` or a part of a path (`/hosts/203.0.113.9`) is not."""
    before = _WORD_BEFORE_SLASH.search(folded[max(0, start - _LONGEST_PRODUCT) : start])
    if before is None or before["slash"]:
        return False
    word = before["word"]
    # Java writes the name of a host before its address. No product has a port.
    if _HOST.search(word) or _PORT_BEHIND.match(folded, end):
        return False
    if word.lower().partition("_")[0] in _TRANSPORTS or word.lower() in _ROLES:
        return False
    return first < _LEAST_UNLIKELY_RELEASE or not word.isupper()


def _is_release(text: Text, start: int, end: int, first: int) -> bool:
    folded = text.folded
    if _BEFORE_RELEASE.search(folded[max(0, start - _LONGEST_PRODUCT) : start]) or _BEHIND_RELEASE.match(folded, end):
        return first != _PRIVATE
    context = context_before(text, start)
    words = key_words(context.name) or tuple(word.lower() for word in context.words[:1])
    if words and words[0] in _NOT_ADDRESSES:
        return True
    # `upgraded from 2.4.1.0`.
    if not context.name and words[:1] == ("from",) and context.words[1:] and context.words[1].lower() in _UPGRADED:
        return True
    behind_word = folded[start - 1 : start] == " " and folded[start - 2 : start - 1].isalnum()
    return behind_word and _is_behind_product(context, first)


def _is_behind_product(context: Context, first: int) -> bool:
    """`PHP 7.4.33.1`: a small first number directly after a name that is not a role of a machine."""
    if context.name or not context.words:
        return False
    word = context.words[0]
    return word[0].isupper() and word.lower() not in _ROLES and first < _LEAST_UNLIKELY_RELEASE and first != _PRIVATE


def _start_of_group(folded: str, end: int) -> int:
    """Return the start of the hexadecimal digits that end here.

    If there are too many, return a position within them.
    """
    start = end
    while start and end - start < _LONGEST_GROUP and folded[start - 1] in _HEX_DIGITS:
        start -= 1
    return start


def _v6(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    end = 0
    for colons in _V6_COLONS.finditer(folded):
        start = _start_of_group(folded, colons.start())
        # The zone of the previous address may continue.
        match = _V6.match(folded, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        written = match[0]
        # A colon after an address belongs to the sentence.
        if written.endswith(":") and not written.endswith("::"):
            written = written[:-1]
        # `::` alone is not the address of a machine.
        if len(written) >= _LEAST_V6 and not _is_other(folded, written, end) and _is_v6(written):
            yield match.start(), match.start() + len(written)


def _is_other(folded: str, written: str, end: int) -> bool:
    """Return whether it only has the form of an address: a time, names joined by `::`, or a world wide name."""
    if (
        _TIME.match(written)
        or _MEMBER_OF_CLASS.match(written)
        or folded.startswith(("()", "($", "$"), end)
        or _WORLD_WIDE_NAME.fullmatch(written)
    ):
        return True
    # `00:01:15,854::`, but not the network `2001::/16`.
    counted = written.endswith("::") and written[:-2].isdigit() and folded[end : end + 1] != "/"
    return counted or not any(map(str.isdigit, written))


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
        address = ipaddress.ip_address(text)
        # `::ffff:10.0.0.1` is an IPv4 address, as an IPv6 socket shows it.
        return str(getattr(address, "ipv4_mapped", None) or address)
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
            takes=(
                "from ⟦203.0.113.9⟧ port 22",
                "client=⟦198.51.100.23⟧:443",
                "src: /⟦10.250.19.102⟧:54106",
                "⟦8.8.8.8⟧ answered",
                "⟦2.5.2.5⟧ - tomcat [12/Dec/2014:10:00:00]",
                "[⟦12.4.3.249⟧] flagged",
                'RemoteAddress="IPV4/UDP/⟦203.0.113.9⟧/5084"',
                "TCP_MISS/200 GET - HIER_DIRECT/⟦8.8.4.4⟧ text/html",
                "GET /hosts/⟦203.0.113.9⟧/status",
                "Ban ⟦7.242.61.143⟧",
                "openvpn: jo/⟦45.23.39.201⟧:1194 MULTI: Learn",
                "hostAddress=storage.example.org/⟦142.251.32.211⟧",
                "route ⟦10.0.0.0⟧/8",
                "⟦1.2.3.4⟧ to ⟦5.6.7.8⟧",
                "PHP ⟦10.4.33.1⟧",
                "IPv4 ⟦4.3.2.1⟧",
                "moved from ⟦4.3.2.1⟧ to ⟦4.3.2.2⟧",
                "⟦150.1.2.3⟧ ⟦254.1.2.3⟧ ⟦10.254.249.130⟧ ⟦10.130.254.249⟧ ⟦10.249.130.254⟧",
            ),
            leaves=(
                "matchingRules: ( 2.5.13.38 NAME 'certificateListExactMatch' )",
                "0.0.0.0 and 255.255.255.255 are nobody's",
                "Chrome/120.0.0.71",
                "Firefox/3.0.0.19",
                "Chrome/120.0.0.71:12a",
                "curl/7.88.1.0",
                "Mozilla/5.0 (X11; rv:1.9.0.19) Gecko",
                "installed vcversioner==2.16.0.0",
                "lodash ^1.2.3.4",
                "upgrade libssl:amd64 1.1.1.6 to 3.0.2.4",
                "version 33.1.2.3",
                "Version=1.2.3.4",
                "PHP 7.4.33.1",
                "shop 2.0.0.5-rc1 started",
                "org.acme:shop:5.3.20.1",
                "Conf libopenni2-0 (2.2.0.33+dfsg-15)",
                "OID 2.5.4.3.1 and 1.3.6.1",
                "use (org.acme:shop:5.3.20.1)",
                "Conf libopenni2-0 (2.2.0.33)",
                "app 2.3.4.5 (build12)",
                "libssl:amd64 1.1.1.6 -> 3.0.2.4",
                "libssl:amd64 1.1.1.6 => 3.0.2.4",
                "libssl:amd64 1.1.1.6 --> 3.0.2.4",
                "libssl:amd64 1.1.1.6, 3.0.2.4",
                "libssl:amd64 1.1.1.6 → 3.0.2.4",
                "v1.2.3.4 x12.3.4.5 x200.3.4.5",
                "81.2.3.4.example.com",
                "shop-81.2.3.4.jar",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.04",
                "subnet mask 255.255.254.0 applied",
                "ratio 0.1.2.3",
                "upgraded from 2.4.1.0 to 2.4.2.0",
                "openssl 1.1.1.1 installed",
                "objectClasses: ( 2.5.17.0 NAME 'subentry' )",
                "SYNTAX 1.115.121.26{128} )",
                "merge branch 1.7.100.1",
            ),
        ),
        Rule(
            name="version-6",
            pattern=_v6,
            shapes=(
                r"(?:^|[^0-9a-z_.:-])::[0-9a-f]",
                r"(?:^|[^0-9a-z_.-])[0-9a-f]{1,4}::",
                r"[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]",
            ),
            takes=(
                "from ⟦2001:db8:85a3:1111:2222:8a2e:370:7334⟧",
                "peer ⟦2001:db8::1⟧: reset",
                "[⟦2001:db8::1⟧]:443",
                "src=⟦::ffff:203.0.113.9⟧",
                "⟦FE80::1%eth0⟧ is down",
                "route ⟦2001::⟧/16",
            ),
            leaves=(
                ":: and std::string",
                "at 12:34:56",
                "00:1b:44:11:3a:b7",
                "2024::10:11:12",
                "a.b::c",
                "1:2:3:4:5:6:7:8:9",
                "pkg::dea1",
                "a.b::1c",
                "2001:db8::1x",
                "03:04:05::123",
                "00:01:15,854::",
                "5e:88:48:98:da:28:04:71",
                "DB::DB and A::B",
                "Undefined constant A::B1",
                "Call to undefined method 2c::a2() in",
                "2c::$x and 2c::a2($a)",
                "::ffff:192.168.1",
            ),
        ),
    ),
    normalise=_normalise,
)
