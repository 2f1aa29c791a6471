"""Values for the holes of a log line: process ids, hosts, sizes, times and so on."""

from collections.abc import Callable, Mapping

from tests.corpus import words
from tests.corpus.checks import luhn, luhn_check_digit
from tests.corpus.marked import Marked, soft
from tests.corpus.moments import moment
from tests.corpus.source import Source

Field = Callable[[Source, str], str | Marked]


def _of(values: tuple[str, ...]) -> Field:
    return lambda source, _: source.pick(values)


def _between(source: Source, argument: str) -> str:
    low, high = argument.split("-")
    return str(source.randint(int(low), int(high)))


def _decimal(source: Source, argument: str) -> str:
    low, high, places = argument.split("-")
    return f"{source.uniform(float(low), float(high)):.{places}f}"


def private_ipv4(source: Source) -> str:
    """Return an address of a private network."""
    return (
        source.pick(("10.§.§.§", "172.20.§.§", "192.168.§.§"))
        .replace("§", "{}")
        .format(*(source.randint(1, 254) for _ in range(3)))
    )


def public_ipv4(source: Source) -> str:
    """Return an address outside the private, loopback and multicast networks, without a part that is 0."""
    first = source.pick([n for n in range(2, 222) if n not in {10, 127, 169, 172, 192}])
    return ".".join(str(n) for n in (first, *(source.randint(1, 254) for _ in range(3))))


def public_ipv6(source: Source) -> str:
    """Return a global address with all eight groups."""
    return ":".join((f"2{source.hexadecimal(3)}", *(source.text("123456789abcdef", 4) for _ in range(7))))


def short_ipv6(source: Source) -> str:
    """Return a global or link-local address with `::`."""
    head = source.pick(("2001:db8", "2a02:8108", "2600:1f18", "fe80", "fd12:3456:789a", "2606:4700"))
    return f"{head}::{':'.join(source.text('123456789abcdef', 4) for _ in range(source.randint(1, 4)))}"


def _ip(source: Source, _: str) -> Marked:
    return soft(private_ipv4(source) if source.maybe(0.5) else public_ipv4(source), "IP_ADDRESS")


def _host(source: Source, _: str) -> str:
    role = source.pick(words.ROLES)
    return source.pick(
        (
            f"{role}-{source.randint(1, 40):02d}",
            f"{role}{source.randint(1, 9)}.{source.pick(words.PLACES)}.internal",
            f"ip-{private_ipv4(source).replace('.', '-')}",
            f"{role}-{source.hexadecimal(10)}-{source.text('bcdfghjklmnpqrstvwxz2456789', 5)}",
        )
    )


def _path(source: Source, _: str) -> str:
    parts = ["", *(source.pick(words.NOUNS) for _ in range(source.randint(1, 3)))]
    if source.maybe(0.4):
        parts.append(str(source.randint(1, 99_999)))
    return source.pick(("", "/api/v1", "/api/v2")) + "/".join(parts)


def _file(source: Source, _: str) -> str:
    root = source.pick(("/var/lib", "/opt/app", "/usr/share", "/srv", "/home/deploy"))
    name = f"{source.pick(words.NOUNS)}.{source.pick(('log', 'json', 'tmp', 'conf', 'parquet', 'so.6', 'jar'))}"
    return f"{root}/{source.pick(words.NOUNS)}/{name}"


def _java_class(source: Source, _: str) -> str:
    package = source.pick(("com.acme", "org.example", "io.shop", "de.firma"))
    noun = source.pick(words.NOUNS).capitalize()
    return (
        f"{package}.{source.pick(words.NOUNS)}.{noun}{source.pick(('Service', 'Controller', 'Client', 'Repository'))}"
    )


def _version(source: Source, _: str) -> str:
    return f"{source.randint(0, 20)}.{source.randint(0, 40)}.{source.randint(0, 30)}"


def _long_number(source: Source, argument: str) -> str:
    """Return this number of digits, with a wrong check digit, so that they are no card number by chance."""
    while True:
        number = source.digits(int(argument))
        if not luhn(number):
            return number


def _luhn_number(source: Source, argument: str) -> str:
    """Return this number of digits with the check digit of a card number."""
    digits = source.digits(int(argument) - 1)
    return digits + luhn_check_digit(digits)


FIELDS: Mapping[str, Field] = {
    "int": _between,
    "decimal": _decimal,
    "digits": lambda source, argument: source.digits(int(argument)),
    "number": _long_number,
    "luhn": _luhn_number,
    "hex": lambda source, argument: source.hexadecimal(int(argument)),
    "HEX": lambda source, argument: source.hexadecimal(int(argument)).upper(),
    "b64": lambda source, argument: source.base64(int(argument)),
    "b64url": lambda source, argument: source.base64_url(int(argument)),
    "alnum": lambda source, argument: source.alphanumeric(int(argument)),
    "uuid": lambda source, _: source.uuid(),
    "pid": lambda source, _: str(source.randint(2, 65_000)),
    "port": lambda source, _: str(source.randint(1_024, 65_535)),
    "size": lambda source, _: str(int(10 ** source.uniform(1, 10))),
    "ip": _ip,
    "public_ip": lambda source, _: soft(public_ipv4(source), "IP_ADDRESS"),
    "ip6": lambda source, _: soft(short_ipv6(source), "IP_ADDRESS"),
    "address": lambda _, argument: soft(argument, "IP_ADDRESS"),
    "birth_date": lambda _, argument: soft(argument, "DATE_OF_BIRTH"),
    "mac": lambda source, _: ":".join(source.hexadecimal(2) for _ in range(6)),
    "host": _host,
    "path": _path,
    "file": _file,
    "class": _java_class,
    "version": _version,
    "t": moment,
    "user": _of(words.USERS),
    "first": _of(words.FIRST_NAMES),
    "last": _of(words.LAST_NAMES),
    "noun": _of(words.NOUNS),
    "service": _of(words.ROLES),
    "place": _of(words.PLACES),
    "verb": _of(words.VERBS),
    "agent": _of(words.USER_AGENTS),
    # An empty value. It separates parts that together would have a token's format.
    "": lambda *_: "",
    "u": lambda _, argument: chr(int(argument, 16)),
    "tab": lambda *_: "\t",
}
