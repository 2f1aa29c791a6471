"""Decides whether the words around digits name a code. `linked.py` first removes what may stand between them.

Of the words before a code, the nearest noun decides: `your verification code for the door is 4711`. Between the noun
and the code, there may be words that link them (*is*) and words that say more about the noun (*de vérification*). The
words before the noun say whose code it is (*your*), what it is for (*login*), or that it is something else (*error*).
`first.py` reads words behind the code, and `directly.py` decides where nothing says more.
"""

from collections.abc import Sequence

from domain.redaction.detectors.one_time_code import directly, first, spoken
from domain.redaction.detectors.one_time_code.spoken import HAPPENED
from domain.redaction.pattern import Pattern
from domain.redaction.words import plain_letters
from domain.redaction.words.keywords import shortest

_SIGNS_BEFORE = " :\uff1a=「『【[\uff08(\"'"
_FOREIGN_COPULAS = spoken.WORDS["foreign-copulas"]
_FOREIGN_IS = spoken.IS - {"is", "was"}
_ONE_TIME = frozenset(spoken.WORDS["one-time-in-sentences"])
_PAYMENTS = frozenset(spoken.WORDS["payments"])
_OF_PAYMENTS = frozenset(spoken.WORDS["of-payments"])
_AUXILIARIES = frozenset(spoken.WORDS["auxiliaries"])
# At the beginning of a message.
_ALONE = Pattern(rf"(?i)(?:^|[\"'])\s?(?:{'|'.join(spoken.WRITTEN['alone'])}):\s?$")
# `コード 998143 を入力してください`
_IS_TYPED = Pattern(r"(?<!오류\s)(?<!त्रुटि\s)(?<![^\s、。:「])(?:コード|코드|कोड)[は는은가]?\s?$")
_TYPED = ("を", "が", "です", "입니다", "है", "을", "를")
_TOPICS = frozenset(spoken.WORDS["topics"])
_THE_OR_YOURS = spoken.ARTICLES | spoken.POSSESSIVES
_MOST_QUALIFIERS, _MOST_BEHIND = 7, 9
_NEAR_FOREIGN_NOUN = 20
# The parts of a name that names codes: `login_code`.
_OF_CODES = spoken.QUALIFIERS | spoken.CERTAIN_NOUNS | spoken.BRANDS
# Only a code that somebody has typed is so; a code of an error may be invalid.
_MISTAKEN = frozenset(("wrong", "incorrect", "expired"))
# Before digits, they count codes or name a recipient: `OTP sms sent 4711`, `code sent to 4711`.
_SENT = frozenset(("sent", "to"))
_FOREIGN_MEASURES = frozenset("".join(spoken.WORDS["foreign-measures"]))
# Most texts with digits contain none of these.
_SHORT_NOUN = 2
_NOUN_STEMS = shortest(
    [f" {noun} " if len(noun) <= _SHORT_NOUN else noun for noun in sorted(spoken.NOUNS | _TOPICS) if noun.isascii()]
)


def may_name_code(before: str, behind: str) -> bool:
    """Return whether there is a word that could name a code. This is cheaper than reading all words."""
    lowered = f" {before.lower()}"
    return (
        not lowered.isascii()
        or not behind.isascii()
        or first.may_be_first(behind)
        or lowered.endswith(first.USE)
        or any(stem in lowered for stem in _NOUN_STEMS)
    )


def names_code(before: str, code: str, behind: str, earlier: str = "") -> bool:
    """Return whether the words around digits say that the digits are a code. `earlier` has more text before it."""
    plain = plain_letters(before)
    if (
        _ALONE.search(before)
        or (_IS_TYPED.search(before) and behind.lstrip().startswith(_TYPED))
        or _ends_in_foreign_noun(plain.lower())
        or (directly.is_usual(code) and _is_near_foreign_noun(plain.lower()))
        or first.begins_with_foreign_noun(behind)
    ):
        return True
    words = spoken.phrase(plain)[::-1]
    following = spoken.phrase(behind)
    return (
        first.is_first(before, words, code, behind, following)
        or (
            directly.is_directly_behind(plain, code, behind, words)
            and not directly.speaks_of_fault(spoken.phrase(earlier))
        )
        or is_noun_before(words, following)
    )


def _ends_in_foreign_noun(before: str) -> bool:
    """Return whether a noun of a language without spaces is directly before a code, or before a copula."""
    before = before.rstrip(_SIGNS_BEFORE)
    while before.endswith(_FOREIGN_COPULAS) and not before.endswith(spoken.FOREIGN_NOUNS):
        copula = max(filter(before.endswith, _FOREIGN_COPULAS), key=len)
        before = before.removesuffix(copula).rstrip(_SIGNS_BEFORE)
    return before.endswith(spoken.FOREIGN_NOUNS)


def _is_near_foreign_noun(before: str) -> bool:
    """Return whether such a noun is before a code, and it is no quantity: `验证码校验失败: 输入…`."""
    near = before[-_NEAR_FOREIGN_NOUN:]
    ends = [near.rfind(noun) + len(noun) for noun in spoken.FOREIGN_NOUNS if noun in near]
    between = near[max(ends) :] if ends else "0"
    return not any(character.isascii() and character.isalnum() for character in between) and not (
        _FOREIGN_MEASURES.intersection(between)
    )


def is_noun_before(words: Sequence[str], following: Sequence[str], *, is_qualified: bool = False) -> bool:
    """Return whether the noun before the number names it: `verification code is …`. The nearest word is first.

    `is_qualified` tells that words between the noun and the number say which code it is.
    """
    if not _TOPICS.isdisjoint(words[:1]) and spoken.is_warned(following):
        return True
    happened = words[:1] == [HAPPENED]
    at = int(happened)
    while at < len(words) and words[at] in spoken.COPULAS:
        at += 1
    # `PIN inserito 4711`, but `code sent to 4711`
    may_happen = happened or _SENT.isdisjoint(words[: at + 1])
    while may_happen and at < len(words) and words[at] in spoken.EVENTS:
        happened = True
        at += 1
    qualified = happened or is_qualified
    while at < min(len(words), _MOST_QUALIFIERS) and spoken.says_more(words[at]):
        qualified |= words[at] in spoken.QUALIFIERS or words[at] in spoken.POSSESSIVES
        at += 1
    if at >= len(words):
        return False
    # `el código es …`; in English, *the code is* says less.
    qualified |= not _FOREIGN_IS.isdisjoint(words[:at]) and not _THE_OR_YOURS.isdisjoint(words[at + 1 : at + 2])
    # `Do not share this code. Code …`
    earlier = words[at + 1 : at + _MOST_BEHIND]
    qualified |= earlier[:1] == ["."] and not spoken.WARNINGS.isdisjoint(earlier)
    # `verification codes sent: 4930` counts them.
    if happened and spoken.is_plural(words[at]):
        return False
    # `lock_pin set to …`
    *parts, noun = words[at].split("_")
    sentence = words[at + 1 : next((end for end in range(at + 1, len(words)) if words[end] in ".;!?"), None)]
    owners = [word for word in (*reversed(parts), *sentence[:5]) if word not in spoken.ARTICLES][:3]
    if noun in spoken.CERTAIN_NOUNS or spoken.is_compound(noun, owners[0] if owners else ""):
        return True
    # `lang_code changed to 4711`
    is_other = bool(parts) and noun not in spoken.PINS and _OF_CODES.isdisjoint(parts)
    if is_other or noun not in spoken.NOUNS or not spoken.VERBS.isdisjoint(parts):
        return False
    return _is_owned(noun, owners, following, qualified=qualified)


def _is_owned(noun: str, owners: Sequence[str], following: Sequence[str], *, qualified: bool) -> bool:
    """Return whether the words before a noun with many meanings, or those after the code, say which code it is."""
    nearest = owners[0] if owners else ""
    if (nearest in spoken.AGAINST and nearest not in spoken.QUALIFIERS and spoken.BRANDS.isdisjoint(owners)) or (
        nearest == "with" and not spoken.ENDED.isdisjoint(owners[1:2])
    ):
        return False
    if nearest in _PAYMENTS and not _OF_PAYMENTS.isdisjoint(following[:1]):
        return False
    if noun in spoken.SECRETS:
        is_token = noun == "token" and (qualified or spoken.is_warned(following))
        return is_token or nearest in _ONE_TIME or owners[:2] == ["time", "one"]
    if nearest in spoken.JUDGED:
        # `entered wrong code …`, `wrong PIN … entered`.
        is_mistaken = nearest in _MISTAKEN and not directly.is_result(following)
        is_typed = is_mistaken or not spoken.BEHIND.isdisjoint(following[:1])
        return is_typed or not spoken.VERBS.isdisjoint(owners[1:2])
    return (
        qualified
        or (nearest in spoken.PLACES and not directly.is_result(following))
        or not spoken.BRANDS.isdisjoint(owners)
        or (nearest in spoken.VERBS and not noun.endswith("s") and spoken.AGAINST.isdisjoint(owners[1:2]))
        or any(word in spoken.QUALIFIERS or word in spoken.POSSESSIVES or word in spoken.WARNINGS for word in owners)
        or _is_confirmed(noun, following)
    )


def _is_confirmed(noun: str, following: Sequence[str]) -> bool:
    """Return whether the words behind a code say that it is one."""
    first, second = following[:1], following[1:2]
    return (
        # `4711 accepted`, `4711 you entered`, `4711 for login`, `PIN 4711 is wrong`, `4711 wurde per SMS gesendet`.
        not spoken.BEHIND.isdisjoint(first)
        or (not _AUXILIARIES.isdisjoint(first) and not spoken.BEHIND.isdisjoint(following[1:5]))
        or (first == ["you"] and not spoken.EVENTS.isdisjoint(second))
        or (not spoken.FOR.isdisjoint(first) and not spoken.QUALIFIERS.isdisjoint(second))
        or (noun == "pin" and first == ["is"] and not spoken.JUDGED.isdisjoint(second))
        or spoken.is_warned(following)
    )
