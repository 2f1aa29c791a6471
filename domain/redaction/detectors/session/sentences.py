"""Sessions in sentences and keys of caches, in many languages: `Session … not found`, `sesión caducada: …`, `sess:…`.

The words are in `words/session.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.session.names import NAMES
from domain.redaction.detectors.session.values import (
    end_of_route,
    gives_access,
    is_long,
    is_mixed,
    is_of_tls,
    is_token,
    is_uuid,
)
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text, one_of
from domain.redaction.words import read_words

_WORDS = read_words("session")
_VALUE = r"(?P<value>[0-9A-Za-z_-]{16,128}+|[0-9A-Za-z+/]{32,128}+={0,2})(?![\w:/(=+\[])"


_FOREIGN = one_of(_WORDS["foreign-names"])
_NAME = rf"(?:sessions(?=[ :=\[])|{one_of(_WORDS['names-in-sentences'])}|{_FOREIGN})"
# The words between the name of a session and its value.
_SAID = one_of(_WORDS["said"])
# `session for user ada created`, `session created for ada: …`
_USER = rf"(?:{one_of(_WORDS['users'])})\s[a-z.]{{1,24}}|(?:{one_of(_WORDS['for'])})\s[a-z.]{{1,24}}(?=\s?:)"
_SENTENCE = rf"(?<!/){_NAME}(?:[ :_,.-]{{1,2}}(?:{_USER}|{_SAID})){{0,4}}(?:\s?[ :=\[(\"'-]){{1,3}}"
# A key of a store: `sess:…`, `app:sessions:…`.
_STORED = r"(?:(?<![\w/.-])(?:[\w-]{1,32}:){0,2}sess(?:ion)?s?:|session_start\(\):\sid\s)"
_PRECHECK = FirstMatch(
    rf"(?:sess|cookie|tion ticket|[cx]srf|forgery|authenticity|remember.?me|{_FOREIGN})"
    r"[a-z\xe9\xa4() :_,.=\[\"'-]*[ :=\[(\"'-][0-9a-z_+/-]{16}",
    reach=256,
)
# The text of a name before what the precheck looks for: `anti-` of `anti-forgery`.
_LONGEST_BEGINNING = 16
_SESSION = Pattern(rf"(?i)(?:{_SENTENCE}|{_STORED}){_VALUE}")
# `regenerated session … -> …`, `old=… new=…`, `["…", "…"]`, `expected …, form …`.
_OTHER = "new|got|actual|received|form|header|cookie|body|request|store"
_REPLACED = r"to|and|but|against|replaces|replaced\sby|swapped\sfor\snew\sid|differs\sfrom|(?:did|does)\snot\smatch"
_BETWEEN = rf",|,?\s(?:->|=>|\xb7|!=|vs\.?|{_REPLACED})|(?=,?\s(?:{_OTHER}))"
NEXT = Pattern(
    rf"(?i)(?:\s\([a-z.]{{1,24}}\))?[\"')\]]?(?:{_BETWEEN})\s?(?:(?:{_OTHER})[ =:]{{1,2}})?[\"'(\[]?{_VALUE}"
)
# Events that happen to sessions of users only: `session … timed out`.
ENDED = Pattern(
    r"(?i)[\"')\]]?,?\s(?:(?:has|have|had|was|is|been|already|now)\s){0,3}"
    rf"(?:{one_of(_WORDS['phrases-of-end'])})"
)
# What names a UUID as a session's.
_NAME_OF_UUID = Pattern(r"(?i)spring:session:|remember.?me|[cx]srf.*(?:token|cookie|header|expected)")
# The last word before a value, if it says that the value is an id or a token.
_ID_BEFORE = Pattern(
    r"(?i)(?:\b|_)(?:id|key|token)s?(?:[ :_,-]{1,2}(?:changed|regenerated|from|old))*[ :='\"\[(.]{1,4}$"
)
_KEY_BEFORE = Pattern(r"(?P<key>[\w-]+)[\"']?\s?[:=]\s?[\[(\"']?")
# `csrf-key-id=…`
_OF_KEY = Pattern(r"(?i)key[_ -]id")
_COOKIE = Pattern(r"(?i)cookie")
# `audit-session-id=…`
_NETWORK_BEFORE = Pattern(rf"(?i)(?:{one_of(_WORDS['networks'])})[ _-]?$")
_OTHER_BEFORE = Pattern(rf"(?i)(?:{one_of(_WORDS['other-owners'])})[ _-]?$")
_LONGEST_NETWORK = 12
_FORGERY = Pattern(r"(?i)[cx]srf|anti")


def _in_sentences(text: Text, position: int) -> Iterator[Span]:
    folded, blanked = text.folded, text.blanked()
    end = 0
    for match in _PRECHECK.matches_of(_SESSION, text, max(0, position - _LONGEST_BEGINNING), _LONGEST_BEGINNING):
        found: re.Match[str] | None = match if match.start("value") >= end else None
        while found and _is_session(folded, match, blanked[slice(*found.span("value"))]):
            end = end_of_route(folded, found.end())
            yield found.start("value"), end
            found = NEXT.match(folded, end)
        if found and found is match:
            text.leave(*found.span("value"), "after these words, such a value gives no access")


def _is_session(folded: str, first: re.Match[str], value: str) -> bool:
    """Return whether a value after the words of `first` belongs to a session."""
    if of_network(folded, first.start()):
        return False
    said = first[0].removesuffix(first["value"])
    if names_other(said):
        return False
    if _COOKIE.match(said):
        # DNS has cookies, too: `COOKIE: 1a775bcc…`.
        return not said.startswith(":", len("cookie")) and gives_access(value)
    if "/" in value or "+" in value:
        # Not a path: `session users/ada/2026/11/29`.
        return any(is_token(part) and not part.islower() for part in value.replace("+", "/").split("/"))
    return is_token(value) or _is_hash_of_session(folded, said, first, value)


def names_other(said: str) -> bool:
    """Return whether the text from the word for a session on is the name of something else: `session_user_id=`."""
    key = _KEY_BEFORE.fullmatch(said)
    # A word alone is judged by the words around it.
    return key is not None and not key["key"].isalpha() and NAMES.of_key(key["key"]) is None


def of_network(folded: str, start: int) -> bool:
    """Return whether the session that a text mentions is a connection of a network, which gives no access."""
    return _NETWORK_BEFORE.search(folded[max(0, start - _LONGEST_NETWORK) : start]) is not None


def of_other_owner(folded: str, start: int) -> bool:
    """Return whether the session that a text mentions is of no user: `game session … ended`."""
    return _OTHER_BEFORE.search(folded[max(0, start - _LONGEST_NETWORK) : start]) is not None


def _is_hash_of_session(folded: str, said: str, first: re.Match[str], value: str) -> bool:
    """Return whether a hash or a UUID gives access.

    It does if the words name an id or a token, or if they tell what happens to sessions of users.
    """
    if is_uuid(value):
        is_named = _NAME_OF_UUID.match(said) is not None or _ID_BEFORE.search(said) is not None
        return is_named or (_is_ended(folded, said, first) and not of_other_owner(folded, first.start()))
    if not is_mixed(value) or is_of_tls(value) or _OF_KEY.search(said):
        return False
    # The value is longer than the id of a trace, and not the key of a cache.
    if said.endswith("sess:") or (is_long(value) and not said.endswith(("-", ":"))):
        return value.isalnum()
    is_named = _ID_BEFORE.search(said) is not None or _FORGERY.match(said) is not None
    return value.isalnum() and (is_named or _is_ended(folded, said, first))


def _is_ended(folded: str, said: str, first: re.Match[str]) -> bool:
    """Return whether a session ends: `session … expired`, but not the key of a cache, `session:…`."""
    return not said.endswith(":") and ENDED.match(folded, first.end()) is not None


RULE = Rule(
    name="session-in-sentence",
    pattern=_in_sentences,
    keywords=(
        r"sess(?:ion)?s?[ :_(=\[-]",
        "[cx]srf",
        "remember.?me",
        "anti-?forgery",
        "authenticity",
        "cookie[ (]",
        r"sess(?:ion)?id\(",
        rf"(?:{_FOREIGN})[ :_,.=\[(\"'-]",
        r"session_start\(",
        "authentication ticket",
    ),
    precheck=_PRECHECK,
    takes=(
        "Session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ not found",
        "Session destroyed: ⟦kT8vQmZ1xR4pLw7NdJ2f⟧",
        "created session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ for user 17",
        "Successful login in session ⟦nb5jxofgy290e4auobybaeqw41⟧",
        "Session-started - ⟦8k2jd93kdl0zq7xw1vb5nm4ct6⟧ - 2026/01/02",
        "Session [⟦0AAB6C8DE415E2E5F307CF334BFCA0C1⟧] expired",
        "[session:⟦kT8vQmZ1xR4pLw7NdJ2f⟧] GET /cart",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ -> aZ1xR4pLw7NdJ2fkT8v/x",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ and ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "regenerated session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ -> ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "csrf token mismatch: expected ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ but got ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "remember_me cookie ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ rejected",
        "kickSession(⟦kT8vQmZ1xR4pLw7NdJ2f⟧)",
        "sess:⟦kT8vQmZ1xR4pLw7NdJ2f⟧ loaded from redis",
        'GET "session:⟦kT8vQmZ1xR4pLw7NdJ2f⟧"',
        "app:sessions:⟦kT8vQmZ1xR4pLw7NdJ2f⟧",
        "Destroying session with id ⟦3f9a1c7e5b2d8406af19c3e7⟧",
        "No session found for id '⟦3f9a1c7e5b2d8406af19c3e7⟧'",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ aZ1xR4pLw7NdJ2fkT8v",
        "session_id from ⟦3f9a1c7e5b2d8406⟧",
        "Session ⟦3f9a1c7e5b2d84063f9a1c7e5b2d8406⟧ opened",
        "[session ⟦3f9a1c7e5b2d84063f9a1c7e5b2d8406⟧] done",
        "PHP Notice: session_start(): id ⟦q3k9d0l7z1x5c8v2b6n4m0a1s2⟧ already active",
        "anti-forgery check failed: ⟦3f9a1c7e5b2d8406⟧",
        "anti-forgery token mismatch: cookie ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ form ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "Session data corrupted for ⟦«alnum:32»⟧",
        "CSRF token from POST incorrect: ⟦«alnum:64»⟧",
        "csrf: expected=⟦«hex:40»⟧ actual=⟦«hex:40»⟧",
        "csrf mismatch: ⟦«hex:40»⟧ vs. ⟦«hex:40»⟧",
        "csrf mismatch: ⟦«hex:40»⟧ vs ⟦«hex:40»⟧",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ != ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ to ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "Authenticity token mismatch: ⟦kT8vQmZ1xR4pLw7NdJ2f/aZ1xR4pLw7NdJ2fkT8v==⟧",
        "session id ⟦Z8B5gqCVB9tIwmbj+psCKzBX7cgOzcOv/Qwyk⟧ invalidated",
        "session id changed from ⟦Z8B5gqCVB9tIwmbj+psCKzBX7cgOzcOv/Qwyk⟧ to ⟦aZ1xR4pLw7NdJ2fkT8v/Z8B5gqCVB9tIwmbj⟧",
        "jeton CSRF invalide : ⟦«hex:40»⟧",
        "Token CSRF inválido: ⟦«hex:40»⟧",
        "sesión caducada: ⟦«hex:32»⟧",
        "sessão encerrada: ⟦«hex:32»⟧",
        "sessione scaduta: ⟦«hex:32»⟧",
        "sessie verlopen: ⟦«hex:32»⟧",
        "Sitzung abgelaufen: ⟦«hex:32»⟧",
        "Sitzungs-Kennung ⟦«hex:32»⟧",
        "sesja wygasła: ⟦«hex:32»⟧",
        "oturum süresi doldu: ⟦«hex:32»⟧",
        "cookie ⟦«alnum:43»⟧ rejected",
        "remember me ⟦«alnum:43»⟧ rejected",
        "cookie value ⟦«hex:32»⟧ tampered",
        "cookie sid value ⟦«alnum:32»⟧ blocked",
        "cookie value: ⟦«hex:32»⟧",
        "(session ticket ⟦14000000kT8vQmZ1xR4pLw7NdJ2f⟧)",
        "SessionID(⟦«hex:32»⟧)",
        "session_ids ⟦«hex:32»⟧",
        "redis GET sess:⟦3f9a1c7e5b2d8406⟧",
        "Destroying session ⟦sess_k39dk2lx7qz8⟧",
        "session fixation attempt: ⟦«hex:32»⟧",
        "session_regenerate_id old=⟦«hex:32»⟧ new=⟦«hex:32»⟧",
        "csrf token '⟦kT8vQmZ1xR4pLw7NdJ2f⟧' against '⟦aZ1xR4pLw7NdJ2fkT8v⟧'",
        "session detected: ⟦«hex:32»⟧ replaces ⟦«hex:32»⟧",
        "xsrf cookie ⟦550e8400-e29b-41d4-a716-446655440000⟧ vs header ⟦650e8400-e29b-41d4-a716-446655440000⟧",
        "xsrf header ⟦«hex:32»⟧ does not match form ⟦«hex:32»⟧",
        "xsrf header ⟦«hex:32»⟧ did not match form ⟦«hex:32»⟧",
        "CSRF token mismatch. Cookie: ⟦«hex:64»⟧, Form: ⟦«hex:64»⟧",
        "Created new session with id ⟦550e8400-e29b-41d4-a716-446655440000⟧ for user jo",
        "Sitzung für Benutzer jo erstellt: ⟦«hex:32»⟧",
        "session for user ada created: ⟦«hex:32»⟧",
        "CSRF ok (⟦«hex:32»⟧)",
        "session store SET ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ ttl=86400",
        "session created for ada: ⟦«hex:32»⟧",
        "Sesión cerrada para ada: ⟦«hex:32»⟧",
        "Sitzung beendet für ada: ⟦«hex:32»⟧",
        "session ouverte pour ada : ⟦«hex:32»⟧",
        "Sessione chiusa per ada: ⟦«hex:32»⟧",
        "Sessie gestart voor ada: ⟦«hex:32»⟧",
        "sesja utworzona dla ada: ⟦«hex:32»⟧",
        "session for usuario ada: ⟦«hex:32»⟧",
        "session for utilisateur ada: ⟦«hex:32»⟧",
        "session for utente ada: ⟦«hex:32»⟧",
        "session for gebruiker ada: ⟦«hex:32»⟧",
        "xsrf token invalid: ⟦3f9a1c7e5b2d8406⟧",
        "session id changed: old=⟦3f9a1c7e5b2d8406⟧, new ⟦af19c3e73f9a1c7e⟧",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f⟧ => ⟦aZ1xR4pLw7NdJ2fkT8v⟧",
        "Sessions[⟦kT8vQmZ1xR4pLw7NdJ2f⟧] removed",
        'active_sessions: ["⟦kT8vQmZ1xR4pLw7NdJ2f⟧", "⟦aZ1xR4pLw7NdJ2fkT8v⟧"]',
        "session id changed: old=⟦3f9a1c7e5b2d8406⟧ new=⟦af19c3e73f9a1c7e⟧",
        "regenerated session id from ⟦3f9a1c7e5b2d8406⟧ to ⟦af19c3e73f9a1c7e⟧",
        "session created: id=⟦3f9a1c7e5b2d8406af19c3e7⟧ max=1800",
        "Session ⟦3f9a1c7e5b2d8406⟧ timed out",
        "session ⟦550e8400-e29b-41d4-a716-446655440000⟧ has expired",
        "csrf check failed expected=⟦3f9a1c7e5b2d8406⟧ form=/pay",
        "session ⟦kT8vQmZ1xR4pLw7NdJ2f.node1⟧ expired",
        "authentication ticket ⟦«HEX:96»⟧ rejected",
        "remember-me cookie ⟦550e8400-e29b-41d4-a716-446655440000⟧ found",
        "Sitzung ⟦550e8400-e29b-41d4-a716-446655440000⟧ abgelaufen",
        "sesión ⟦550e8400-e29b-41d4-a716-446655440000⟧ cerrada",
        "sessie ⟦550e8400-e29b-41d4-a716-446655440000⟧ beëindigd",
        "session ⟦550e8400-e29b-41d4-a716-446655440000⟧ ended",
        "DEL spring:session:sessions:⟦550e8400-e29b-41d4-a716-446655440000⟧",
    ),
    leaves=(
        "redis key session:«hex:24» expired",
        "session «hex:16» opened",
        "github.com/aws/session «hex:40»",
        "session 550e8400-e29b-41d4-a716-446655440000 opened",
        "session manager-2024-replica-7 started",
        "Session kT8vQmZ1xR4pLw7NdJ2f/x",
        "import session.kT8vQmZ1xR4pLw7NdJ2f",
        "session of kT8vQmZ1xR4pLw7NdJ2f",
        "session kT8vQmZ1xR4pLw7NdJ2f(1)",
        "x/sess:kT8vQmZ1xR4pLw7NdJ2f",
        "session kT8vQmZ1x",
        "session for ada «hex:32»",
        "Session-ID: «HEX:64»",
        "session «HEX:64»",
        "cookie 0x14ed93111f20027a",
        "; COOKIE: «hex:48» (good)",
        "msgid 2 cookie a88875a8198992a6->71be8358efae7663: child_sa",
        "session main_k39dk2lx7qz8",
        "redis GET sess:winter-sale-2026-a1",
        '{"csrf-request-id":"«hex:32»"}',
        "/coral?page=8&csrf-key-id=«hex:32»",
        '{"session_cache_key":"«hex:32»"}',
        "csrf check failed for 550e8400-e29b-41d4-a716-446655440000",
        "session users/ada7k3m9x2q/2026/11/29/a1b2c3d4e5f6",
        "Session 59291f0c-expired-again",
        "Session 59291f0c1a2z3c4x-expired",
        "session replica-7f3a9k2m1z0q",
        "sessions-bbedaced5c-6nr2t",
        "sessions_kT8vQmZ1xR4pLw7NdJ2f",
        "session uuid 3f9a1c7e5b2d8406",
        "session_user_id=550e8400-e29b-41d4-a716-446655440000",
        "training session 550e8400-e29b-41d4-a716-446655440000 ended",
        "audit-session-id=0A000001000000FA0C3D7E12",
        "session invalid 3f9a1c7e5b2d8406",
        "session a7f3k9m2-12-x9z4q1",
        "Session-ID: 00000000000000000000000000000000",
    ),
)
