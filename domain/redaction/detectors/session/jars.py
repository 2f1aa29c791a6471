"""Cookies in mappings, objects and files: `cookies={"sid": "…"}`, `{"name": "sid", "value": "…", "httpOnly": true}`."""

import re
from collections.abc import Callable, Iterator

from domain.redaction.detectors.session.cookies import is_session_cookie
from domain.redaction.detectors.signs import ASSIGNS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

_QUOTED_VALUE = r"(?P<quote>\\*[\"'])(?P<value>[^\"'\\\n\x03]{0,4096})(?P=quote)"
_MAPPING = Pattern(r"(?i)(?<![a-z])cookies?\\*[\"']?\s?(?:[:=]|=>)\s?\{")
_MEMBER = Pattern(rf"\s?,?\s?\\*[\"']?(?P<name>[\w.$:-]{{1,80}})\\*[\"']?\s?(?:[:=]|=>)\s?{_QUOTED_VALUE}")
# The name and the value in an object. It is a cookie if the object has attributes of cookies, too.
_OBJECT = Pattern(
    rf"(?<!\w)name{ASSIGNS}\s?\\*[\"'](?P<name>[\w.$:-]{{1,80}})\\*[\"'],[^{{}}\n\x03]{{0,300}}?"
    rf"(?<!\w)value{ASSIGNS}\s?{_QUOTED_VALUE}"
)
# A cookie as Apache's HTTP client prints it.
_PRINTED = Pattern(r"\[name: (?P<name>[^\]\n]{1,80})\]\[value: (?P<value>[^\]\n\x03]{1,4096})\]")
_ATTRIBUTES = Pattern(rf"(?i)(?<!\w)(?:http_?only|same_?site|domain|path|expires){ASSIGNS}")
_LONGEST_OBJECT = 400
# A line of a cookie file: domain, whether for subdomains, path, whether secure, expiry, name and value.
_FILE_LINE = Pattern(
    r"\t[A-Z]{4,5}\t/[^\t\n]{0,200}\t[A-Z]{4,5}\t\d{1,12}\t(?P<name>[^\t\n]{1,80})\t(?P<value>[^\t\n\x03]{1,4096})"
)


def _in_mappings(text: Text, _position: int) -> Iterator[Span]:
    for mapping in _MAPPING.finditer(text.folded):
        for member in _MEMBER.chain(text.folded, mapping.end()):
            if _is_cookie(text, member):
                yield member.span("value")


def _in_objects(text: Text, _position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _OBJECT.finditer(folded):
        begin = max(folded.rfind("{", 0, match.start()), match.start() - _LONGEST_OBJECT, 0)
        end = folded.find("}", match.end(), match.end() + _LONGEST_OBJECT)
        around = (
            folded[begin : match.start("value")]
            + folded[match.end("value") : end if end >= 0 else match.end() + _LONGEST_OBJECT]
        )
        if _ATTRIBUTES.search(around) and _is_cookie(text, match):
            yield match.span("value")


def _finder_of(pattern: Pattern) -> Callable[[Text, int], Iterator[Span]]:
    def find(text: Text, _position: int) -> Iterator[Span]:
        for match in pattern.finditer(text.folded):
            if _is_cookie(text, match):
                yield match.span("value")

    return find


def _is_cookie(text: Text, match: re.Match[str]) -> bool:
    return is_session_cookie(match["name"], text.blanked()[slice(*match.span("value"))])


RULES = (
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
    Rule(
        name="cookie-object",
        pattern=_in_objects,
        source="The cookies of HTTP archives (HAR), browsers' extensions, Selenium, Playwright and Python.",
        keywords=("cookies?[\"\\\\']? ?[:=(]", "http_?only", "same_?site"),
        precheck=AnyMatch(r"name\\*[\"']? ?[:=] ?\\*[\"']"),
        takes=(
            '{"cookies":[{"name":"_t","value":"⟦«hex:32»⟧","path":"/"}]}',
            '{"cookies":[{"name":"sid","value":"⟦8fK2jd93kdL0⟧","domain":".x.org"}]}',
            '{"httpOnly": true, "name": "foo", "sameSite": "Lax", "value": "⟦«alnum:32»⟧"}',
            "Cookie(version=0, name='foo', value='⟦«alnum:32»⟧', port=None, domain='x.org')",
            r'"{\"name\":\"foo\",\"value\":\"⟦«alnum:32»⟧\",\"httpOnly\":true}"',
        ),
        leaves=(
            '{"cookies":[{"name":"foo","value":"«alnum:32»"}]}',
            '{"cookies":[{"name":"foo","value":"«alnum:32»"}, {"path":"/"}]}',
            '{"cookies":[{"name":"lang","value":"english","path":"/"}]}',
            '{"cookies":[{"filename":"foo","value":"«alnum:32»","path":"/"}]}',
            '{"cookies":[{"name":"foo","newvalue":"«alnum:32»","path":"/"}]}',
            '{"cookies":[{"name":"foo","value":"«alnum:32»","subpath":"/"}]}',
        ),
    ),
    Rule(
        name="printed-cookie",
        pattern=_finder_of(_PRINTED),
        source="Apache HttpClient, BasicClientCookie.toString.",
        keywords=(r"\]\[value: ",),
        takes=("[version: 0][name: JSESSIONID][value: ⟦«HEX:32»⟧][domain: x.org][path: /]",),
        leaves=("[version: 0][name: lang][value: english][domain: x.org][path: /]",),
    ),
    Rule(
        name="cookie-file",
        pattern=_finder_of(_FILE_LINE),
        source="The cookie file of Netscape, which curl and wget read and write.",
        keywords=(r"\t(?:true|false)\t/",),
        takes=(".x.org\tTRUE\t/\tTRUE\t1793700000\tfoo\t⟦«alnum:32»⟧",),
        leaves=(
            ".x.org\tTRUE\t/\tTRUE\t1793700000\tlang\tenglish",
            ".x.org\tTRUE\t/\tTRUE\tnever\tfoo\t«alnum:32»",
        ),
    ),
)
