"""IP addresses: IPv4 (`version_4`) and IPv6 (`version_6`)."""

from collections.abc import Sequence

from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.ip_address import version_4, version_6
from domain.redaction.text import Text


def _normalise(value: str, _regions: Sequence[str]) -> str:
    import ipaddress  # noqa: PLC0415 - 3 ms that only a candidate is worth

    text = Text(value).decoded
    try:
        address = ipaddress.ip_address(text)
        # `::ffff:10.0.0.1` is an IPv4 address, as an IPv6 socket shows it.
        return str(getattr(address, "ipv4_mapped", None) or address)
    except ValueError:
        return text.lower()


DETECTOR = Detector(
    kind="IP_ADDRESS",
    kept_in_names_of_tests=True,
    example="from 192.0.2.7 and 2001:db8::7",
    source="RFC 791 dotted quads without leading zeros, RFC 4291 for version 6, RFC 4007 for zone ids.",
    rules=(version_4.RULE, version_6.RULE),
    normalise=_normalise,
)
