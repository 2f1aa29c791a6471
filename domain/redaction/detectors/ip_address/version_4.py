"""IPv4 addresses (`192.0.2.7`), and how to tell them from releases (`Chrome/4.0.211.2`) and object identifiers."""

import re
from collections.abc import Iterator

from domain.redaction.context import Context, context_before, key_words
from domain.redaction.context.identifiers import nearest_word
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import plain_words

_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FREE = r"(?<![0-9A-Za-z_.~-])"
# The patterns begin at the first dot or colon of an address, which Python finds many times faster than any of sixteen
# digits. In an IPv4 match, the number of the group is the number of digits before the dot. A long run of digits and
# dots fails at its first dot.
_FIRST_DOT = r"\.(?<!\.[0-9]\.)(?=[0-9]{1,3}\.[0-9]{1,3}\.[0-9])"
_OF_ONE_DIGIT = rf"(?<={_FREE}[0-9]\.)()"
_OF_TWO_DIGITS = rf"(?<={_FREE}[1-9][0-9]\.)()"
_OF_THREE_DIGITS = rf"(?<={_FREE}(?:1[0-9][0-9]|2[0-4][0-9]|25[0-5])\.)()"
_V4 = Pattern(
    rf"{_FIRST_DOT}(?:{_OF_ONE_DIGIT}|{_OF_TWO_DIGITS}|{_OF_THREE_DIGITS})"
    rf"{_BYTE}\.{_BYTE}\.{_BYTE}(?![0-9A-Za-z_])"
)
_WORDS = plain_words("ip_address")
_RELEASES = frozenset(_WORDS["releases"])
# Prefixes of X.500's attributes, classes, matching rules and extensions, and of companies' identifiers.
_OBJECT_IDENTIFIERS = (
    *("2.5.4.", "2.5.5.", "2.5.6.", "2.5.13.", "2.5.18.", "2.5.20.", "2.5.21.", "2.5.29."),
    *("1.3.6.", "1.2.840"),
)
_ROLES = frozenset(_WORDS["roles"])
_TRANSPORTS = frozenset(_WORDS["transports"])
# Text before a release: `==1.0.0.3`, `rv:1.9.0.19`, `libc:amd64 1.2.3.4`, `org.acme:shop:5.3.20.1`.
_SIGNS_OF_RELEASES = (
    "[=~><!^]=",
    "[~^]",
    r"(?:^|[\s(,;])[\w.-]+:[\w.-]+:",
    r":(?:amd64|arm64|armhf|i386|all|any|native)\s\(?",
    r"[A-Za-z][\w+.-]*-\d[\w.]*\s\(",
)
_BEFORE_RELEASE = Pattern(rf"(?:{'|'.join(_SIGNS_OF_RELEASES)})$", re.ASCII)
# Text after a release, or after an object identifier in the description of an LDAP schema.
_BEHIND_RELEASE = Pattern(r"[-+~]\w*[A-Za-z]|\s?\([a-z]+\d*\)|\sinstalled|\s(?:NAME|USAGE|SINGLE-VALUE)\s")
_UPGRADES = frozenset(_WORDS["upgrades"])
# An upgrade from one release to another: `1.1.1.6 to 3.0.2.4`.
_UPGRADE = Pattern(r"\s?(?:to|->|=>|-->|,|\xb7)\s?")
_LEAST_UNLIKELY_RELEASE, _PRIVATE = 32, 10
_NEAR, _LONGEST_PRODUCT = 16, 48
_WORD_BEFORE_SLASH = Pattern(r"(?P<slash>/?)(?P<word>[\w.-]+)/$", re.ASCII)
_HOST = Pattern(r"[a-z]\.(?:com|net|org|edu|gov|io|dev|local|internal|lan|example)$", re.IGNORECASE)
_RANGE_END = Pattern(r"-(?P<address>\d{1,3}(?:\.\d{1,3}){3})(?![\w.-])")
_PORT_BEHIND_DOT = Pattern(r"\.(?:\d{1,5}|[a-z][\w-]{0,15})( >|:\s|\s|$)")
_BEFORE_SOCKET = Pattern(r"\w > $|(?<![a-z])(?:tcp|udp)[46]{0,2}\s[\d\s.]*$")
_PORT_BEHIND = Pattern(r":\d{2,5}(?![\w.])")
# The beginnings of unspecified addresses and of netmasks, which are not addresses of hosts.
_NOT_HOSTS = ("0.", "255.")


def _v4(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    release_end = -1
    for start, end in _addresses(folded):
        first = int(folded[start : folded.index(".", start)])
        address = folded[start:end]
        if address.startswith((*_NOT_HOSTS, *_OBJECT_IDENTIFIERS)):
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


def _addresses(folded: str) -> Iterator[Span]:
    """Yield the addresses that are not part of a longer value. A port or the end of a range may follow."""
    for match in _V4.finditer(folded):
        dot, end = match.span()
        start = dot - (match.lastindex or 0)
        sign, next_ = folded[end : end + 1], folded[end + 1 : end + 2]
        last = _RANGE_END.match(folded, end) if sign == "-" else None
        # Sections of documents are in ranges too: `3.2.1.3-3.2.1.5`.
        if last and (int(folded[start:dot]) >= _LEAST_UNLIKELY_RELEASE or folded[start:dot] == str(_PRIVATE)):
            yield start, end
            yield last.span("address")
        elif (
            not next_.isalnum()
            or sign not in (".", "-")
            or (sign == "-" and next_.isalpha())
            or (sign == "." and _is_socket(folded, start, end))
        ):
            yield start, end


def _is_socket(folded: str, start: int, end: int) -> bool:
    """Return whether a port follows the dot behind an address, as tcpdump and netstat write it."""
    port = _PORT_BEHIND_DOT.match(folded, end)
    return port is not None and (
        port[1] == " >" or _BEFORE_SOCKET.search(folded[max(0, start - 64) : start]) is not None
    )


def _is_product(folded: str, start: int, end: int, first: int) -> bool:
    """Return whether a product is before the slash: `Chrome/4.0.211.2`, unlike `UDP/203.0.113.9` and `/hosts/…`."""
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
    words = key_words(context.name) or (nearest_word(context.words),)
    if words[0] in _RELEASES or words[0].endswith("version"):
        return True
    # `upgraded from 2.4.1.0`.
    if not context.name and words[:1] == ("from",) and context.words[1:] and context.words[1].lower() in _UPGRADES:
        return True
    # `upgrade shop 2.4.1.0 to …`
    if not context.name and context.words[1:] and context.words[1].lower() in _UPGRADES and words[0] not in _ROLES:
        return _UPGRADE.match(folded, end) is not None
    behind_word = folded[start - 1 : start] == " " and folded[start - 2 : start - 1].isalnum()
    return behind_word and _is_behind_product(context, first)


def _is_behind_product(context: Context, first: int) -> bool:
    """Return whether a small first number is directly after the name of a product: `PHP 7.4.33.1`."""
    if context.name or not context.words:
        return False
    word = context.words[0]
    return word[0].isupper() and word.lower() not in _ROLES and first < _LEAST_UNLIKELY_RELEASE and first != _PRIVATE


RULE = Rule(
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
        "IP ⟦203.0.113.9⟧.51022 > ⟦198.51.100.7⟧.443: Flags [S]",
        "tcp4  0  0  ⟦203.0.113.9⟧.22  ⟦198.51.100.7⟧.51022  ESTABLISHED",
        "range ⟦10.0.0.1⟧-⟦10.0.0.9⟧ reserved",
        "udp 0 0 ⟦203.0.113.9⟧.53 *.*",
        "udp 0 0 ⟦203.0.113.9⟧.53",
        "IP ⟦203.0.113.9⟧.https > ⟦198.51.100.7⟧.mysql: Flags [S]",
        "range ⟦203.0.113.1⟧-⟦203.0.113.9⟧ reserved",
        "⟦203.0.113.9⟧-eth0",
        "openvpn: jo/⟦45.23.39.201⟧:1194 MULTI: Learn",
        "hostAddress=storage.example.org/⟦142.251.32.211⟧",
        "route ⟦10.0.0.0⟧/8",
        "⟦1.2.3.4⟧ to ⟦5.6.7.8⟧",
        "PHP ⟦10.4.33.1⟧",
        "updated host ⟦8.4.33.1⟧ to ⟦8.4.33.2⟧",
        "update gateway shop, then ⟦8.4.33.1⟧",
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
        "81.2.3.4-5",
        "81.2.3.4-10.0.0.9x",
        "sections 3.2.1.3-3.2.1.5",
        "81.2.3.4.5 and 81.2.3.4.6: Overview",
        "81.2.3.4.512345 > 7 and 81.2.3.4.a.b > 7",
        "udpate 81.2.3.4.5 ok, xtcp 81.2.3.4.5 ok",
        "256.1.1.1",
        "1.2.3.04",
        "subnet mask 255.255.254.0 applied",
        "ratio 0.1.2.3",
        "upgraded from 2.4.1.0 to 2.4.2.0",
        "openssl 1.1.1.1 installed",
        "objectClasses: ( 2.5.17.0 NAME 'subentry' )",
        "SYNTAX 1.115.121.26{128} )",
        "merge branch 1.7.100.1",
        "schema version set to 21.3.0.1",
        "softwareVersion=21.3.0.1",
        "versión: 21.3.0.1, バージョン 21.3.0.1",
        "upgrade shop 2.16.0.0 to 2.17.0.1",
    ),
)
