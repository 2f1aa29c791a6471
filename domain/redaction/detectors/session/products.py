"""Cookies outside of a header: under the names of products, with the attributes of cookies, and in mappings."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.session.cookies import is_session_cookie
from domain.redaction.detectors.session.values import is_random
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("session")
_NAMES = tuple(map(re.escape, _WORDS["products"]))
_BEGINNINGS = tuple(map(re.escape, _WORDS["product-beginnings"]))
# The tickets of CAS, and the tokens of OpenAM.
_TICKET = Pattern(
    r"(?i)ticket[\s=:\"']{1,3}(?P<value>(?-i:ST|TGT|PGT|PGTIOU|PT|TGC)-\d{1,9}-[\w.-]{12,})"
    r"|(?<![\w/+])(?P<token>(?-i:AQIC5w)[0-9A-Za-z_.@/+*-]{32,})"
)
# Salesforce: the id of the organization, `!`, and the session.
_SALESFORCE = Pattern(r"(?<![0-9A-Za-z])(?P<value>00D[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?!A[0-9A-Za-z._]{40,})")
_VALUE = r"(?P<value>(?:\d{1,9},)?[^\s;,&|\"'\\<>=\x03\x00]{8,}+={0,2}(?:\|[0-9A-Za-z]{8,})?)"
_OF_PRODUCT = Pattern(
    rf"(?i)(?<![\w.-])(?:{'|'.join(_NAMES)}|(?:{'|'.join(_BEGINNINGS)})[\w.-]{{0,48}})"
    rf"(?:=\"?|:\s|\\*[\"']\s?(?:=>|[:,])\s?\\*[\"']){_VALUE}"
)
# The attributes of RFC 6265, section 4.1.
_ATTRIBUTE = r"(?:path=/|domain=|expires=|max-age=|samesite=|httponly|secure(?![\w=]))"
_WITH_ATTRIBUTES = Pattern(
    rf"(?i)(?<![\w.$-])(?P<name>[\w.$-]{{1,80}})=\"?{_VALUE}\"?;\s?(?=(?:[\w-]{{1,16}}=[^\s;]{{1,40}};\s?)?{_ATTRIBUTE})"
)
_MAPPING = Pattern(r"(?i)(?<![a-z])cookies?\\*[\"']?\s?(?:[:=]|=>)\s?\{")
_MEMBER = Pattern(
    r"\s?,?\s?\\*[\"']?(?P<name>[\w.$:-]{1,80})\\*[\"']?\s?(?:[:=]|=>)\s?(?P<quote>\\*[\"'])"
    r"(?P<value>[^\"'\\\n\x03]{0,4096})(?P=quote)"
)


def _is_value(value: str) -> bool:
    # XenForo and MyBB write the number of the user before it.
    value = value.lstrip("0123456789").lstrip(",_") if value[:1].isdigit() and not value.isalnum() else value
    is_id = value.isalnum() and any(map(str.isdigit, value)) and not value.isdigit()
    return is_id or is_random(value.replace("@", "-"))


def _with_attributes(text: Text, _position: int) -> Iterator[Span]:
    for match in _WITH_ATTRIBUTES.finditer(text.folded):
        if is_session_cookie(match["name"], match["value"]):
            yield match.span("value")


def _in_mappings(text: Text, _position: int) -> Iterator[Span]:
    for mapping in _MAPPING.finditer(text.folded):
        position = mapping.end()
        while member := _MEMBER.match(text.folded, position):
            position = member.end()
            if is_session_cookie(member["name"], text.blanked()[slice(*member.span("value"))]):
                yield member.span("value")


def _tickets(text: Text, _position: int) -> Iterator[Span]:
    for match in _TICKET.finditer(text.folded):
        yield match.span("value" if match["value"] else "token")


RULES = (
    Rule(
        name="sso-ticket",
        pattern=_tickets,
        source="The specification of CAS 3.0, section 3.1; the manual of OpenAM.",
        keywords=("ticket[ =:\"']+(?:st|tgt|pgt|pgtiou|pt|tgc)-[0-9]", "aqic5w"),
        takes=(
            "GET /app?ticket=⟦ST-1332-«alnum:24»-cas1⟧ HTTP/1.1",
            "tokenid: ⟦AQIC5w«alnum:44»*⟧",
        ),
        leaves=(
            "ticket=ST-13",
            "ticket ABC-1332-«alnum:24»",
            "xAQIC5w«alnum:44»",
            "AQIC5w",
        ),
    ),
    Rule(
        name="salesforce",
        pattern=_SALESFORCE,
        source="Salesforce, REST API: the session id, which is an access token as well.",
        keywords=("!a[0-9a-z]",),
        precheck=AnyMatch("00d[0-9a-z]{12}"),
        takes=("sessionId ⟦00D«alnum:12»!AQ«alnum:60»⟧ server", "⟦00D«alnum:15»!AQ«alnum:60»⟧"),
        leaves=("x00D«alnum:12»!AQ«alnum:60»", "00D«alnum:12»!AQ«alnum:20»"),
    ),
    Rule(
        name="product-cookie",
        pattern=_OF_PRODUCT,
        valid=_is_value,
        source="The manuals of the products.",
        keywords=(*(rf"{name}[=:\"'\\]" for name in _NAMES), *_BEGINNINGS),
        takes=(
            "phpMyAdmin=⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧; pma_lang=de",
            "MSISAuth=⟦77u/PD94bWwgdmVyc2lvbj0i⟧",
            "proxy: PVEAuthCookie=⟦PVE:root@pam:2DEDA6FE::«alnum:40»⟧",
            '{"NSC_AAAC": "⟦«hex:64»⟧"}',
            "__Secure-1PSID=⟦«alnum:32»⟧",
            "xf_user=⟦7,«alnum:32»⟧",
            "HSID: ⟦«alnum:17»⟧",
            '"li_at" => "⟦«alnum:32»⟧"',
            "splunkd_8000=⟦«alnum:40»⟧",
        ),
        leaves=(
            "phpMyAdmin=enabled1!",
            "phpMyAdmin=12345678",
            "phpMyAdmin=disabled",
            "phpMyAdmin=4.9.5-deb2",
            "xphpMyAdmin=«alnum:32»",
        ),
    ),
    Rule(
        name="cookie-with-attributes",
        pattern=_with_attributes,
        source="RFC 6265, section 4.1.",
        keywords=(";[ ]?(?:httponly|samesite=|path=/)",),
        takes=(
            "sent foo=⟦«alnum:32»⟧; Path=/; HttpOnly",
            "webvpn=⟦2778749888@16384@1793700000@«HEX:40»⟧; path=/; secure",
            "gw2 NSC=⟦«hex:64»⟧;Secure;HttpOnly;Path=/",
            "foo=⟦«alnum:32»⟧; Domain=.example.com; Path=/",
            "foo=⟦«alnum:32»⟧; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Path=/",
            "foo=⟦«alnum:32»⟧; Max-Age=3600; Path=/",
            "foo=⟦«alnum:32»⟧; SameSite=Lax",
        ),
        leaves=(
            "theme=dark-and-large; Path=/; HttpOnly",
            "foo=«alnum:32»; bar; Path=/",
            "header='foo=«alnum:32»'; Path=/",
            "{foo=«alnum:32»; bar; Path=/",
            "foo=«alnum:32»; secured",
        ),
    ),
    Rule(
        name="cookie-mapping",
        pattern=_in_mappings,
        keywords=(r"cookies?\\*[\"']? ?(?:[:=]|=>) ?\{",),
        precheck=AnyMatch(r"cookies?\\*[\"']? ?(?:[:=]|=>) ?\{"),
        takes=(
            "cookies: {'lang': 'en', 'SID': '⟦«alnum:32»⟧', 'HSID': '⟦B7sqhYAxrWCSejIqN⟧'}",
            '{"cookies":{"sessionid":"⟦letmein22⟧"}}',
            'cookies => {"sid" => "⟦letmein22⟧"}',
        ),
        leaves=(
            "cookies: {'lang': 'en', 'theme': 'dark'}",
            "cookie: {'maxAge': 3600, 'path': '/'}",
            "newcookies: {'sid': 'letmein22'}",
        ),
    ),
)
