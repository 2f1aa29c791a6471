"""Long random values in a line about a session, whatever the line says: `SessionNotFound: …`, `session data for …`.

`sentences.py` knows the words before shorter values. Here, the value itself must look like the id of a session, and no
word before it may name something else. The words are in `words/session.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.context import key_words
from domain.redaction.detectors.session.sentences import ENDED, NEXT, names_other, of_network, of_other_owner
from domain.redaction.detectors.session.values import gives_access, is_long, is_token, is_uuid
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text, folded
from domain.redaction.words import plain_letters, read_words
from domain.redaction.words.keywords import without_boundaries

_WORDS = read_words("session")
_ENGLISH = ("session", r"\bsess\b", "[cx]srf", "login[ _-]ticket")
_SHORTEST_NAME = 5
_WRITTEN = {
    word
    for word in (*_WORDS["sessions"], *_WORDS["foreign-names"])
    if not word.isascii() or len(word) >= _SHORTEST_NAME
}
_NAMES = (*_ENGLISH, *sorted({*_WRITTEN, *map(plain_letters, _WRITTEN)}, key=lambda word: (-len(word), word)))
_FOLDED = tuple(dict.fromkeys(map(folded, _NAMES)))
# `sessionDestroyed`, `Session@4f1a`, `session_id()`
_COMPOUND = r"\w{0,32}(?:@[0-9a-f]{1,16})?(?:\(\))?"
_SIGNS = r"[\s:;,.(\[\]{}\"'\\#-]"
# With all its parts: a text with many dashes can be divided into words in one way only.
_WORD = r"[^\W\d_]{1,24}+(?:[_-][^\W\d_]{1,24}+){0,6}(?![_-][^\W\d_])"
_SAID = rf"(?P<said>(?:{_SIGNS}{{1,6}}{_WORD}){{0,7}}?)"
# In scripts without spaces, a value may follow directly: `セッション4F18…を破棄`.
_SIGN = r"(?P<sign>[\s:=(\[{\"'\\,#/_>「-]{1,6}|(?<=[^\x00-\x7f]))"
_VALUE = rf"{_SIGN}(?<!\\)(?P<value>[0-9A-Za-z_-]{{20,128}}+)(?!:\w|[./(=+\[]\w)"
_MENTION = Pattern(rf"(?i)(?<!/)(?P<subject>(?:{'|'.join(_NAMES)}){_COMPOUND}){_SAID}{_VALUE}")
# In the key of a store, between the session and its id: `session:user:…`; `for session r:…`, `session key session:…`
_PART_OF_KEY = Pattern(r"(?::[A-Za-z-]{1,24}| [a-z]|.{0,48}[ :]sessions?)?")
_PART = Pattern(r"[^\W\d_]+")
_AGAINST = frozenset(_WORDS["against"])
# Names of a field that contains the value: `id=…`, `"key":"…"`.
_KEYS = frozenset((*_WORDS["ids"], *_WORDS["neutral"], "expected", "actual", "got", "given", "sid"))
_ASSIGNS = Pattern(r"[\"'\\]{1,2}\s?:|=")
_ENDED = Pattern(rf"(?i){'|'.join(_WORDS['dropping'])}")
_SHOWN = 40
# `SET session:…`: the commands of Redis, before the key of a session.
_STORE_BEFORE = Pattern(r"(?:SET|SETEX|GET|DEL|EXPIRE|HSET|HGETALL|TTL)\\*[\"']?\s(?:key\s)?\\*[\"']?$")


def _mentioned(text: Text, position: int) -> Iterator[Span]:
    decoded = text.decoded
    end = 0
    for match in _MENTION.finditer(decoded, position):
        found: re.Match[str] | None = match if match.start("value") >= end else None
        while found and _is_session(text, match, text.blanked()[slice(*found.span("value"))]):
            yield found.span("value")
            end = found.end()
            found = NEXT.match(text.folded, end)
        if found and found is match:
            text.leave(*found.span("value"), "it has no form of a session's id, or a word names something else")


def _is_session(text: Text, first: re.Match[str], value: str) -> bool:
    """Return whether a value after the mention of a session belongs to the session."""
    decoded = text.decoded
    words = [plain_letters(word).lower() for word in _PART.findall(first["said"])]
    if first["sign"] in (":", "_") and _PART_OF_KEY.fullmatch(first["said"]):
        # `session:…` and `session_…` are keys of a store, `session-service:…` is a version.
        of_store = is_uuid(value) and _STORE_BEFORE.search(decoded[max(0, first.start() - _SHOWN) : first.start()])
        is_id = is_long(value) or (first["sign"] == ":" and is_token(value))
        return bool(of_store) or (is_id and not decoded.startswith("=", first.end("value")))
    if not _AGAINST.isdisjoint((*words, *key_words(first["subject"]))) or _names_another(first, words):
        return False
    if of_network(decoded, first.start()) or names_other(decoded[first.start() : first.start("value")]):
        return False
    if is_uuid(value):
        before = decoded[max(0, first.start() - _SHOWN) : first.start()]
        names_id = not words and first["subject"].lower().endswith(("sessionid", "session_id"))
        # `sessionRepository.findById(…)`
        is_called = first["said"].endswith("ById") and first["sign"].startswith("(")
        is_ended = ENDED.match(text.folded, first.end()) is not None
        is_dropped = is_ended or any(map(_ENDED.search, (before, first["subject"], first["said"])))
        return names_id or is_called or (is_dropped and not of_other_owner(decoded, first.start()))
    return first["sign"] not in (":", "_") and gives_access(value)


def _names_another(first: re.Match[str], words: list[str]) -> bool:
    """Return whether a field between the mention and the value has another name: `session opened trace=…`."""
    # `named.py` judges the values of names such as `session`.
    return _ASSIGNS.match(first["sign"]) is not None and (not words or words[-1] not in _KEYS)


RULE = Rule(
    name="session-mentioned",
    pattern=_mentioned,
    keywords=tuple(map(without_boundaries, _FOLDED)),
    # Not in a path: `GET /session`.
    precheck=FirstMatch(rf"(?:^|[^/])(?:{'|'.join(_FOLDED)})[^\n]*[0-9a-z_-]{{20}}"),
    takes=(
        # Names of classes, events and methods.
        "SessionNotFoundException: ⟦550e8400-e29b-41d4-a716-446655440000⟧",
        "InvalidSessionError('⟦«hex:32»⟧')",
        'session.get("⟦«hex:32»⟧") returned null',
        "SessionManager.destroy(⟦«HEX:32»⟧)",
        "sessionDestroyed: ⟦«HEX:32»⟧",
        "HttpSession@4f1a id=⟦«HEX:32»⟧",
        "session_id(): ⟦«hex:32»⟧",
        # A message, and a field with the value.
        'level=warn msg="unknown session" id=⟦«hex:32»⟧',
        '{"event":"session.created","data":{"id":"⟦«hex:32»⟧","user":9}}',
        "Session lookup miss key=⟦«hex:32»⟧",
        # Sentences.
        "session data for ⟦hjcpanty4gkl9kor1kjs7h102f⟧: a:1:{}",
        "session ⟦«hex:32»⟧: user changed to admin",
        "Session id ⟦node01k2q0v7dy9f3a1xw4bz8c5m6n70⟧ swapped for new id ⟦node0zt8r1u4e9p2s7q3y6w0x5v1b2c3⟧",
        "session id ⟦«hex:32»⟧ replaced by ⟦«hex:32»⟧",
        "CSRF value ⟦«hex:32»⟧ differs from ⟦«hex:32»⟧",
        "revoking all sessions of eva: ⟦«hex:32»⟧, ⟦«hex:32»⟧",
        "Sitzung mit ID ⟦«hex:32»⟧ beendet",
        "relácia ⟦hjcpanty4gkl9kor1kjs7h102f⟧ vypršala",
        "세션 아이디 ⟦«HEX:32»⟧ 만료됨",
        "รหัสเซสชัน: ⟦«hex:32»⟧",
        "istuntotunnus ⟦«hex:32»⟧",
        "login ticket ⟦«hex:32»⟧ used",
        "redis SET session:⟦550e8400-e29b-41d4-a716-446655440000⟧ EX 1200",
        "user 8 switched to session ⟦550e8400-e29b-41d4-a716-446655440000⟧",
        "destroying session ⟦550e8400-e29b-41d4-a716-446655440000⟧ (user=ann)",
        "sessions/⟦«hex:32»⟧ deleted",
        "Session terminated: ⟦550e8400-e29b-41d4-a716-446655440000⟧",
        "active sessions: ⟦«hex:32»⟧ (eva), ⟦«hex:32»⟧ (bob)",
        "session_regenerate_id: ⟦hjcpanty4gkl9kor1kjs7h102f⟧ → ⟦ajcpanty4gkl9kor1kjs7h102f⟧",
        "session mismatch: cookie ⟦«hex:32»⟧, store ⟦«hex:32»⟧",
        "Økten ⟦«hex:32»⟧ utløpt",
        "login success sessionId ⟦550e8400-e29b-41d4-a716-446655440000⟧",
        "sessionRepository.findById(⟦550e8400-e29b-41d4-a716-446655440000⟧)",
        "会话 ⟦550e8400-e29b-41d4-a716-446655440000⟧ 不存在",
        'active_sessions: ["⟦550e8400-e29b-41d4-a716-446655440000⟧"]',
        "signed out, session ⟦550e8400-e29b-41d4-a716-446655440000⟧",
        "user 7 sessions -> ⟦«hex:32»⟧ (web), ⟦«hex:32»⟧ (ios)",
        "セッション⟦«HEX:32»⟧を破棄しました",
        "セッションID「⟦«HEX:32»⟧」が無効です",
        # Keys of stores.
        "GET key session:⟦550e8400-e29b-41d4-a716-446655440000⟧ -> hit",
        "session lookup failed for the key session:⟦«alnum:43»⟧: error",
        "DEL session:user:⟦«hex:40»⟧",
        "failed for session r:⟦«hex:32»⟧ with an error",
        "[sess] store.set('⟦1cS9l2FW24ng_zvPdhcf5mjOpMfFTXzD⟧', {})",
        "cache: miss for session_⟦«hex:32»⟧",
        "deleting session key session:⟦«hex:32»⟧",
        "[session:⟦«hex:32»⟧] user ida added item 55 to cart",
        '"GET" "session:⟦«hex:32»⟧"',
        "set session:⟦«hex:32»⟧ 0 3600 812",
        "SETEX app:session:⟦«hex:40»⟧ 3600",
    ),
    leaves=(
        "session opened request_id=«hex:32»",
        "session opened part=«hex:32»",
        '{"event":"session.created","part":"«hex:32»"}',
        "session_name: «hex:32»",
        "session-idempotency-key: «hex:32»",
        "game session destroyed 550e8400-e29b-41d4-a716-446655440000",
        "sessionRepository.findByName(550e8400-e29b-41d4-a716-446655440000)",
        "session_part=«hex:32»",
        "session for device «hex:32» opened",
        "session opened 550e8400-e29b-41d4-a716-446655440000",
        "session-service:«hex:32»",
        "redis UNSET session:550e8400-e29b-41d4-a716-446655440000.lock",
        "cache session:550e8400-e29b-41d4-a716-446655440000",
        "session-service:x7kqz2pm3w9tlb2v5n8c",
        "aws/session «hex:40»",
        "session_x7kqz2pm3w9tlb2v5n8c",
        "assess «hex:32»",
        "sessile «hex:32»",
        "_shibsession_«hex:40»=main",
        "audit session closed: «hex:32»",
        "GET session:«hex:32»:lock",
        "GET session:«hex:24» from redis",
        "session manager-of-the-second-part",
        "MQTT_PROP_SESSION_EXPIRY, MQTT_PROP_TYPE_INT32)",
        "session data for «hex:32».pdf",
        "session data for «hex:32»/x",
        r"session_data\nx7kqz2pm3w9tlb2v5n8c4d6f",
        "GET session:" + "0" * 32,
    ),
)
