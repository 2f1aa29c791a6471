"""Values that have the name of a session, but give no access: names, numbers, versions and code (`sid=v1.2.3-b`)."""

from domain.redaction.detectors.session.names import NAMES
from domain.redaction.detectors.session.values import is_mixed, is_of_tls
from domain.redaction.named import NamedValue
from domain.redaction.pattern import Pattern

# Other values with the name `sid` (Twilio's messages and calls, accounts of Windows), versions, and URLs.
_OTHER = Pattern(r"[A-Z]{2}[0-9a-f]{20,}\w?|S-1(?:-\d+)+|v?\d+\.\d+\.\d+[~+-].*|//.*")
_IDENTIFIER = Pattern(r"[A-Za-z_]\w*")
_PAIR = Pattern(r"[A-Za-z_]\w{0,80}=[^=]")
# `s3_disable_express_session_auth`
_READABLE = Pattern(r"(?:[a-z]{3,16}[_-]){2}[a-z]{3}")


def is_other(named: NamedValue) -> bool:
    """Return whether the value is certainly not a session's."""
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
