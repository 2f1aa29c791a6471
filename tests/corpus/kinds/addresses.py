"""IP addresses."""

from collections.abc import Callable, Mapping

from tests.corpus.fields import public_ipv4, public_ipv6, short_ipv6
from tests.corpus.marked import finding, soft
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "IP_ADDRESS"


def _v4(source: Source) -> Value:
    return whole(public_ipv4(source), LABEL, "v4")


def _v4_port(source: Source) -> Value:
    return Value(soft(finding(public_ipv4(source), LABEL, "v4") + f":{source.randint(1, 65_535)}", LABEL))


def _v6(source: Source) -> Value:
    return whole(public_ipv6(source), LABEL, "v6")


def _v6_upper(source: Source) -> Value:
    return whole(public_ipv6(source).upper(), LABEL, "v6")


def _v6_short(source: Source) -> Value:
    return whole(short_ipv6(source), LABEL, "v6_short")


def _v6_zone(source: Source) -> Value:
    link_local = finding(f"fe80::{':'.join(source.text('123456789abcdef', 4) for _ in range(4))}", LABEL, "v6_zone")
    return Value(soft(link_local + source.pick(("%eth0", "%en0", "%2")), LABEL))


def _v6_mapped(source: Source) -> Value:
    return whole(source.pick(("::ffff:", "::FFFF:", "64:ff9b::")) + public_ipv4(source), LABEL, "v6_mapped")


def _v6_port(source: Source) -> Value:
    inside = finding(source.pick((public_ipv6, short_ipv6))(source), LABEL, "v6_bracket")
    return Value(soft("[" + inside + f"]:{source.randint(1, 65_535)}", LABEL))


FORMS: Mapping[Callable[[Source], Value], float] = {
    _v4: 6,
    _v4_port: 2,
    _v6: 2,
    _v6_upper: 0.5,
    _v6_short: 3,
    _v6_zone: 1,
    _v6_mapped: 1,
    _v6_port: 1.5,
}


def make(source: Source) -> Value:
    """Return an address in some format."""
    return source.weighted(FORMS)(source)
