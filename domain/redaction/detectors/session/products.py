"""Cookies outside of a header: those of known products (`phpMyAdmin=…`), and those with attributes (`a=…; HttpOnly`).

The names of products' cookies are in `words/session.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.session.cookies import is_session_cookie, names_other_value, names_session
from domain.redaction.detectors.session.values import gives_access, is_hash, is_random
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("session")
_NAMES = tuple(map(re.escape, _WORDS["products"]))
_BEGINNINGS = tuple(map(re.escape, _WORDS["product-beginnings"]))
# XenForo begins with the user's number, WordPress with name and time, and Steam with the number and `||`.
_VALUE = (
    r"(?P<value>(?:\d{1,9},|[\w.@-]{1,60}\|\d{10}\|)?[^\s;,&|\"'\\<>=\x03\x00]{8,}+={0,2}"
    r"(?:\|{1,2}[0-9A-Za-z][\w.-]{7,})?)"
)
_OF_PRODUCT = Pattern(
    rf"(?i)(?<![\w.-])(?:{'|'.join(_NAMES)}|(?:{'|'.join(_BEGINNINGS)})[\w.-]{{0,48}})"
    rf"(?:=\"?|:\s|\\*[\"']\s?(?:=>|[:,])\s?\\*[\"']){_VALUE}"
)
# The attributes of RFC 6265, section 4.1.
_ATTRIBUTE = r"(?:path=/|domain=|expires=|max-age=|samesite=|httponly|secure(?![\w=]))"
# One unknown attribute may be before the first known one.
_UNKNOWN = r"(?:[\w-]{1,16}=[^\s;]{1,40};\s?)?"
_WITH_ATTRIBUTES = Pattern(rf"(?i)(?<![\w.$-])(?P<name>[\w.$-]{{1,80}})=\"?{_VALUE}\"?;\s?(?={_UNKNOWN}{_ATTRIBUTE})")
# A path alone follows other values, too.
_MORE_THAN_PATH = Pattern(r"(?i);\s?(?:domain=|expires=|max-age=|samesite=|httponly|secure(?![\w=]))")
_LONGEST_ATTRIBUTES = 200


def _is_value(value: str) -> bool:
    """Return whether a value is long or random enough for the cookie of a product."""
    # XenForo, MyBB and Atlassian write the number of the user before it.
    if value[:1].isdigit() and not value.isalnum():
        value = value.lstrip("0123456789").removeprefix("%3A").lstrip(",_:")
    is_id = value.isalnum() and any(map(str.isdigit, value)) and not value.isdigit()
    return is_id or is_random(value.replace("@", "-"))


def _with_attributes(text: Text, _position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _WITH_ATTRIBUTES.finditer(folded):
        name, value, end = match["name"], match["value"], match.end()
        # `version=…; path=/static`
        may_be_other = is_hash(value) and not names_session(name)
        only_path = not _MORE_THAN_PATH.search(folded, end - 2, end + _LONGEST_ATTRIBUTES)
        if may_be_other and (only_path or names_other_value(name)):
            continue
        if is_session_cookie(name, value):
            yield match.span("value")


_WEAK_NAMES = "|".join(map(re.escape, _WORDS["weak-products"]))
_WEAK = Pattern(rf"(?<![\w.-])(?:{_WEAK_NAMES})=\"?(?P<value>[0-9A-Za-z%:|_-]{{16,}})")
# The cookies of F5's firewall, whose names have a number, and of Blackboard.
_F5 = Pattern(r"(?<![\w.-])TS[0-9a-f]{8}=(?P<value>[0-9a-f]{40,})")
_BLACKBOARD = Pattern(r"BbRouter=(?P<value>expires:\d+,id:\w+,signature:\w+)")

RULES = (
    Rule(
        name="weak-product-cookie",
        pattern=_WEAK,
        valid=lambda value: gives_access(value.replace("%3A", "-")) or gives_access(value),
        source="Magento, Facebook, Amazon, Moodle and Oracle.",
        keywords=(rf"(?:^|[^a-z])(?:{_WEAK_NAMES})=",),
        takes=(
            "user=7; frontend=⟦0pm4df22fpr7a3qr2u5l8lwyq9⟧; x=y",
            "c_user=100001; xs=⟦41%3AmbJB3qjg1d9xkK%3A2%3A1793000000⟧",
        ),
        leaves=("a; frontend=haproxy-frontend-2b", "a; newfrontend=0pm4df22fpr7a3qr2u5l8lwyq9"),
    ),
    Rule(
        name="firewall-cookie",
        pattern=_F5,
        source="F5 BIG-IP ASM: main cookies.",
        keywords=("ts[0-9a-f]+=[0-9a-f]",),
        takes=("a=1; TS0101642c=⟦«hex:48»⟧; b=2",),
        leaves=("xTS0101642c=«hex:48»", "TS0101642c=«hex:16»"),
    ),
    Rule(
        name="blackboard-cookie",
        pattern=_BLACKBOARD,
        source="Blackboard Learn: BbRouter.",
        keywords=("bbrouter=",),
        takes=("BbRouter=⟦expires:1793000000,id:«HEX:32»,signature:«hex:62»⟧; x",),
        leaves=("BbRouter=expires:1793000000",),
    ),
    Rule(
        name="product-cookie",
        pattern=_OF_PRODUCT,
        valid=_is_value,
        source="The manuals of the products.",
        keywords=(*(rf"{name}[=:\"'\\]" for name in _NAMES), *_BEGINNINGS),
        takes=(
            "phpMyAdmin=⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧; pma_lang=de",
            "seraph.confluence=⟦74526135:«hex:40»⟧",
            "MSISAuth=⟦77u/PD94bWwgdmVyc2lvbj0i⟧",
            "proxy: PVEAuthCookie=⟦PVE:root@pam:2DEDA6FE::«alnum:40»⟧",
            '{"NSC_AAAC": "⟦«hex:64»⟧"}',
            "__Secure-1PSID=⟦«alnum:32»⟧",
            "wordpress_sec_b61b=⟦ada|1767400000|«alnum:43»|«hex:64»⟧",
            "xf_user=⟦7,«alnum:32»⟧",
            "steamLoginSecure=⟦76561199763951579%7C%7C«alnum:32».«alnum:43»⟧",
            "HSID: ⟦«alnum:17»⟧",
            "seraph.confluence=⟦74526135%3A«hex:40»⟧",
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
            "foo=⟦«hex:32»⟧; HttpOnly; Path=/",
            "foo=⟦«hex:32»⟧; Path=/; Secure",
            "xsession=⟦«hex:32»⟧; Path=/",
            "foo=⟦7,«alnum:32»⟧; Path=/",
            "foo=⟦ada|1767400000|«alnum:43»⟧; Path=/",
        ),
        leaves=(
            "theme=dark-and-large; Path=/; HttpOnly",
            "foo=«alnum:32»; bar; Path=/",
            "a=secret; domain=z-1.compute-1.example.org; Path=/",
            "a=secret; domain=x.org; Path=/3xQ7kLm9Zt2/login/; Secure",
            "header='foo=«alnum:32»'; Path=/",
            "{foo=«alnum:32»; bar; Path=/",
            "foo=«alnum:32»; secured",
            "foo=«hex:32»; Path=/; secured",
            "etag=«hex:32»; Max-Age=3600; Path=/",
        ),
    ),
)
