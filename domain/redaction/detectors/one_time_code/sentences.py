"""Codes in sentences, in many languages: `Your code is …`, `Ihr Code lautet …`, `验证码 …`.

A noun such as *code* right before the digits is not enough: an owner (*your*), what kind of a code it is
(*verification*), or a verb (*sent*) must stand beside it, and nothing that makes something else of it (*error*, *zip*).
"""

import re
from collections.abc import Iterator, Sequence

from domain.redaction.context import plain_letters
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_WORDS = {section: tuple(map(plain_letters, words)) for section, words in read_words("one_time_code").items()}
_PREPOSITIONS = frozenset(_WORDS["prepositions"])
# A code in a sentence.
_CANDIDATE = Pattern(
    r"[0-9A-Z](?<![\w.:/#$+-].)"
    r"(?:-\d{6}|\d\d[ -]\d{3}|(?=[A-Z]*\d)[0-9A-Z]{3,7})(?![\w%-]|[.,:/]\d)"
)
_SPOKEN = (
    "code",
    "kod",
    "otp",
    "(?:^|[^a-z])pin",
    "c[o\x80-\xff]dig",
    "codice",
    "[^a-z]m?tan",
    "one.time pass",
    "[\x80-\xff]{2}",
    "einmal",
)
# From the noun to the digits there are words and signs of a sentence only.
_SENTENCE_SHAPE = (
    rf"(?:{'|'.join(_SPOKEN)})[^0-9\n<>={{}}/|;]*[^0-9A-Za-z_.:/#$+-]"
    r"(?:[0-9]{4}|[0-9]{3}[ -][0-9]{3}|G-[0-9]|(?-i:[A-Z]+[0-9]))"
    r"|[0-9a-z] is (?:your|the)|(?:^|[^a-z])(?:use|enter) [0-9A-Z]"
)
_BEFORE, _BEHIND = 72, 48
# The end of a sentence is a word that names nothing.
_WORD = Pattern(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.;!?]")
_SIGNS_BEFORE = " :\uff1a=是为為は는은이「『【[\uff08(\"'"
_NOUNS = frozenset(_WORDS["nouns"])
_CERTAIN_NOUNS = frozenset(_WORDS["certain-nouns"])
_COMPOUNDS = _WORDS["compound-nouns"]
_COMPOUND_STARTS = _WORDS["compound-starts"]
# What stands before other digits or a placeholder says nothing of these.
_DIGITS_OR_PLACEHOLDER = Pattern(r"[\d\0]{3,}")
_FOREIGN_NOUNS = _WORDS["foreign-nouns"]
_COPULAS = frozenset(_WORDS["copulas"])
_QUALIFIERS = frozenset(_WORDS["qualifiers"])
_POSSESSIVES = frozenset(_WORDS["possessives"])
_ONE_TIME_NOUNS = frozenset(("password", "passwort", "kennwort", "token"))
_ONE_TIME = frozenset(("one-time", "otp", "einmal"))
_JUDGED = frozenset(_WORDS["judged"])
_VERBS = frozenset(_WORDS["verbs"])
_AGAINST = frozenset(_WORDS["against"])
_BEHIND_WORDS = frozenset(_WORDS["behind"])
_BEHIND_NOUNS = frozenset(_WORDS["behind-nouns"])
_MOST_QUALIFIERS = 4
_MORE_DIGITS = Pattern(r"[ -]\d\d+[ -]?\d")
_NOUN_STEMS = ("cod", "kod", "otp", "pin", "tan", "pass", "kennwort", "token")
_BEHIND_BEGINS = (" is ",)
_VERB_ENDS = ("use ", "enter ")
_PURPOSES = frozenset(("your", "sign", "log", "confirm", "verify", "complete", "continue", "finish", "unlock"))


# `code sent to ada@example.org: …`, `otp for ada: …`, `expected otp 493027 got …`: what happened, and whom it concerns.
_EVENT = Pattern(
    r"""(?i)\s (?P<happened>generated|sent|issued|created|received|entered|mismatch)? \s?
        (?: (?:to|for|by)\s[^\s:,;]{1,64} )? (?:\sis)? :\s? $
      | \s(?:mismatch:\s)?[0-9]{4,8},?\s(?:but\s)?(?P<again>got|!=|vs\.?|received|actual)\s $""",
    re.VERBOSE,
)
_HAPPENED = "sent"
_EXPIRES = frozenset(((".", "valid", "for"), (".", "expires", "in"), (".", "it", "expires")))


def _told(event: re.Match[str]) -> str:
    """What stands for an event between a noun and its code: a word that says that the noun is a code."""
    return f" {_HAPPENED} " if event["happened"] or event["again"] else " "


def _in_sentences(text: Text, _position: int) -> Iterator[Span]:
    for match in _CANDIDATE.finditer(text.folded):
        start, end = match.span()
        # `code sent to 415 555 0171`: digits that go on are no code.
        if _MORE_DIGITS.match(text.folded, end) or _MORE_DIGITS.match(text.folded[max(0, start - 4) : start][::-1]):
            continue
        before = _EVENT.sub(_told, text.before(start, _BEFORE, blanked=True))
        behind = text.decoded[end : min(text.value_at(start).end, end + _BEHIND)]
        if _may_name_code(before, behind) and _names_code(_behind_digits(before), behind):
            yield start, end


def _behind_digits(before: str) -> str:
    """What stands behind the last digits or placeholder."""
    end = 0
    for match in _DIGITS_OR_PLACEHOLDER.finditer(before):
        end = match.end()
    return before[end:]


def _may_name_code(before: str, behind: str) -> bool:
    """Whether a word that could name a code is there at all: cheaper than to read the words."""
    lowered = before.lower()
    return (
        any(stem in lowered for stem in _NOUN_STEMS)
        or not lowered.isascii()
        or behind.startswith(_BEHIND_BEGINS)
        or lowered.endswith(_VERB_ENDS)
    )


def _names_code(before: str, behind: str) -> bool:
    """Whether the words around digits say that they are a code."""
    if plain_letters(before).rstrip(_SIGNS_BEFORE).endswith(_FOREIGN_NOUNS):
        return True
    words = _phrase(before)[::-1]
    following = _phrase(behind)
    if following[:2] in (["is", "your"], ["is", "the"]) and _BEHIND_NOUNS.intersection(following[2:6]):
        return not _AGAINST.intersection(following[2:6])
    if (
        words[:1] in (["use"], ["enter"])
        and following[:1] in (["as"], ["to"])
        and _PURPOSES.intersection(following[1:2])
    ):
        return True
    return _noun_before(words, following)


def _phrase(text: str) -> list[str]:
    """The words of a text, in lower case and without accents: before a code those behind the last sentence's end."""
    return [word.lower() for word in _WORD.findall(plain_letters(text))]


def _noun_before(words: Sequence[str], following: Sequence[str]) -> bool:
    """`verification code is …`, `code de vérification : …`, `with code …`; the nearest word first."""
    happened = words[:1] == [_HAPPENED]
    at = int(happened)
    while at < len(words) and words[at] in _COPULAS:
        at += 1
    qualified = happened
    while (
        at < min(len(words), _MOST_QUALIFIERS)
        and words[at] not in _NOUNS
        and (words[at] in _QUALIFIERS or words[at] in _PREPOSITIONS)
    ):
        qualified |= words[at] in _QUALIFIERS
        at += 1
    if at >= len(words):
        return False
    noun, owners = words[at], words[at + 1 : at + 4]
    if noun not in _NOUNS:
        return noun.startswith(_COMPOUND_STARTS) and noun.endswith(_COMPOUNDS)
    return noun in _CERTAIN_NOUNS or _is_owned(noun, owners, following, qualified=qualified)


def _is_owned(noun: str, owners: Sequence[str], following: Sequence[str], *, qualified: bool) -> bool:
    """Whether the words before a noun that means many things, or those behind the code, say what code it is."""
    nearest = owners[0] if owners else ""
    if nearest in _AGAINST:
        return False
    if noun in _ONE_TIME_NOUNS:
        return nearest in _ONE_TIME or owners[:2] == ["time", "one"]
    if nearest in _JUDGED:
        # `entered wrong code …`, `wrong PIN … entered`.
        entered = noun == "pin" and not _BEHIND_WORDS.isdisjoint(following[:1])
        return entered or not _VERBS.isdisjoint(owners[1:2])
    # `PIN 4711 is wrong`, `Acme code: 4711. Valid for 5 minutes.`
    if (noun == "pin" and following[:1] == ["is"] and not _JUDGED.isdisjoint(following[1:2])) or (
        tuple(following[:3]) in _EXPIRES
    ):
        return True
    owned = qualified or any(word in _QUALIFIERS or word in _POSSESSIVES for word in owners)
    return owned or nearest in _VERBS or not _BEHIND_WORDS.isdisjoint(following[:1])


RULE = Rule(
    name="code-in-sentence",
    pattern=_in_sentences,
    keywords=(
        *_SPOKEN,
        "is your ",
        "(?:^|[^a-z])(?:use|enter) [0-9g]",
        "(?:use|enter) [a-z]+[0-9][a-z0-9]* (?:as|to) ",
    ),
    precheck=AnyMatch(_SENTENCE_SHAPE),
    takes=(
        "Your code is ⟦493027⟧",
        "Your verification code is ⟦493027⟧.",
        "⟦493027⟧ is your login code",
        "⟦G-493027⟧ is your Google verification code",
        "Use ⟦493027⟧ to sign in",
        "signed in with code ⟦4711⟧",
        "ada entered wrong code ⟦4711⟧",
        "verification code ⟦493027⟧ accepted",
        "one-time password: ⟦493027⟧",
        "OTP ⟦493027⟧ expires in 5 minutes",
        "Ihr Bestätigungscode: ⟦493027⟧",
        "Ihr Code lautet ⟦493027⟧",
        "Votre code de vérification : ⟦493027⟧",
        "Tu código de verificación es ⟦493027⟧",
        "Il tuo codice è ⟦493027⟧",
        "Ваш код: ⟦493027⟧",
        "您的验证码是⟦493027⟧",
        "認証コードは⟦493027⟧です",
        "인증번호 [⟦493027⟧]",
        "code ⟦493 027⟧ sent by text",
        "OTP ⟦493027⟧ for ada",
        "Your code is ⟦A7K2P9⟧",
        "2FA code ⟦493027⟧ for ada",
        "PIN code ⟦4821⟧ accepted",
        "code sent: ⟦493027⟧",
        "Verification code sent to ada@example.org: ⟦493027⟧",
        "OTP generated: ⟦493027⟧",
        "OTP for ada@example.org: ⟦493027⟧",
        "otp mismatch: ⟦493027⟧ != ⟦493028⟧",
        "expected otp ⟦493027⟧ got ⟦493028⟧",
        "authenticator code ⟦493027⟧",
        "Acme code: ⟦493027⟧. Valid for 5 minutes.",
        "PIN ⟦4930⟧ is incorrect",
        "pin entered: ⟦4930⟧",
        "Wrong PIN ⟦4930⟧ entered",
        "voicemail pin ⟦493027⟧",
    ),
    leaves=(
        "exit code 1370",
        "error code received: 4711",
        "files sent: 493027",
        "verification code sent to 415 555 0171",
        "OTP for 00254 715 267387 expired",
        "Your error code is 4711",
        "your zip code is 94107",
        "lines of code: 4711",
        "status code 4040",
        "code 4711 lines changed",
        "code is 4711 lines",
        "4711 is your order",
        "use 4711 as port",
        "the code is 80% covered",
        "promo code 4711 accepted",
        "Your customer code is 4711",
        "invalid code 4711 in packet",
        "Vendor-Code: 4148 8281 0760 2",
        "Your code is EXPIRED",
        "save with code: $1000 off today",
        "verification code 4711ms old",
        "Your activation code is 2026.11",
        "Check your code. 4711 lines changed",
        "verification code 404 4711 times",
        "your token 4711 expired",
        "code sent to 0664 47 45 38",
    ),
)
