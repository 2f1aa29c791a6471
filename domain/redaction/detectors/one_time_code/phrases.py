"""Decides whether the words around digits name a code. `linked.py` first removes what may stand between them.

Of the words before a code, the nearest noun decides: `your verification code for the door is 4711`. Between the noun
and the code, there may be words that link them (*is*) and words that say more about the noun (*de vérification*). The
words before the noun say whose code it is (*your*), what it is for (*login*), or that it is something else (*error*).
"""

from collections.abc import Sequence

from domain.redaction.keywords import shortest
from domain.redaction.pattern import Pattern
from domain.redaction.words import plain_letters, plain_words, read_words

# A placeholder word for an event that the code was part of: `OTP generated: …`.
HAPPENED = "happened"
_WRITTEN = read_words("one_time_code")
_WORDS = plain_words("one_time_code")
_EVENTS = frozenset(_WORDS["events"])
_PREPOSITIONS = frozenset(_WORDS["prepositions"])
_FOR_WORDS = frozenset(_WORDS["for"])
_PHRASES_BEHIND = tuple(phrase.split() for phrase in _WORDS["phrases-behind"])
# The end of a sentence counts as a word that names nothing.
_WORD = Pattern(r"[^\W\d]+|[.;!?]")
_SIGNS_BEFORE = " :\uff1a=「『【[\uff08(\"'"
_BRACKETS = ("(", "\uff08", "[", "【", "「", "『")
_CERTAIN_NOUNS = frozenset(_WORDS["certain-nouns"])
_NOUNS = frozenset(_WORDS["nouns"]) | _CERTAIN_NOUNS
_COMPOUNDS = _WORDS["compound-nouns"]
_COMPOUND_STARTS = _WORDS["compound-starts"]
_FOREIGN_NOUNS = (*_WORDS["foreign-nouns"], *_WORDS["foreign-phrases"])
_FOREIGN_COPULAS = _WORDS["foreign-copulas"]
_IS = frozenset(_WORDS["is"])
_FOREIGN_IS = _IS - {"is"}
_COPULAS = frozenset(_WORDS["copulas"]) | _IS
_QUALIFIERS = frozenset(_WORDS["qualifiers"])
_PIN_QUALIFIERS = _QUALIFIERS | frozenset(_WORDS["pin-qualifiers"])
_BRANDS = frozenset(_WORDS["brands"])
_POSSESSIVES = frozenset(_WORDS["possessives"])
_SECRETS = frozenset(_WORDS["secrets-in-sentences"])
_ONE_TIME = frozenset(_WORDS["one-time-in-sentences"])
_JUDGED = frozenset(_WORDS["judged"])
_VERBS = frozenset(_WORDS["verbs"])
_AGAINST = frozenset(_WORDS["against"])
_RESULTS = frozenset(_WORDS["results"])
_AUXILIARIES = frozenset(_WORDS["auxiliaries"])
_ARTICLES = frozenset(_WORDS["articles"])
_ENDED = frozenset(_WORDS["ended"])
_BEHIND_WORDS = frozenset(_WORDS["behind"])
_BEHIND_NOUNS = frozenset(_WORDS["behind-nouns"])
# At the beginning of a message.
_ALONE = Pattern(rf"(?i)(?:^|[\"'])\s?(?:{'|'.join(_WRITTEN['alone'])}):\s?$")
_WARNINGS = frozenset(_WORDS["warnings"])
_TOPICS = frozenset(_WORDS["topics"])
_MOST_QUALIFIERS, _MOST_BEHIND = 7, 9
_THE_OR_YOURS = _POSSESSIVES | {"the", "o", "il"}
# Most texts with digits contain none of these.
_SHORT_NOUN = 2
_NOUN_STEMS = shortest(
    [f" {noun} " if len(noun) <= _SHORT_NOUN else noun for noun in sorted({*_NOUNS, *_TOPICS, "tac"}) if noun.isascii()]
)
# The usual form of a code, and numbers that `PIN` and `TAN` in capitals name.
_USUAL = Pattern(r"\d{6}|\d{3}[ -]\d{3}")
_ADJACENT = Pattern(r"(?i)[a-z] code\s$|token (?:\xe9|es)\s$")
_CAPITALS = Pattern(r"(?<![A-Za-z])(?<!GPIO )(?:PIN|TAN|TAC)\s$")
_PIN_OR_TAN = Pattern(r"PIN\d{4,5}|TA[CN]\d{6}")
# Words with `s` at the end that are no plurals.
_NO_PLURALS = frozenset(("is", "was", "has", "expires", "wurde", "es", "as"))
# `493027 is your code`, `493027 (login code)`: what may be between.
_DASHES = (" - ", " \u2013 ", " \u2014 ")
_QUOTES = ("'", '"')
_BEHIND_BEGINS = (*(f" {word} " for word in _WRITTEN["is"]), *_DASHES)
_VERB_ENDS = tuple(f"{verb} " for verb in (*_WORDS["use"], "typed", "entered", "reply with"))
_USE = frozenset(_WORDS["use"]) | {HAPPENED, "typed", "entered"}
_FOREIGN_FOR = _FOR_WORDS - {"to", "for", "per", "by"} | {"um", "per"}
_PURPOSES = frozenset(_WORDS["purposes"])
# Signs between digits and the East Asian word that names them: `728491 (短信验证码)`.
_FOREIGN_BEHIND = 12


def may_name_code(before: str, behind: str) -> bool:
    """Return whether there is a word that could name a code. This is cheaper than reading all words."""
    lowered = f" {before.lower()}"
    return (
        any(stem in lowered for stem in _NOUN_STEMS)
        or not lowered.isascii()
        or not behind.isascii()
        or may_be_first(behind)
        or lowered.endswith(_VERB_ENDS)
    )


def may_be_first(behind: str) -> bool:
    """Return whether words behind digits may name them: `4711 is your code`."""
    return behind.startswith(_BEHIND_BEGINS)


def names_code(before: str, code: str, behind: str) -> bool:
    """Return whether the words around digits say that the digits are a code."""
    plain = plain_letters(before)
    if _ALONE.search(before) or _ends_in_foreign_noun(plain.lower()) or _begins_with_foreign_noun(behind):
        return True
    words = _phrase(plain)[::-1]
    following = _phrase(plain_letters(behind))
    dashed = behind.startswith(_DASHES)
    if dashed and (not words or before.endswith(_QUOTES)) and _is_titled(following):
        return True
    if _is_number_first(words, following, dashed=dashed):
        return True
    if _CAPITALS.search(before) and _PIN_OR_TAN.fullmatch(before.rstrip()[-3:] + code):
        return not _is_counted(following)
    return _noun_before(
        words, following, is_usual=_USUAL.fullmatch(code) is not None and _ADJACENT.search(before) is not None
    )


def _ends_in_foreign_noun(before: str) -> bool:
    """Return whether a noun of a language without spaces is directly before a code, or before a copula."""
    before = before.rstrip(_SIGNS_BEFORE)
    while before.endswith(_FOREIGN_COPULAS) and not before.endswith(_FOREIGN_NOUNS):
        copula = max(filter(before.endswith, _FOREIGN_COPULAS), key=len)
        before = before.removesuffix(copula).rstrip(_SIGNS_BEFORE)
    return before.endswith(_FOREIGN_NOUNS)


def _begins_with_foreign_noun(behind: str) -> bool:
    """Return whether a noun of a language without spaces follows the code: `728491 (短信验证码)`."""
    if behind.isascii():
        return False
    near = plain_letters(behind).lstrip()
    return near.startswith((*_BRACKETS, *_FOREIGN_COPULAS)) and any(
        noun in near[:_FOREIGN_BEHIND] for noun in _FOREIGN_NOUNS
    )


def _phrase(plain: str) -> list[str]:
    """Return the words of a text without accents, in lower case."""
    return [word.lower() for word in _WORD.findall(plain)]


def _is_number_first(words: Sequence[str], following: Sequence[str], *, dashed: bool) -> bool:
    """Return whether the words after the number name it: `4711 is your code`, `use 4711 to sign in`."""
    is_linked = not _IS.isdisjoint(following[:1])
    if is_linked and not _CERTAIN_NOUNS.isdisjoint(following[1:4]):
        return True
    linked = following if dashed else following[1:]
    if (dashed or is_linked) and not _THE_OR_YOURS.isdisjoint(linked[:2]):
        named = linked[1:_MOST_BEHIND]
        noun = next((at for at, word in enumerate(named) if word in _BEHIND_NOUNS or _is_compound(word)), None)
        if noun is not None:
            return not _AGAINST.intersection(named[:noun])
    if words[:2] == ["with", "reply"]:
        return not _PURPOSES.isdisjoint((*words[2:7], *following[1:2]))
    return not _USE.isdisjoint(words[:1]) and _is_purpose(following)


def _is_titled(following: Sequence[str]) -> bool:
    """Return whether a noun with a qualifier follows: `493027 - код для входа`."""
    noun = next((at for at, word in enumerate(following[:3]) if word in _BEHIND_NOUNS or _is_compound(word)), None)
    if noun is None or not _AGAINST.isdisjoint(following[:noun]):
        return False
    near = following[max(0, noun - 2) : noun + 3]
    return any(word in _QUALIFIERS or word in _POSSESSIVES for word in near)


def _is_purpose(following: Sequence[str]) -> bool:
    """Return whether the words after the number say what a code is for: `to sign in`, `pour valider`, `as code`."""
    if following[:1] == ["as"]:
        return not _BEHIND_NOUNS.isdisjoint(following[1:7]) and _AGAINST.isdisjoint(following[1:2])
    if following[:1] == ["into"]:
        return not _CERTAIN_NOUNS.isdisjoint(following[1:4])
    to = following.index("to", 0, 5) if "to" in following[:5] else -1
    if to >= 0:
        return not _PURPOSES.isdisjoint(following[to + 1 : to + 2]) and "the" not in following[to + 2 : to + 3]
    return not _FOREIGN_FOR.isdisjoint(following[:1])


def _noun_before(words: Sequence[str], following: Sequence[str], *, is_usual: bool) -> bool:
    """Return whether the noun before the number names it: `verification code is …`. The nearest word is first."""
    if not _TOPICS.isdisjoint(words[:1]) and _is_warned(following):
        return True
    happened = words[:1] == [HAPPENED]
    at = int(happened)
    while at < len(words) and words[at] in _COPULAS:
        at += 1
    while happened and at < len(words) and words[at] in _EVENTS:
        at += 1
    qualified = happened
    while at < min(len(words), _MOST_QUALIFIERS) and _says_more(words[at]):
        qualified |= words[at] in _QUALIFIERS or words[at] in _POSSESSIVES
        at += 1
    if at >= len(words):
        return False
    # `el código es …`; in English, *the code is* says less.
    qualified |= not _FOREIGN_IS.isdisjoint(words[:at]) and not _ARTICLES.isdisjoint(words[at + 1 : at + 2])
    # `Do not share this code. Code …`
    earlier = words[at + 1 : at + _MOST_BEHIND]
    qualified |= earlier[:1] == ["."] and not _WARNINGS.isdisjoint(earlier)
    # `verification codes sent: 4930` counts them.
    if happened and _is_plural(words[at]):
        return False
    # `lock_pin set to …`
    *parts, noun = words[at].split("_")
    owners = [word for word in (*reversed(parts), *words[at + 1 : at + 6]) if word not in _ARTICLES][:3]
    if noun in _CERTAIN_NOUNS or _is_compound(noun):
        return True
    if noun not in _NOUNS or not _VERBS.isdisjoint(parts):
        return False
    return _is_owned(noun, owners, following, qualified=qualified) or (
        is_usual and _may_be_owned(noun, owners, following)
    )


def _may_be_owned(noun: str, owners: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether six digits are a code although an unknown word is before the noun: `guest code 493027`."""
    if noun in _SECRETS:
        return not _POSSESSIVES.isdisjoint(owners)
    against = _AGAINST | _ENDED | _JUDGED | {"pin"}
    is_result = not _RESULTS.isdisjoint(following[:1])
    return noun == "code" and against.isdisjoint(owners) and not (is_result or _is_counted(following))


def _is_counted(following: Sequence[str]) -> bool:
    """Return whether a plural follows, which the digits count: `code 493027 lines`."""
    return any(_is_plural(word) for word in following[:1])


def _is_plural(word: str) -> bool:
    return word.endswith("s") and word not in _NO_PLURALS


def _says_more(word: str) -> bool:
    """Return whether the word may stand between a noun and its code: `code de vérification : …`."""
    says_more = word in _QUALIFIERS or word in _PREPOSITIONS or word in _POSSESSIVES or word in _BRANDS
    return says_more and word not in _NOUNS


def _is_compound(noun: str) -> bool:
    """Return whether a noun is one word of two: `Bestätigungscode`, `vahvistuskoodisi`."""
    return noun.startswith(_COMPOUND_STARTS) and noun.endswith(_COMPOUNDS)


def _is_owned(noun: str, owners: Sequence[str], following: Sequence[str], *, qualified: bool) -> bool:
    """Return whether the words before a noun with many meanings, or those after the code, say which code it is."""
    nearest = owners[0] if owners else ""
    qualifiers = _PIN_QUALIFIERS if noun == "pin" else _QUALIFIERS
    if (nearest in _AGAINST and nearest not in qualifiers and _BRANDS.isdisjoint(owners)) or (
        nearest == "with" and not _ENDED.isdisjoint(owners[1:2])
    ):
        return False
    if noun in _SECRETS:
        is_token = noun == "token" and (qualified or _is_warned(following))
        return is_token or nearest in _ONE_TIME or owners[:2] == ["time", "one"]
    if nearest in _JUDGED:
        # `entered wrong code …`, `wrong PIN … entered`.
        entered = noun == "pin" and not _BEHIND_WORDS.isdisjoint(following[:1])
        return entered or not _VERBS.isdisjoint(owners[1:2])
    return (
        qualified
        or not _BRANDS.isdisjoint(owners)
        or (nearest in _VERBS and not noun.endswith("s") and _AGAINST.isdisjoint(owners[1:2]))
        or any(word in qualifiers or word in _POSSESSIVES or word in _WARNINGS for word in owners)
        or _is_confirmed(noun, following)
    )


def _is_confirmed(noun: str, following: Sequence[str]) -> bool:
    """Return whether the words behind a code say that it is one."""
    first, second = following[:1], following[1:2]
    return (
        # `4711 accepted`, `4711 you entered`, `4711 for login`, `PIN 4711 is wrong`, `4711 wurde per SMS gesendet`.
        not _BEHIND_WORDS.isdisjoint(first)
        or (not _AUXILIARIES.isdisjoint(first) and not _BEHIND_WORDS.isdisjoint(following[1:5]))
        or (first == ["you"] and not _EVENTS.isdisjoint(second))
        or (not _FOR_WORDS.isdisjoint(first) and not _QUALIFIERS.isdisjoint(second))
        or (noun == "pin" and first == ["is"] and not _JUDGED.isdisjoint(second))
        or _is_warned(following)
    )


def _is_warned(following: Sequence[str]) -> bool:
    """Return whether a warning follows, as in `Acme code: 4711. Valid for 5 minutes.`."""
    return any(following[: len(phrase)] == phrase for phrase in _PHRASES_BEHIND) or not _WARNINGS.isdisjoint(
        following[:_MOST_BEHIND]
    )
