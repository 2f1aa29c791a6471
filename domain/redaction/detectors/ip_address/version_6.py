"""IPv6 addresses (`2001:db8::7`), and how to tell them from times and names joined by `::`."""

from collections.abc import Iterator

from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_V6_COLONS = Pattern(r":(?::|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]*")
# Not inside a word, and not a date and a time: `2024::10:11:12`.
_BEGINNING = r"(?<![0-9A-Za-z_.:-])(?!\d{4}::\d\d:\d\d:\d\d)"
# The last groups may be an IPv4 address, and a zone may follow: `fe80::1%eth0`.
_GROUPS = r"[0-9A-Fa-f]{0,4}:(?:[0-9A-Fa-f]{1,4}:|:){1,6}:?(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4})?"
_ZONE = "(?:%[0-9A-Za-z]{1,15})?"
# Only a port may follow a dot, as tcpdump writes it: `2001:db8::1.443 > …`.
_END = r"(?![0-9A-Za-z_]|:[0-9A-Za-z]|\.[0-9](?!\d{0,4}(?: >|: |\n|$)))"
_V6 = Pattern(_BEGINNING + _GROUPS + _ZONE + _END)
_TIME = Pattern(r"\d\d:\d\d:\d\d::")
# A port of Fibre Channel: eight octets.
_WORLD_WIDE_NAME = Pattern(r"(?:[0-9A-Fa-f]{2}:){7}[0-9A-Fa-f]{2}")
_HEX_DIGITS, _LONGEST_GROUP = frozenset("0123456789abcdefABCDEF"), 4
_LEAST_V6 = 3
# A class or module of one or two letters, and its member: `C1::a2`.
_MEMBER_OF_CLASS = Pattern(r"[A-F][0-9A-F]?::")


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
    """Return whether the text only looks like an address: a time, names joined by `::`, or a world wide name."""
    if (
        _TIME.match(written)
        or _MEMBER_OF_CLASS.match(written)
        or folded.startswith(("()", "($", "$"), end)
        or _WORLD_WIDE_NAME.fullmatch(written)
    ):
        return True
    # `00:01:15,854::` and `0::/user.slice`, but not the network `2001::/16`.
    network = folded[end : end + 1] == "/" and folded[end + 1 : end + 2].isdigit()
    counted = written.endswith("::") and written[:-2].isdigit() and not network
    return counted or not any(map(str.isdigit, written))


def _is_v6(written: str) -> bool:
    import ipaddress  # noqa: PLC0415 - 3 ms that only a candidate is worth

    try:
        ipaddress.IPv6Address(written)
    except ValueError:
        return False
    return True


RULE = Rule(
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
        "IP6 ⟦2001:db8::776⟧.51022 > ⟦2001:db8::1⟧.443: Flags [S]",
        "IP6 ⟦2001:db8::776⟧.51022 > ⟦2001:db8::1⟧.53",
        "IP6 ⟦2001:db8::776⟧.51022 > ⟦2001:db8::1⟧.53\nnext",
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
        "2001:db8::1.5 and",
        "03:04:05::123",
        "00:01:15,854::",
        "0::/user.slice/user-1002.slice",
        "5e:88:48:98:da:28:04:71",
        "DB::DB and A::B",
        "Undefined constant A::B1",
        "Call to undefined method 2c::a2() in",
        "2c::$x and 2c::a2($a)",
        "::ffff:192.168.1",
    ),
)
