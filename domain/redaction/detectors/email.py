"""E-mail addresses."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.detector import Detector, Rule, Span
from domain.redaction.gate import Gate
from domain.redaction.line import Line
from domain.redaction.pattern import Pattern

_LOCAL = r"[0-9A-Za-z\x80-\xff!#$%&'*+/=?^_`{|}~.-]"
_LABEL = r"[0-9A-Za-z\x80-\xff](?:[0-9A-Za-z\x80-\xff-]{0,61}[0-9A-Za-z\x80-\xff])?"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}(?:xn--[0-9a-zA-Z-]{{1,59}}|[A-Za-z\x80-\xff]{{2,63}})"
# From the sign on: the local part is read backwards from it, so a long one without a sign costs nothing.
_SIGN = Pattern(rf"(?:@|%40)(?={_DOMAIN})", re.IGNORECASE)
_DOMAIN_PART = Pattern(_DOMAIN)
_LOCAL_BACKWARDS = Pattern(
    r"[0-9A-Za-z\x80-\xff_'+.-](?:[0-9A-Za-z\x80-\xff!#$&'*+?^_`{|}~.-]|B2%|/(?=[0-9A-Za-z]+=)){0,63}"
)
_MAX_LOCAL = 64
# Characters that may stand in a local part and much oftener open, close or separate what is around one.
_EDGE = "!#$&'*?^`{|}~.-+/"
_KEY = Pattern(r"[^=]*=")
# What only looks like a domain: a phone number's host, which the phone rules read, and the domains of files and classes.
_NOT_MAIL = Pattern(r"(?:s\.whatsapp\.net|c\.us|g\.us)$", re.IGNORECASE)


def _find(line: Line, start: int) -> Iterator[Span]:
    shadow = line.shadow
    last = 0
    for sign in _SIGN.finditer(shadow, start):
        domain = _DOMAIN_PART.match(shadow, sign.end())
        if domain is None:
            continue
        begin = _local_start(shadow, max(last, sign.start() - _MAX_LOCAL - 1), sign.start())
        if begin is None or _is_no_mail(shadow, begin, sign.start(), domain):
            continue
        last = domain.end()
        yield begin, domain.end()


def _local_start(shadow: str, lowest: int, at: int) -> int | None:
    local = _LOCAL_BACKWARDS.match(shadow[lowest:at][::-1])
    if local is None:
        return None
    written = local[0][::-1]
    # `\n` and `\t` of an escaped text are no letters of the address.
    before = shadow[max(0, at - len(written) - 1) : at - len(written)]
    if before == "\\" and written[0] in "nrt" and len(written) > 1:
        written = written[1:]
    # `from=ann@…`, `&to=ann@…`: what is before belongs to a key.
    for separator in ("&", "|", "?"):
        written = written.rpartition(separator)[2]
    written = written.lstrip(_EDGE)
    return at - len(written) if written else None


def _is_no_mail(shadow: str, start: int, at: int, domain: re.Match[str]) -> bool:
    if _NOT_MAIL.search(domain[0]):
        return True
    after = shadow[domain.end() : domain.end() + 1]
    # `git@host.example:path`, and the user of a URL: `sip:415…@host`, `https://user@host`.
    if (
        after == ":"
        and not shadow[domain.end() + 1 : domain.end() + 2].isspace()
        and shadow[start:at] in ("git", "hg", "svn")
    ):
        return True
    before = shadow[max(0, start - 8) : start].lower()
    if before.endswith(("sip:", "sips:")) and shadow[start:at].lstrip("+").isdigit():
        return True
    return before.endswith("://") or after in ("@",)


DETECTOR = Detector(
    kind="EMAIL",
    example="Mail ann.lee+news@example.com",
    source="RFC 5321 and 5322 without quoted local parts, RFC 6531 for letters beyond ASCII.",
    rules=(
        Rule(
            "address",
            (r"[^\s@\"<>(),;:\\](?:@|%40)[0-9a-z\x80-\xff]",),
            _find,
            gate=Gate(r"(?:@|%40)[0-9a-z\x80-\xff-]{1,63}(?:\.[0-9a-z\x80-\xff-]{1,63})*\.[a-z\x80-\xff]{2}"),
        ),
    ),
    normalise=lambda value, _region: value.replace("%40", "@").casefold(),
)
