"""A policy's list of values that are not redacted: single values, networks and domains.

"+1 800 555 0199"     this value, however it is written
"10.0.0.0/8"          every IP address of the network
"*@example.com"       every e-mail address of the domain, also written "@example.com"
"*@*.example.com"     every e-mail address of its subdomains
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from domain.redaction.pattern import Pattern
from domain.redaction.policy.invalid_policy import InvalidPolicy

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_NETWORK = Pattern(r"[0-9A-Fa-f.:]+/\d*")
_DOMAIN = Pattern(r"\*?@(?P<sub>\*\.)?(?P<domain>(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,})")
_RANGE = Pattern(r"[\d.]*\.\d+ ?- ?\d[\d.]*\.[\d.]*|[\d.]+\.")
_SHORTEST = 3
_EMAIL, _IP_ADDRESS = "EMAIL", "IP_ADDRESS"


def check_allowed(entry: str) -> None:
    """Raise InvalidPolicy for an entry that could allow nothing, or that looks like a range but is not supported."""
    if _DOMAIN.fullmatch(entry):
        return
    if "*" in entry:
        raise InvalidPolicy(f"allow: {entry!r} is not understood. `*` is supported only in domains: *@example.com.")
    if _NETWORK.fullmatch(entry):
        try:
            _network(entry)
        except ValueError as error:
            raise InvalidPolicy(f"allow: {error}. A network is written 10.0.0.0/8 or 2001:db8::/32.") from None
    elif _RANGE.fullmatch(entry):
        raise InvalidPolicy(f"allow: {entry!r} is not understood. A network is written 10.0.0.0/8.")
    elif len(entry.strip()) < _SHORTEST:
        raise InvalidPolicy(f"allow: {entry!r} is shorter than any value that is redacted.")


class AllowList:
    """Decides whether a value is allowed. `normalise(kind, value)` returns equal strings for equal values.

    With `values_only`, each entry is a single value, as in the first catalogue.
    """

    def __init__(
        self,
        entries: Iterable[str],
        kinds: Sequence[str],
        normalise: Callable[[str, str], str],
        *,
        values_only: bool = False,
    ) -> None:
        self._normalise = normalise
        self._domains: set[str] = set()
        self._parents: tuple[str, ...] = ()
        self._networks: list[IPv4Network | IPv6Network] = []
        values = []
        for entry in entries:
            if values_only:
                values.append(entry)
            elif domain := _DOMAIN.fullmatch(entry):
                name = domain["domain"].casefold()
                if domain["sub"]:
                    self._parents += (f".{name}",)
                else:
                    self._domains.add(name)
            elif _NETWORK.fullmatch(entry):
                self._networks.append(_network(entry))
            else:
                values.append(entry)
        self._values = {(kind, normalise(kind, value)) for kind in kinds for value in values}

    def __bool__(self) -> bool:
        return bool(self._values or self._domains or self._parents or self._networks)

    def allows(self, kind: str, value: str) -> bool:
        """Return whether the policy allows a value of this kind."""
        normalised = self._normalise(kind, value)
        if (kind, normalised) in self._values:
            return True
        if kind == _EMAIL:
            domain = normalised.rpartition("@")[2]
            return domain in self._domains or domain.endswith(self._parents)
        return kind == _IP_ADDRESS and bool(self._networks) and self._is_in_network(normalised)

    def _is_in_network(self, address: str) -> bool:
        import ipaddress  # noqa: PLC0415 - 3 ms, for policies with networks

        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


def _network(entry: str) -> "IPv4Network | IPv6Network":
    import ipaddress  # noqa: PLC0415 - as above

    return ipaddress.ip_network(entry)
