"""Sessions that a key or a column names: `JSESSIONID=…`, `;jsessionid=…`, `"csrfToken":"…"`.

New names belong in `words/session.txt`. How random a value must be depends on how certain its name is.
"""

from collections.abc import Iterator

from domain.redaction.context import key_words
from domain.redaction.detectors.session import examples
from domain.redaction.detectors.session.cookies import with_neighbours
from domain.redaction.detectors.session.names import KEYWORDS, NAMES, OWNED
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
from domain.redaction.named.separators import TOLD
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.text.columns import COLUMNS

# The least lengths of values. Short session ids in logs number processes, connections or logins.
_LEAST_CERTAIN, _LEAST_QUOTED, _LEAST_ID, _LEAST_ALONE = 8, 12, 16, 20
_ASSIGNMENTS = ("=", ":")
_NUMBERED_COOKIES = ("cfid", "cftoken")
# The cookies of Spring, Metabase and SAP Business One.
_HOLDS_ID = Pattern(r"(?:\w{1,24}\.|B1)?SESSION")
# Beside a session of a user: `login of ada, session=…`.
_LOGIN = Pattern(r"(?i)\b(?:login|logout|logged)\b")
# The parts of WebLogic's ids have `!` between them.
_WORD = Pattern(r"[\w!-]+")


def _is_session_value(named: NamedValue) -> bool:
    value = named.value
    if is_other(named):
        return False
    if named.separator in (" ", TOLD) and not named.quoted:
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
    # Moodle's keys of sessions are short.
    if key_words(named.key)[0] == "sesskey":
        return value.isalnum() and not value.islower() and not value.isupper()
    is_sure = (value.isalnum() and is_mixed(value)) or (is_uuid(value) and named.opened == "(")
    return len(value) >= _LEAST_ID and is_sure


def _is_random_value(named: NamedValue) -> bool:
    """Return whether a value belongs to a session although its name, such as `session`, has other meanings too."""
    value = named.value
    # `GET /snapshot/session" "ELB-HealthChecker/2.0"`: the end of a path, and what follows it. Dovecot's ids of
    # connections: `session=<…>`.
    is_of_path = named.before.endswith("/") and named.separator not in _ASSIGNMENTS
    is_of_connection = named.opened == "<" and named.separator == "=" and not named.gap and not is_long(value)
    if is_of_path or is_of_connection:
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
        # `newwebsession=…`, `SESSION=…`
        is_owned = "".join(reversed(key_words(named.key))).endswith(OWNED)
        holds_id = (is_owned or _HOLDS_ID.fullmatch(named.key) is not None) and named.separator in _ASSIGNMENTS
        is_login = _LOGIN.search(named.before) is not None or (named.quoted and _LOGIN.search(named.behind) is not None)
        return holds_id or (named.assigned and is_login)
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
    rf"{key_with(NAMES.stems)}(?:[^0-9a-z\n]|(?:\\r)?(?:\n|\\n)|\b[a-z]+\b|\b[0-9][0-9]?[0-9]?\b)*"
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
        takes=examples.TAKES,
        leaves=examples.LEAVES,
    ),
)
