"""Whether a value looks like one that gives access to a session: `k39dk2lx7qz8` does, `winter2026` does not."""

from domain.redaction.detectors.session.names import NAMES
from domain.redaction.named import NamedValue
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import UUID, Pattern

_WORDS = Pattern(r"[A-Za-z]*(?:[-_.][A-Za-z]+)*")
# Some values have two parts with a comma between them.
_SAFE = Pattern(r"[0-9A-Za-z%+/=_.~:!*|#-]+(?:,[0-9A-Za-z_-]{16,})?")
_RANDOM_LENGTH = 16
_LONG = 24
# The length of an MD5 hash. The ids of spans in traces have only 16 digits.
_HASH_LENGTH = 32
_LEAST_TOKEN = 20
# Prefixes that say what an id is for, such as `sess_`.
_PREFIX = Pattern(r"(?:sess|session|ses|sid|cs)_")
_RUN = Pattern(r"[0-9]+|[A-Za-z]+")
_MANY_RUNS = 5
_CASE_RUN = Pattern(r"[0-9]+|[A-Z]+|[a-z]+")
# Random letters and digits change after 1.6 characters on average; words in camel case, after three.
_DENSITY = 0.42
_HASH = Pattern(r"[0-9a-fA-F]+(?:-[0-9a-fA-F]+)*")
_SERVLET = Pattern(r"[0-9A-F]{32}")
# `replica-7-of-12`: words and numbers between dashes.
_COUNTED = Pattern(r"(?:^|[-_])(?:[a-z]{3,}|[A-Z]{3,}|\d+)(?:[-_]|$)")
# Other values with the name `sid` (Twilio's messages and calls, accounts of Windows), versions, and URLs.
_OTHER = Pattern(r"[A-Z]{2}[0-9a-f]{20,}\w?|S-1(?:-\d+)+|v?\d+\.\d+\.\d+[~+-].*|//.*")
_IDENTIFIER = Pattern(r"[A-Za-z_]\w*")
_PAIR = Pattern(r"[A-Za-z_]\w{0,80}=[^=]")
# `s3_disable_express_session_auth`
_READABLE = Pattern(r"(?:[a-z]{3,16}[_-]){2}[a-z]{3}")


# What servlet containers add, to route the requests of the session.
_ROUTE = Pattern(r"\.(?:jvm|node|route|worker)\w{0,12}")


def end_of_route(folded: str, end: int) -> int:
    """Return the end of a session's id with its route: `….jvm1`. The id ends at `end`."""
    route = _ROUTE.match(folded, end)
    return route.end() if route else end


def is_random(value: str, least: int = _RANDOM_LENGTH) -> bool:
    """Return whether a value looks random: long, with letters and digits, and not made of words."""
    if len(value) < least or not _SAFE.fullmatch(value) or is_reference(value):
        return False
    if _WORDS.fullmatch(value):
        return len(value) >= _LONG and value.isalpha() and _alternates(value)
    return any(map(str.isalpha, value))


def is_mixed(value: str) -> bool:
    """Return whether letters and digits alternate more often than in names: `k39dk2lx7qz8`, unlike `winter2026`."""
    return len(_RUN.findall(value)) >= _MANY_RUNS and not is_uuid(value) and is_random(value, 1)


def is_token(value: str) -> bool:
    """Return whether a value gives access, whatever names it: a random one but no hash, or the id of a servlet."""
    if _SERVLET.fullmatch(value):
        return not value.isdigit()
    if _is_dense(value):
        return True
    prefix = _PREFIX.match(value)
    if prefix:
        return is_mixed(value[prefix.end() :])
    return is_mixed(value) and not _HASH.fullmatch(value) and not _COUNTED.search(value)


def _is_dense(value: str) -> bool:
    """Return whether a value is as random as base64, and is not a hash."""
    return len(value) >= _LONG and _alternates(value) and not is_hash(value) and is_random(value)


def _alternates(value: str) -> bool:
    """Return whether upper case, lower case and digits alternate more often than in names such as `StartSession`."""
    runs = len(_CASE_RUN.findall(value))
    return runs >= _DENSITY * len(value) and not value.islower() and not value.isupper()


def is_long(value: str) -> bool:
    """Return whether a value is long enough to give access after a word for sessions. It may be a long hash."""
    return len(value) >= _HASH_LENGTH and value.isalnum() and is_mixed(value) and not is_of_tls(value)


def is_of_tls(value: str) -> bool:
    """Return whether a value has the form of a TLS session's id, as OpenSSL prints it: `Session-ID: 4F…`."""
    return len(value) == 2 * _HASH_LENGTH and value.isupper() and is_hash(value)


def is_hash(value: str) -> bool:
    """Return whether a value contains only hexadecimal digits and dashes."""
    return _HASH.fullmatch(value) is not None


def gives_access(value: str) -> bool:
    """Return whether a value gives access if only a word for sessions, such as `session`, names it."""
    return is_long(value) or (len(value) >= _LEAST_TOKEN and is_token(value))


def is_uuid(value: str) -> bool:
    """Return whether a value is a UUID. Most UUIDs in logs identify requests, and give no access."""
    return UUID.fullmatch(value) is not None


def is_other(named: NamedValue) -> bool:
    """Return whether a value that has the name of a session gives no access: a name, number, version or code."""
    value = named.value
    # `session = base64.b64encode`
    if "." in value and all(_IDENTIFIER.fullmatch(part) and not is_mixed(part) for part in value.split(".")):
        return True
    # In `session created: id=…`, the value is another pair.
    if _OTHER.fullmatch(value) or _PAIR.match(value) or _READABLE.search(value):
        return True
    # `antiforgery: RequestVerificationToken …`: the name of the next value.
    if _IDENTIFIER.fullmatch(value) and not is_mixed(value) and NAMES.of_key(value) is not None:
        return True
    return named.key == "Session-ID" and named.separator == ":" and is_of_tls(value)
