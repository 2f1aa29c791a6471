"""Codes before the words that name them: `4711 is your code`, `use 4711 to sign in`, `4711 (验证码)`."""

from collections.abc import Sequence

from domain.redaction.detectors.one_time_code import spoken
from domain.redaction.words import plain_letters

_MOST_BEHIND = 9
_THE_OR_YOURS = spoken.POSSESSIVES | {"the", "o", "il"}
_JUDGED = frozenset((*spoken.WORDS["judged"], "not", "a", "an", "the"))
_DASHES = (" (", " - ", " \u2013 ", " \u2014 ")
_DIRECTLY = frozenset(spoken.WORDS["behind-directly"])
# Directly before a code, they begin the sentence.
_BEGINNINGS = ("'", '"', "\n")
_BEGINS = (*(f" {word} " for word in (*spoken.WRITTEN["is"], *spoken.WRITTEN["behind-directly"])), *_DASHES)
_USE = frozenset(spoken.WORDS["use"]) | {spoken.HAPPENED, "typed", "entered"}
USE = tuple(
    f"{verb} "
    for verb in (
        *spoken.WORDS["use"],
        "type in",
        "typed",
        "entered",
        "reply with",
        "texted",
        "texted you",
        "sign in with",
    )
)
_FOREIGN_FOR = spoken.FOR - {"to", "for", "per", "by"} | {"um", "per"}
_PURPOSES = frozenset(spoken.WORDS["purposes"])
_AIMS = _PURPOSES - {"your"}
_LINKS = frozenset(("your", "link", "device", "activate", "pair", *_PURPOSES))
# Signs between digits and the East Asian word that names them: `728491 (短信验证码)`.
_FOREIGN_BEHIND = 12
_BRACKETS = ("(", "\uff08", "[", "【", "「", "『")
_FOREIGN_COPULAS = spoken.WORDS["foreign-copulas"]
# A shorter number before a dash may be the number of anything: `2026 - login code changed`.
_LONG = 5


def may_be_first(behind: str) -> bool:
    """Return whether words behind digits may name them: `4711 is your code`."""
    return behind.lstrip("\"'").startswith(_BEGINS)


def begins_with_foreign_noun(behind: str) -> bool:
    """Return whether a noun of a language without spaces follows the code: `728491 (短信验证码)`."""
    if behind.isascii():
        return False
    near = plain_letters(behind).lstrip()
    return near.startswith((*_BRACKETS, *_FOREIGN_COPULAS)) and any(
        noun in near[:_FOREIGN_BEHIND] for noun in spoken.FOREIGN_NOUNS
    )


def is_first(before: str, words: Sequence[str], code: str, behind: str, following: Sequence[str]) -> bool:
    """Return whether the words after the number name it. Of the words before it, the nearest is first."""
    dashed = behind.startswith(_DASHES)
    is_linked = not spoken.IS.isdisjoint(following[:1])
    if dashed and (not words or before.endswith(_BEGINNINGS) or len(code) >= _LONG) and _is_titled(following):
        return True
    if is_linked and (_is_titled(following[1:]) or not spoken.CERTAIN_NOUNS.isdisjoint(following[1:4])):
        return True
    is_possessed = not words and not spoken.POSSESSED_NOUNS.isdisjoint(following[1:4])
    if len(code) >= _LONG and (is_possessed or not _DIRECTLY.isdisjoint(following[:1])):
        return True
    linked = following if dashed else following[1:]
    if (dashed or is_linked) and not _THE_OR_YOURS.isdisjoint(linked[:2]):
        named = linked[1:_MOST_BEHIND]
        noun = next((at for at, word in enumerate(named) if _is_noun(word)), None)
        if noun is not None:
            return not spoken.AGAINST.intersection(named[:noun])
    return _is_used(words, code, following)


def _is_used(words: Sequence[str], code: str, following: Sequence[str]) -> bool:
    """Return whether somebody is told to use the number, or has got it: `sign in with …`, `To verify … enter …`."""
    if len(code) >= _LONG and not spoken.is_counted(following):
        if words[:1] == ["texted"] or words[:2] == ["you", "texted"] or words[:3] == ["with", "in", "sign"]:
            return True
        if "to" in words[1:8] and not _AIMS.isdisjoint(words[1:8]) and not _USE.isdisjoint(words[:1]):
            return True
    if words[:2] == ["with", "reply"]:
        return not _PURPOSES.isdisjoint((*words[2:7], *following[1:2]))
    # `type in 493027 to continue`
    words = words[int(words[:1] == ["in"]) :]
    return not _USE.isdisjoint(words[:1]) and _is_purpose(following)


def _is_noun(word: str) -> bool:
    return word in spoken.BEHIND_NOUNS or spoken.is_compound(word)


def _is_titled(following: Sequence[str]) -> bool:
    """Return whether a noun with a qualifier follows: `493027 - код для входа`."""
    # `493027 is not a valid verification code`
    following = following[next((at for at, word in enumerate(following) if word not in _JUDGED), 0) :]
    noun = next((at for at, word in enumerate(following[:3]) if _is_noun(word)), None)
    if noun is None or not spoken.AGAINST.isdisjoint(following[:noun]):
        return False
    near = following[max(0, noun - 2) : noun + 3]
    return any(word in spoken.QUALIFIERS or word in spoken.POSSESSIVES for word in near)


def _is_purpose(following: Sequence[str]) -> bool:
    """Return whether the words after the number say what a code is for: `to sign in`, `pour valider`, `as code`."""
    if following[:1] == ["as"]:
        return not spoken.BEHIND_NOUNS.isdisjoint(following[1:7]) and spoken.AGAINST.isdisjoint(following[1:2])
    if following[:1] == ["into"]:
        return not spoken.CERTAIN_NOUNS.isdisjoint(following[1:4])
    # `at example.com/link`, `on your TV`
    if following[:1] in (["at"], ["on"]):
        return not _LINKS.isdisjoint(following[1:6])
    to = following.index("to", 0, 5) if "to" in following[:5] and not spoken.is_counted(following) else -1
    if to >= 0:
        return not _PURPOSES.isdisjoint(following[to + 1 : to + 2]) and "the" not in following[to + 2 : to + 3]
    return not _FOREIGN_FOR.isdisjoint(following[:1])
