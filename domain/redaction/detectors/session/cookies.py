"""Cookies in the headers of requests and responses: `Cookie: sid=…`, `Set-Cookie: sid=…; HttpOnly`.

The words that name cookies of sessions, and those of other cookies, are in `words/session.txt`.
"""

import re
from collections.abc import Iterable, Iterator

from domain.redaction.detectors.session.values import is_mixed, is_random, is_uuid
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("session")
_PARTS = _WORDS["cookies"]
_ANALYTICS = tuple(_WORDS["analytics"])
_OTHER_ENDINGS = tuple(_WORDS["no-cookies"])
_OPENS = r"""\\*["']?\s?(?:=>|->|[:=,])\s?[\[(]?\\*["'\[]?(?:value\\*["']\s?:\s?\\*["'])?"""
_HEADER = Pattern(
    rf"(?i)(?<!\w)(?:(?P<response>set[-_]?cookie2?)|(?:http_)?cookies?){_OPENS}"
    r"|(?:<|(?:added|replaced)\s)cookie\s"
    r"|(?:\s-b|--cookie)[\s=]\\*[\"']?"
)
# `name=value` (RFC 6265, section 4.1.1), and the sign after the pair.
_COOKIE = Pattern(
    r"\s?(?P<name>[\w.$!*+^`|~@-]{1,80})=(?P<quote>\")?"
    r"(?P<value>(?:[^\s;,&\"'\\\x03\x00]|&(?![\w.-]{1,40}=))*)(?(quote)\"?)(?P<more>[;&])?"
)
# The pairs after and before a cookie in a list. The pairs before it are matched in the reversed text.
_PAIR_BEHIND = Pattern(
    r"\"?;[\s+]{0,2}(?P<name>[\w.$-]{1,80})=\"?(?P<value>[^\s;,\"'\\\x03\x00]{1,1024}+)(?=[\s;\"']|$)"
)
_PAIR_BEFORE = Pattern(r"[\s+]{0,2};\"?(?P<value>={0,2}[^\s;,=\"'\\\x03\x00]{1,1024}+)\"?=(?P<name>[\w.$-]{1,80}+)")
_NAME_BEFORE = Pattern(r"\"?=[\w.$-]{1,80}+")
# A value with the name `cookie` is the content of such a header.
_NAMED = Pattern(r"(?i)cookies?\W{0,3}$")
_SHORTEST = 6
# What follows a cookie in a response.
_ATTRIBUTES = ("domain", "path", "expires", "max-age", "samesite", "comment", "version")
# The signs between the parts of some cookies' values.
_PARTING_SIGNS = str.maketrans("@&", "--")
# Names with these ends mean nothing else, so their values need not look random.
_CERTAIN = ("sid", "session", "sessionid", "sessid", "session_id", "session-id", "token")
# `"Set-Cookie": ["a=1; Path=/", "sid=…; HttpOnly"]`.
_NEXT_IN_LIST = Pattern(r"""[^"'\\\n]{0,200}\\*["']\s?,\s?\\*["']""")


def names_session(name: str) -> bool:
    """Return whether a cookie with this name keeps somebody logged in."""
    lowered = name.lower()
    return any(part in lowered for part in _PARTS)


def is_session_cookie(name: str, value: str) -> bool:
    """Return whether a cookie belongs to a session: by its name, or because its value looks random."""
    lowered = name.lower()
    if len(value) < _SHORTEST or lowered in _ATTRIBUTES or lowered.startswith(_ANALYTICS) or is_reference(value):
        return False
    if not names_session(name):
        return is_random(value.translate(_PARTING_SIGNS)) or is_mixed(value)
    if lowered.endswith(_CERTAIN):
        return not value.isdigit()
    # `user_theme=dark`, `session_count=3`.
    return (any(map(str.isdigit, value)) and not value.isdigit()) or (value.isalpha() and is_random(value))


def names_other_value(name: str) -> bool:
    """Return whether a pair with this name is not a cookie, although cookies are beside it: `trace_id=…`, `etag=…`."""
    return name.lower().endswith(_OTHER_ENDINGS)


def with_neighbours(text: Text, found: Iterable[Span]) -> Iterator[Span]:
    """Yield the values found and the values of other session cookies in the same list, in order: `sid=…; user=…`."""
    spans = sorted(found)
    others: set[Span] = set()
    read = 0
    for start, end in spans:
        if start < read:
            continue
        others.update(_before(text, read, start))
        for match in _PAIR_BEHIND.chain(text.folded, end):
            read = match.end()
            others.update(_neighbour(text, match["name"], match.span("value")))
    yield from sorted(others.union(spans))


def _before(text: Text, low: int, start: int) -> Iterator[Span]:
    backwards = text.folded[low:start][::-1]
    name = _NAME_BEFORE.match(backwards)
    position = name.end() if name else len(backwards)
    for match in _PAIR_BEFORE.chain(backwards, position):
        first, last = match.span("value")
        yield from _neighbour(text, match["name"][::-1], (start - last, start - first))


def _neighbour(text: Text, name: str, span: Span) -> Iterator[Span]:
    value = text.blanked()[slice(*span)]
    if not names_other_value(name) and is_session_cookie(name, value) and not is_uuid(value):
        yield span


def _cookies(folded: str, position: int, *, response: bool) -> Iterator[re.Match[str]]:
    while cookie := _COOKIE.match(folded, position):
        yield cookie
        position = cookie.end()
        # In a response, attributes follow, and perhaps another cookie in a list.
        following = _NEXT_IN_LIST.match(folded, position) if response else None
        if following is None and (response or not cookie["more"]):
            return
        position = following.end() if following else position


def _find(text: Text, _position: int) -> Iterator[Span]:
    folded, blanked = text.folded, text.blanked()
    starts = [(header.end(), header["response"] is not None) for header in _HEADER.finditer(folded)]
    starts += [(start, "set" in name.lower()) for start, _, name in text.values if _NAMED.search(name)]
    end = 0
    for start, response in sorted(starts):
        if start < end:
            continue
        for cookie in _cookies(folded, start, response=response):
            first, end = cookie.span("value")
            value = blanked[first:end]
            if "\0" not in value and is_session_cookie(cookie["name"], text.decoded[first:end]):
                yield first, end
            else:
                text.leave(first, end, "not the cookie of a session, by its name and form")


RULES = (
    Rule(
        name="cookie",
        pattern=_find,
        source="RFC 6265: section 4.1.1 (Set-Cookie), section 4.2.1 (Cookie).",
        keywords=(r"cookies?2?[\\\"']* ?[:=,-]", "(?:<|added |replaced )cookie ", r"(?:-b|--cookie)[ =]"),
        takes=(
            "Cookie: sessionid=⟦opaque-session-9fk2⟧; theme=dark",
            "Cookie: theme=dark; sid=⟦«hex:32»⟧",
            "Cookie: x=⟦«alnum:32»⟧",
            "Cookie: sessionid=⟦opaque-session-secret⟧; lang=en",
            "Cookie: sudo=⟦k2n4m5b6v7⟧",
            'Cookie: JSESSIONID="⟦ajax:1234567890123456789⟧"; li_at=⟦«alnum:32»⟧',
            "Set-Cookie: id=⟦a3fWaqk9dl2⟧; Secure; HttpOnly",
            '"Set-Cookie": ["a=1; Path=/", "session=⟦kd93kdL0Zq7x⟧; Secure"]',
            '"Set-Cookie": ["a=1", "session=⟦kd93kdL0Zq7x⟧; Secure"]',
            '{"name":"Cookie","value":"sid=⟦h4xx0r99⟧"}',
            "Cookie: symfony=⟦«hex:16»⟧",
            "Set-Cookie: JSESSIONID=⟦«HEX:32».node1⟧; Path=/; HttpOnly",
            '{"set-cookie":["connect.sid=⟦s%3Ab8Fq2kPz.9sKd0wq⟧; Path=/"]}',
            "curl -b 'sid=⟦«hex:32»⟧' https://shop.example",
            "Cookie: a=⟦«alnum:32»⟧; b=⟦«alnum:32»⟧",
            '"HTTP_COOKIE"=>"sid=⟦«hex:32»⟧"',
            "Cookie -> sid=⟦«hex:32»⟧",
            "('Cookie', 'sid=⟦«hex:32»⟧')",
            "New Cookie: SessionId=⟦3A1785URH117BEA⟧&AgentId=man",
            "Cookie: x=⟦kT8vQmZ1xR4pLw7N&aZ1xR4pLw7NdJ2f⟧; lang=en",
            "<Cookie foo=⟦«alnum:32»⟧ for x.org/>",
            '* Added cookie foo="⟦«alnum:32»⟧" for domain x.org, path /, expire 0',
            '* Replaced cookie foo="⟦«alnum:32»⟧" for domain x.org, path /, expire 0',
            "curl --cookie sid=⟦«hex:32»⟧ https://shop.example",
        ),
        leaves=(
            "Cookie: theme=dark; lang=en",
            "Cookie: _ga=GA1.2.1029384756.1700000000",
            "Cookie: AWSALB=«alnum:32»; lang=en",
            "Set-Cookie: sid=; Max-Age=0",
            "Set-Cookie: session=deleted; expires=Thu",
            "Set-Cookie: lang=en; Path=/«hex:32»",
            "cookie=0x«hex:16»",
            "Cookie: user_count=12345678",
            "cookies: 4155552671",
            "mycookie=sid=«hex:32»",
            "the cookie foo=«alnum:32»",
            "Cookie: amplitude_id=«alnum:32»; optimizelyEndUserId=«alnum:32»; cookieConsent=«alnum:32»",
        ),
    ),
)
