"""E-mail addresses."""

from collections.abc import Iterator

from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import FirstMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.vocabulary import words_of

_LABEL = r"[0-9A-Za-z\x80-\xff](?:[0-9A-Za-z\x80-\xff-]{0,61}[0-9A-Za-z\x80-\xff])?"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}(?:xn--[0-9a-zA-Z-]{{1,59}}|[A-Za-z\x80-\xff]{{2,63}})"
# From the sign on: the local part is read backwards from it, so a long one without a sign costs nothing.
_ADDRESS = Pattern(rf"@({_DOMAIN})")
_LOCAL_BACKWARDS = Pattern(r"[0-9A-Za-z\x80-\xff!#$&'*+?^_`{|}~.-]{1,64}")
_MAX_LOCAL = 64
_USER_INFO = Pattern(r"://[^\s/@]*$")
# Characters that may stand in a local part and much oftener open or part what is around one.
_EDGE = "!#$&'*?^`{|}~.-+/"
# What ends like a domain and is the name of a file or of a unit.
_NO_DOMAINS = words_of(
    """
    service socket target mount timer slice scope device path swap automount png jpg jpeg gif svg webp ico css js
    mjs ts map json xml html yaml yml toml py go rb php sh txt log conf cfg gz zip tar jar class java md csv pdf tgz
    whl deb rpm
    """
)


def _find(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    last = 0
    for address in _ADDRESS.finditer(folded, position):
        at, end = address.start(), address.end()
        start = _local_start(folded, max(last, at - _MAX_LOCAL), at)
        if start is not None and _is_address(folded, start, at, end):
            last = end
            yield start, end


def _local_start(folded: str, lowest: int, at: int) -> int | None:
    local = _LOCAL_BACKWARDS.match(folded[lowest:at][::-1])
    if local is None:
        return None
    written = local[0][::-1]
    # `\n` and `\t` of an escaped text are no letters of the address.
    if folded[max(0, at - len(written) - 1) : at - len(written)] == "\\" and written[0] in "nrt":
        written = written[1:]
    # `&to=ann@…`, `a|ann@…`: what is before belongs to something else.
    for separator in "&|?":
        written = written.rpartition(separator)[2]
    written = written.lstrip(_EDGE)
    return at - len(written) if written else None


def _is_address(folded: str, start: int, at: int, end: int) -> bool:
    local, domain = folded[start:at], folded[at + 1 : end]
    if domain.lower().endswith(("s.whatsapp.net", "c.us", "g.us")) or domain.rpartition(".")[2].lower() in _NO_DOMAINS:
        return False
    before = folded[max(0, start - 8) : start].lower()
    # The numbers of SIP addresses are the phone rules', the users of URLs and of repositories are nobody's address.
    if before.rstrip("+").endswith(("sip:", "sips:")) and local.isdigit():
        return False
    is_repository = local in {"git", "hg", "svn"} and folded[end : end + 1] == ":" and folded[end + 1 : end + 2] != " "
    masked = folded[start - 1 : start] == "*" or "***" in local
    in_url = _USER_INFO.search(folded[max(0, start - _MAX_LOCAL) : start]) is not None
    return not (is_repository or masked or in_url or folded[end : end + 1] == "@")


DETECTOR = Detector(
    kind="EMAIL",
    example="Mail ann.lee+news@example.com",
    source="RFC 5321 and 5322 without quoted local parts, RFC 6531 for letters beyond ASCII.",
    rules=(
        Rule(
            name="address",
            pattern=_find,
            shapes=(r"[^\s@\"<>(),;:\\]@[0-9a-z\x80-\xff]",),
            precheck=FirstMatch(r"@[0-9a-z\x80-\xff-]{1,63}(?:\.[0-9a-z\x80-\xff-]{1,63})*\.[a-z\x80-\xff]{2}"),
        ),
    ),
    normalise=lambda value, _regions: Text(value).decoded.casefold(),
)
