"""Sessions where servers keep them: in tables, files, caches and paths of URLs, such as `/sessions/sess_…`."""

from collections.abc import Iterator

from domain.redaction.detectors.session.names import NAMES
from domain.redaction.detectors.session.values import is_long, is_random, is_token, is_uuid
from domain.redaction.detectors.signs import ASSIGNS_VALUE
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

_SHORTEST = 16
_ID = r"(?:id|sid|key|token|hash)"
_STRING = r"[NE]?\\*'(?P<value>[0-9A-Za-z_.+/-]{16,128}={0,2})\\*'"
_TABLE = r"\s\W?[\w.]{0,32}sessions?"
# `DELETE FROM sessions WHERE id = '…'`
_CONDITION = Pattern(
    rf"(?i)(?:from|update|join){_TABLE}\W{{1,3}}[^;\n\x03]{{0,120}}?(?<!\w){_ID}\W{{0,2}}\s?=\s?{_STRING}"
)
# `INSERT INTO sessions (id, …) VALUES ('…', …)`
_INSERTED = Pattern(rf"(?i)into{_TABLE}\W{{1,4}}{_ID}(?!\w)[^()\n\x03]{{0,200}}\)\s{{0,3}}values\s?\(\s?{_STRING}")
# `/var/lib/php/sessions/sess_…`, `~/sessions/….json`, and the keys of PHP's memcached.
_BEFORE_ID = r"(?:(?P<file>(?<![\w.-])sess_)|memc\.sess\.(?:key\.)?|sessions\.cached?(?:_db)?|/sessions?/(?:sess:)?)"
_STORED = Pattern(
    rf"(?i){_BEFORE_ID}(?P<value>[0-9A-Za-z]{{16,128}}+)"
    r"(?(file)(?![\w(=])|(?![\w:/(=%-]|\.(?!json|txt|dat|session)\w))"
)
# `"%{JSESSIONID}C"=…`: the cookie in the format of Apache's logs.
_IN_FORMAT = Pattern(rf"%\{{(?P<key>[\w.-]{{2,64}})\}}[Cion]{ASSIGNS_VALUE}(?P<value>[0-9A-Za-z%+/=_.~!-]{{16,}})")
# `/app/(S(…))/default.aspx`: ASP.NET without cookies.
_COOKIELESS = Pattern(r"/\((?:[AF]\([\w-]{1,400}\)){0,2}S\((?P<value>[0-9a-z]{24})\)")


def _is_id_in_table(value: str) -> bool:
    return is_random(value, _SHORTEST) and not is_uuid(value)


def _is_stored_id(value: str) -> bool:
    return is_token(value) or is_long(value)


def _in_formats(text: Text, _position: int) -> Iterator[Span]:
    for match in _IN_FORMAT.finditer(text.folded):
        if NAMES.of_key(match["key"]) is not None and is_random(match["value"]):
            yield match.span("value")


RULES = (
    Rule(
        name="session-in-format",
        pattern=_in_formats,
        source="Apache, mod_log_config.",
        keywords=(r"%\{[a-z0-9_.-]*\}[cion]",),
        precheck=AnyMatch("|".join(NAMES.stems)),
        takes=('"%{JSESSIONID}C"=⟦«HEX:32».tc1⟧ 200', "%{PHPSESSID}C: ⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧"),
        leaves=(
            '"%{UNIQUE_ID}e"=«HEX:32»',
            '"%{X-Request-Id}i"=«HEX:32» sid',
            "%{JSESSIONID}C=-",
            "%{JSESSIONID}C=route-of-the-node",
        ),
    ),
    Rule(
        name="session-in-condition",
        pattern=_CONDITION,
        valid=_is_id_in_table,
        source="The tables of frameworks that keep sessions in a database.",
        keywords=('sessions?["`]? (?:where|set) ',),
        takes=(
            "DELETE FROM sessions WHERE id = '⟦«alnum:40»⟧'",
            "UPDATE user_sessions SET seen=3 WHERE token='⟦«alnum:40»⟧'",
        ),
        leaves=(
            "SELECT * FROM sessions WHERE user_id = '«alnum:40»'",
            "SELECT * FROM sessions WHERE ids = '«alnum:40»'",
            "SELECT * FROM sessions WHERE id = 'main-window-of-ada'",
            "SELECT * FROM sessions WHERE id = '550e8400-e29b-41d4-a716-446655440000'",
            "SELECT * FROM users WHERE id = '«alnum:40»'",
        ),
    ),
    Rule(
        name="inserted-session",
        pattern=_INSERTED,
        valid=_is_id_in_table,
        source="Like `session-in-condition`.",
        keywords=('into ["`]?[a-z_]*sessions?["`]? ?\\(',),
        takes=(
            "INSERT INTO sessions (id, user_id) VALUES ('⟦«alnum:40»⟧', 7)",
            "insert into ci_sessions(id,data) values('⟦«hex:40»⟧','x')",
            "INSERT INTO `sessions` (`id`, `user_id`) VALUES ('⟦«alnum:40»⟧', 7)",
        ),
        leaves=(
            "INSERT INTO sessions (user_id, id) VALUES ('«alnum:40»', 7)",
            "INSERT INTO sessions (id_of_user, id) VALUES ('«alnum:40»', 7)",
            "INSERT INTO sessions (id, user_id) VALUES ('main-window-of-ada', 7)",
        ),
    ),
    Rule(
        name="kept-session",
        pattern=_STORED,
        valid=_is_stored_id,
        source="PHP, session.save_path; Redfish, SessionService.",
        keywords=("sess_", r"memc\.sess\.", r"sessions\.cache", "/sessions?/"),
        precheck=AnyMatch(r"(?:sess_|memc\.sess\.|sessions\.cache|sessions?/)[a-z_:.]*[0-9a-z]{16}"),
        takes=(
            "/var/lib/php/sessions/sess_⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧, O_RDWR",
            "open /srv/sess_⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧: Permission denied",
            "sess_⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧ file locked",
            "get memc.sess.key.⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧",
            "GET :1:django.contrib.sessions.cache⟦q3k9d0l7z1x5c8v2b6n4m0a1s2f7h9j1⟧",
            "GET :1:django.contrib.sessions.cached_db⟦q3k9d0l7z1x5c8v2b6n4m0a1s2f7h9j1⟧",
            "get memc.sess.⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧",
            "cannot read ~/sessions/⟦«hex:32»⟧.json",
            "DELETE /session/⟦«hex:32»⟧ 204",
            "Location: /redfish/v1/SessionService/Sessions/⟦jo241dca156f6784aa⟧",
        ),
        leaves=(
            "GET /session/«hex:32»/element 200",
            "GET /sessions/«hex:16»",
            "x.sess_q3k9d0l7z1x5c8v2b6n4m0a1s2",
            "sess_q3k9d0l7z1x5c8v2b6n4m0a1s2(1)",
            "GET /session/q3k9d0l7z1x5c8v2b6n4m0a1s2.html",
            "GET /sessions/keynote2026talk17room4.html",
            "GET /sessions/550e8400-e29b-41d4-a716-446655440000",
        ),
    ),
    Rule(
        name="session-in-path",
        pattern=_COOKIELESS,
        source="ASP.NET, sessionState cookieless.",
        keywords=(r"/\([asf]\(",),
        takes=("GET /app/(S(⟦q3k9d0l7z1x5c8v2b6n4m0a1⟧))/a.aspx", "/(F(abc_1)S(⟦q3k9d0l7z1x5c8v2b6n4m0a1⟧))/a.aspx"),
        leaves=("GET /app/(S(4711))/a.aspx",),
    ),
)
