"""Sessions that a key or a column names: `JSESSIONID=…`, `;jsessionid=…`, `"csrfToken":"…"`.

New names belong in `words/session.txt`. How random a value must be depends on how certain its name is.
"""

from collections.abc import Iterator

from domain.redaction.columns import COLUMNS
from domain.redaction.context import key_words
from domain.redaction.detectors.session.cookies import with_neighbours
from domain.redaction.detectors.session.names import KEYWORDS, NAMES
from domain.redaction.detectors.session.values import (
    gives_access,
    is_long,
    is_mixed,
    is_other,
    is_random,
    is_token,
    is_uuid,
)
from domain.redaction.named import APART, NamedValue, NamedValues, Promise, with_following
from domain.redaction.named.notation import key_with
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# The least lengths of values. Short session ids in logs number processes, connections or logins.
_LEAST_CERTAIN, _LEAST_QUOTED, _LEAST_ID, _LEAST_ALONE = 8, 12, 16, 20
_ASSIGNMENTS = ("=", ":")
_NUMBERED_COOKIES = ("cfid", "cftoken")
# The cookies of Spring, Metabase and SAP Business One.
_HOLDS_ID = Pattern(r"(?:\w{1,24}\.|B1)?SESSION")
# Before a session of a user: `login of ada, session=…`.
_LOGIN_BEFORE = Pattern(r"(?i)\b(?:login|logout|logged)\b")
# The parts of WebLogic's ids have `!` between them.
_WORD = Pattern(r"[\w!-]+")


def _is_session_value(named: NamedValue) -> bool:
    value = named.value
    if is_other(named):
        return False
    if named.separator == " " and not named.quoted:
        return _is_in_sentence(named)
    if named.promise is Promise.ANYTHING:
        return _is_certain_value(named)
    if named.promise is Promise.RANDOM:
        return _is_random_value(named)
    return is_random(value, _LEAST_ID) or (len(value) >= _LEAST_QUOTED and is_mixed(value))


def _is_in_sentence(named: NamedValue) -> bool:
    """Return whether a value that is the next word of a sentence belongs to a session: `SESSIONID 1A2B3C… expired`."""
    value = named.value
    if named.promise is Promise.RANDOM:
        # Not `cookie …`, nor the last part of a path, `aws/session …`, nor another name, `session sid=[SESSION]`.
        is_word = key_words(named.key)[0] != "cookie" and not named.before.endswith("/")
        return is_word and _WORD.fullmatch(value) is not None and gives_access(value)
    is_sure = (value.isalnum() and is_mixed(value)) or (is_uuid(value) and named.opened == "(")
    return len(value) >= _LEAST_ID and is_sure


def _is_random_value(named: NamedValue) -> bool:
    """Return whether a value belongs to a session although its name, such as `session`, has other meanings too."""
    value = named.value
    # `GET /snapshot/session" "ELB-HealthChecker/2.0"`: the end of a path, and what follows it. Dovecot's ids of
    # connections: `session=<…>`.
    is_of_path = named.before.endswith("/") and named.separator not in _ASSIGNMENTS
    if is_of_path or (named.opened == "<" and named.separator == "=" and not named.gap):
        return False
    if key_words(named.key)[0] == "cookie":
        # Not a whole header (`name=value`), nor a cookie of DNS (`COOKIE: 1a775bcc…`).
        is_hash = is_long(value) and (named.quoted or named.separator != ":")
        return len(value) >= _LEAST_ID and (is_token(value) or is_hash) and "=" not in value
    # `osCsid=…`; not the name of a network, `ssid=…`.
    if key_words(named.key)[0].endswith("sid"):
        return gives_access(value)
    # `session=…`, `"session":"…"`, `laravel_session: …`; not `cache key session:…`.
    if named.separator == ":" and not named.quoted:
        return named.gap and gives_access(value)
    if is_uuid(value):
        holds_id = _HOLDS_ID.fullmatch(named.key) is not None and named.separator in _ASSIGNMENTS
        return holds_id or (named.assigned and _LOGIN_BEFORE.search(named.before) is not None)
    least = _LEAST_QUOTED if named.quoted else _LEAST_ID
    return is_random(value, least if is_mixed(value) else _LEAST_ALONE)


def _is_certain_value(named: NamedValue) -> bool:
    """Return whether a value belongs to a session, if its name means nothing else: `PHPSESSID`, `csrfToken`."""
    value, words = named.value, key_words(named.key)
    if len(words) == 1 and words[0] == "sid":
        # In AWS policies, `Sid` is the id of a statement.
        alone = is_mixed(value) or (len(value) >= _LEAST_ALONE and is_random(value) and "Effect" not in named.behind)
        return alone and len(value) >= _LEAST_ID and not value.startswith("Stmt")
    if words[0] in _NUMBERED_COOKIES:
        return value.isdigit() or is_random(value, _LEAST_CERTAIN)
    return is_random(value, _LEAST_CERTAIN) or (len(value) >= _LEAST_ALONE and value.isalpha())


# The end of a value in a URL or a header. WordPress writes `user|expiry|token`, NextAuth `token|hash`, and Tornado
# `2|mask|token|time`.
_BARE = Pattern(r"[0-9a-z]{20,64}(?=/)|[0-9A-Za-z%+/=_.~:!*-]+(?:[|,](?=[^\s,]{0,64}\d)[0-9A-Za-z_|-]{16,}+(?![=:]))?")
# A name, signs and words, and eight characters with a digit among them, or only letters, but more of them.
_OF_VALUE = "[0-9a-z%+/=_.~-]"
_WITH_DIGIT = "|".join(f"{_OF_VALUE}{{{before}}}[0-9]{_OF_VALUE}{{{7 - before}}}" for before in range(8))
_SHAPE = (
    rf"{key_with(NAMES.stems)}(?:[^0-9a-z\n]|(?:\r|\\r)?(?:\n|\\n)|\b[a-z]+\b|\b[0-9][0-9]?[0-9]?\b)*"
    rf"(?:{_WITH_DIGIT}|{_OF_VALUE}{{20}})"
)
_VALUES = NamedValues("session", NAMES, _is_session_value, bare=_BARE, shape=_SHAPE)


def _find(text: Text, position: int) -> Iterator[Span]:
    """Yield the values under the names of sessions, and those that follow them in a list or replace them."""
    named = with_following(text, _VALUES.find(text, position), lambda value: is_random(value, _LEAST_ID))
    return with_neighbours(text, named)


RULES = (
    Rule(
        name="session-column",
        pattern=_VALUES.in_columns,
        keywords=KEYWORDS,
        values=COLUMNS,
        takes=(r"id,session_id\n7,⟦«hex:32»⟧",),
        leaves=(r"id,session_id\n7,4155552671",),
    ),
    Rule(
        name="session-apart",
        pattern=_VALUES.apart,
        keywords=KEYWORDS,
        values=APART,
        takes=(
            '<input name="_csrf" type="hidden" value="⟦550e8400-e29b-41d4-a716-446655440000⟧"/>',
            '<meta name="csrf-token" content="⟦«alnum:32»⟧" />',
            'form-data; name="session_id"\n\n⟦q8zt3lxw0vnr7kpyc5bd⟧\n--x',
            '{"value":"⟦«hex:32»⟧","name":"PHPSESSID"}',
        ),
        leaves=(
            '{"name":"session_id","value":"4155552671"}',
            '{"name":"session_timeout","value":"«hex:32»"}',
        ),
    ),
    Rule(
        name="session",
        pattern=_find,
        keywords=KEYWORDS,
        takes=(
            "GET /cart;jsessionid=⟦1A2B3C4D5E6F7A8B⟧?x=1",
            "PHPSESSID=⟦«hex:26»⟧",
            '{"sessionId":"⟦«hex:32»⟧"}',
            "Mcp-Session-Id: ⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "X-CSRF-Token: ⟦«hex:40»⟧",
            "csrfmiddlewaretoken=⟦«hex:64»⟧&name=ada",
            "remember_me=⟦«alnum:32»⟧",
            "session=⟦«hex:32»⟧",
            "login of ada: session=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "logout of ada: session=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "ada logged out: session=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "(session=⟦k39dk2lx7qz8c4v2⟧)",
            "__Host-next-auth.csrf-token=⟦«hex:64»%7C«hex:64»⟧",
            "SessionId (⟦550e8400-e29b-41d4-a716-446655440000⟧)",
            "セッションID: ⟦«hex:32»⟧",
            "login_session: ⟦«hex:32»⟧",
            "csrf_token_value=⟦«hex:40»⟧",
            "remember_web_59ba36addc2b2f9401580f014c7f58ea=⟦«alnum:16»⟧",
            "{b'session_id': b'⟦q8zt3lxw0vnr7kpyc5bd⟧'}",
            "<key>sessionId</key><string>⟦q8zt3lxw0vnr7kpyc5bd⟧</string>",
            "SESSIONID ⟦kd93kdl0zq7xw1vb⟧ expired",
            "request with session id ⟦kd93kdl0zq7xw1vb⟧ failed",
            "ASPSESSIONIDQQABCDEF=⟦KDLAZQXWVBNMCTYRPAKDLAZQ⟧",
            '{"session":"⟦k39dk2lx7qz8⟧"}',
            "X-Metabase-Session: ⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "sso_session: ⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "_xsrf=⟦2|cb33ed2f|«hex:32»|1793700000⟧; a=b",
            "session_ids=[⟦kd93kdl0zq7xw1vb⟧, ⟦1vbkd93kdl0zq7xw⟧]",
            "session_id changed from ⟦550e8400-e29b-41d4-a716-446655440000⟧ to ⟦650e8400-e29b-41d4-a716-446655440000⟧",
            "CAKEPHP=⟦kdl0zq7xw1vb5nm4ct6yr3⟧",
            "SESSb49c12a4b0062983475eb46c5296f62e=⟦«alnum:32»⟧",
            "wordpress_logged_in_b61ba4168160adb59261ff2d3c425c8d=⟦ada|1767400000|«alnum:32»⟧",
            "CFID=⟦9261995⟧; CFTOKEN=⟦92254282⟧",
            "__cf_bm=⟦«alnum:32»⟧",
            "koa:sess.sig=⟦«alnum:27»⟧",
            "MYSAPSSO2=⟦«alnum:32»⟧",
            'SessionIndex="⟦_«alnum:32»⟧"',
            "SAP_SESSIONID_PRD_100=⟦«alnum:20»⟧",
            "_wpnonce=⟦5b2d8406af⟧&action=edit",
            "formkey: ⟦«alnum:16»⟧",
            "session_state=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            '{"cookie":"⟦kT8vQmZ1xR4pLw7NdJ2f⟧"}',
            "cookie=⟦«hex:32»⟧",
            "session ⟦«alnum:52»!-1234567890!1793700000000⟧ invalid",
            "session = <⟦«alnum:32»⟧>",
            "clientauthsession => <⟦«alnum:32»⟧>",
            "X-Session-ID: ⟦«HEX:64»⟧",
            "Session-ID=⟦«HEX:64»⟧",
            "Session-ID: ⟦«HEX:32»⟧",
            "session SESS2d5f6388af3c9b1e2d5f6388af3c9b1e=⟦«alnum:43»⟧ written",
            "sesskey=⟦k39dk2lx7q⟧",
            'sessionid="⟦##«HEX:64»⟧"',
            "GET /v1/nebula?clientsid=⟦«hex:32»⟧ HTTP/1.1",
            "guestsid=⟦«hex:32»⟧ newsid=⟦«hex:32»⟧",
            "sessionhandle=⟦«hex:16»⟧",
            "сессия ⟦CXAVWf0EXz8k_2AH4HX5b-4-q082eIYejttdqaO3MuY⟧ закрыта",
            "sesión ⟦4VyGHd_-jGHgy033afuLF5bAGyXqUWPj4ODo-xxm_qb⟧ caducada",
            "osCsid=⟦«hex:32»⟧",
            "stay_signed_in=⟦«hex:40»⟧",
            "NAS_SID=⟦f3xxucom4d9k2l1m⟧",
            "id_de_sesion=⟦abcdef0123456789⟧",
            "JSESSIONIDSSO=⟦«HEX:32»⟧",
            "mod_auth_openidc_session=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "websessionkey=⟦«hex:26»⟧",
            "user_session=⟦k39dk2lx7qz8⟧",
            "SSO session index: ⟦_«hex:32»⟧",
            "GET /cgi-bin/luci/;stok=⟦«hex:32»⟧/admin/status",
            "relace ⟦«hex:32»⟧ vypršela",
            "lang=de; user=⟦«alnum:32»⟧; roundcube_sessid=⟦«hex:26»⟧; roundcube=⟦«alnum:40»⟧; b=⟦«alnum:30»⟧",
            '"a=⟦«alnum:30»==⟧;+sessionid=⟦«hex:32»⟧;+b=⟦«alnum:30»⟧"',
            'a="⟦«alnum:30»⟧"; sessionid="⟦«hex:32»⟧"; b="⟦«alnum:30»⟧"',
            "x=«alnum:30», sessionid=⟦«hex:32»⟧, y=«alnum:30»",
            "sessionid=⟦«hex:32»⟧; trace_id=«alnum:30»; y=550e8400-e29b-41d4-a716-446655440000; etag=«hex:32»",
            "sessionid=⟦«hex:32»⟧; y=«alnum:30»,z",
            "bb_sessionhash=⟦«hex:24»⟧",
            "session_id=⟦kT8vQmZ1xR4pLw7N⟧|pages-of-the-department",
            "session_id=⟦kT8vQmZ1xR4pLw7N⟧,page2-of-the-department=3",
            "session_uuid=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "Bugzilla_logincookie: ⟦«alnum:22»⟧",
            "sessions-id=⟦«hex:32»⟧",
            "WebSession_f05=⟦«hex:32»⟧",
            "X-Session: ⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "metabase.SESSION=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "SESSION=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "beegosessionID=⟦«hex:32»⟧",
            "session handle=⟦«alnum:24»⟧",
            "sso ticket: ⟦«alnum:64»⟧",
            "B1SESSION=⟦550e8400-e29b-41d4-a716-446655440000⟧",
            "Jenkins-Crumb: ⟦«hex:64»⟧",
            "workgroup_session=⟦kT8vQmZ1xR4pLw7NdJ2f|«alnum:32»⟧",
            "cpsession=⟦%3akT8vQmZ1xR4pLw7N%2c«hex:32»⟧",
            "сессия ⟦«hex:32»⟧ истекла",
            "id_sesión=⟦«hex:16»⟧",
            "ID da sessão: ⟦«hex:32»⟧",
            "identifiant de session : ⟦«hex:32»⟧",
            "oturum kimliği: ⟦«hex:16»⟧",
            "会话令牌: ⟦«alnum:32»⟧",
        ),
        leaves=(
            "antiforgery: RequestVerificationToken",
            "session=550e8400-e29b-41d4-a716-446655440000",
            "session=5b23ca18.271b",
            "session_id=[x, kd93kdl0zq7xw1vb]",
            "session_id_count=kd93kdl0zq7xw1vb, 1vbkd93kdl0zq7xw",
            "weblogin: session=550e8400-e29b-41d4-a716-446655440000",
            "logins: session=550e8400-e29b-41d4-a716-446655440000",
            "session created: id=kd93kdl0zq7xw1vb/x",
            "session_id=4155552671",
            "redis key session:«hex:24» expired",
            '{"sid":"SM«hex:32»"}',
            "sessionid=0x14ed93111f20027",
            "session «hex:16» opened",
            "; COOKIE: «hex:48» (good)",
            "session_id=abc123def",
            "[TLS session key](https://www.ietf.org/rfc/rfc5077.txt) rotation",
            "session_id = base64.b64encode(x)",
            '"Sid": "AllowOperatorToSSMStartSession",',
            '"Sid": "TagSessionForAssumeAccessRole",',
            "Session-ID: «HEX:64»",
            "NATS session INBOX.f2p5MuN2lKwiyEXuT8oQLX",
            "imap-login: Login: user=<jo>, method=PLAIN, session=<kT8vQmZ1xR4pLw7N>",
            "dbus-user-session\t1.14.10-1~deb12u1",
            "s3_disable_express_session_auth=s3_disable_express_session_auth",
            "logging_session: CloudWatchLoggingSession | None = None",
            "clientsid=S-1-5-21-7763999648-4487903346-197394215-9893",
            "aws/session «hex:40»",
            "SET SESSION rpl_semi_sync_slave_trace_level=99",
            "prefix-x-session: 550e8400-e29b-41d4-a716-446655440000",
            "session: 550e8400-e29b-41d4-a716-446655440000",
            "SESSION 550e8400-e29b-41d4-a716-446655440000",
            "session: «hex:23»",
            "session: abcdefabcdefabcdefabcdefabcdefab",
            "session: kT8vQmZ1x",
            "csrf token mismatch",
            "csrf=false",
            "sid=ORCL",
            "ssid=Guest-Net01-of-the-house",
            "Acct-Session-Id = 5B2F1A3C-00000012",
            "session id 550e8400-e29b-41d4-a716-446655440000 opened",
            '{"Sid":"SupportedServiceSid0","Effect":"Allow"}',
            '{"Sid":"Stmt1381777017000a4b5","Effect":"Allow"}',
            '{"session":"winter2026"}',
            "Unpacking dbus-user-session (1.14.10-1~deb12u1) ...",
            "session_id=not-yet-assigned-to-anybody",
            '"GET /snapshot/session" "ELB-HealthChecker/2.0"',
            "Cookie: frontend=kT8vQmZ1xR4pLw7NdJ2f",
            "cookie=0x9f3a1c7e5b2d8406",
            "cookie=3f9a1c7e5b2d8406af19c3e7",
            "sid=S-1-5-21-7763999648-4487903346-197394215-9893",
            "session_timeout=3600",
            "sessionKey=self.sessionKey",
            "sessions=4155552671abcdef00",
        ),
    ),
)
