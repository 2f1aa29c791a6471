"""Which keys name sessions: `session_id`, `csrfToken`, `JSESSIONID`. The words are in `words/session.txt`."""

from collections.abc import Sequence

from domain.redaction.named import Names, Promise
from domain.redaction.words import phrases_backwards, plain_words, read_words

_RAW, _WORDS = read_words("session"), plain_words("session")
_SESSIONS = frozenset(_WORDS["sessions"])
OWNED = tuple(f"{owner}session" for owner in _WORDS["owners-of-uuids"])
_FOREIGN = tuple(word for word in _WORDS["sessions"] if not word.isascii())
_IDS = frozenset(_WORDS["ids"])
_WHOLE = frozenset(_WORDS["whole"])
_PHRASES = phrases_backwards(_WORDS["phrases"])
_PREPOSITIONS = frozenset(_WORDS["prepositions"])
# `sessionhash`, `logincookie`, `会话标识`.
_JOINED = frozenset(session + named for session in (*_SESSIONS, "login") for named in _IDS)
# `portalsessieid`: a longer word may end so.
_LEAST_ENDING = 7
_ENDINGS = (*_WORDS["endings"], *(joined for joined in _JOINED if len(joined) > _LEAST_ENDING and joined.isascii()))
_FORGERY = ("csrf", "xsrf")
_OWNERS = frozenset((*_WORDS["owners"], *_WORDS["owners-of-uuids"]))
_NETWORKS = frozenset(_WORDS["networks"])
_NEUTRAL = frozenset(_WORDS["neutral"])


def _promise(words: Sequence[str]) -> Promise | None:
    """Return how certain a name is, whose last word is first. None means that it does not name a session."""
    words = [word for word in words if word not in _PREPOSITIONS] or words
    while len(words) > 1 and words[0] in _NEUTRAL:
        words = words[1:]
    if words[0] != "sid" and not _NETWORKS.isdisjoint(words[1:]):
        return None
    last, before = words[0], words[1] if len(words) > 1 else ""
    if last in _WHOLE or (last, before) in _PHRASES or last.startswith("aspsessionid"):
        return Promise.ANYTHING
    # In `SAP_SESSIONID_PRD_100`, the words after `SESSIONID` say to which system the session belongs.
    if any(word.endswith(_ENDINGS) for word in words) or last.endswith(_FORGERY):
        return Promise.ANYTHING
    if last == "cookie":
        return Promise.RANDOM
    is_owned = last in _SESSIONS and not _OWNERS.isdisjoint(words[1:])
    if is_owned or _names_id(last, before) or (last in _SESSIONS and words[-1] == "x"):
        return Promise.CHOSEN
    # `php_session`, `session`, `osCsid`.
    return Promise.RANDOM if last != "sessions" and last.endswith((*_SESSIONS, "sid")) else None


def _names_id(last: str, before: str) -> bool:
    """Return whether the last two words of a name are a session and its id, or its owner: `session_id`, `adminsid`."""
    is_owned = last.endswith("sid") and last[:-3] in _OWNERS
    # `autologin_key`
    is_session = _is_session(before) or before in _WHOLE
    has_id = (last in _IDS and is_session) or (_is_session(last) and before in _IDS)
    return is_owned or has_id or last in _JOINED


def _is_session(word: str) -> bool:
    return (
        word in _SESSIONS
        or word.endswith("session")
        or (not word.isascii() and any(foreign in word for foreign in _FOREIGN))
    )


# For the prefilter. It does not look for the plural, because many services are called `sessions`.
KEYWORDS = tuple("sess(?:[^i]|i[^o]|ion(?:[^s]|s[_-]id))" if stem == "sess" else stem for stem in _WORDS["stems"])
NAMES = Names(
    _promise,
    _WORDS["stems"],
    tails=_RAW["tails"],
)
