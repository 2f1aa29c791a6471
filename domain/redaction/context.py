"""What stands before a value: the key that names it, or the words that lead to it.

A key is evidence for and against: `billingPhone` tells a phone number, `phone_count` tells that there is none. Keys are
taken apart into words generically, whatever their style, so that no list of finished keys is needed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from domain.redaction.line import Line
from domain.redaction.pattern import Pattern

_WINDOW = 96
_MOST_WORDS = 6
# Read backwards from the value: what opens it, the separator, what closes the key, the key.
_PAIR = Pattern(
    r"""[\s"'`\\(\[{<*\u201c\u201e\u00ab]*+
        (?:[:=]{1,2}|>[=-]|D3%|A3%|:tel|:pis|:spis)
        [\s"'`\\)\]*]*+
        (?P<key>[\w$.@/-]*)""",
    re.VERBOSE,
)
_OPENING = Pattern(r"""[\s"'`\\(\[{*\u201c\u201e\u00ab+]*+""")
_TAG = Pattern(r"<(?:[\w-]+:)?([\w.-]+)[^<>]*>\s*(?:<!\[CDATA\[)?$")
# {"name": "phone", "value": "…"} and its like in other notations.
_NAMED = Pattern(
    r"""(?:name|key|field|label|attribute|param|column|property|code|type)\b[\\"']*\s*[:=]>?\s*[\\"']*
        (?P<name>[\w .-]{2,40})[\\"']*[,;\s]+[\\"']*[\w.]*[\\"']*\s*[:=]>?[\s\\"'\[{]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_VALUE_KEYS = frozenset(
    ["value", "val", "v", "content", "data", "text", "string", "stringvalue", "str", "newvalue", "oldvalue", "new", "old", "after", "before"]
)
# What ends the phrase that leads to a value.
_PHRASE_END = Pattern(r"[;{}|\n\t&?!=<>\[\]()\"]|,(?=\s?\S)|(?<=\s)\.(?=\w{5})|\d{3}")
_WORD = Pattern(r"[^\W\d_]+(?:['-][^\W\d_]+)*|#")
_KEY_PART = Pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_ACCENTED_PART = Pattern(r"[^\W\d_]+")


class Context(NamedTuple):
    """`name` is the key where there is one, `words` what stands before it or the value, the nearest first."""

    name: str
    words: Sequence[str]


def context_before(line: Line, start: int) -> Context:
    """Read the context of the value that begins at `start`."""
    text = line.text
    window = text[max(0, start - _WINDOW) : start]
    backwards = window[::-1]
    pair = _PAIR.match(backwards)
    if pair is None:
        opening = _OPENING.match(backwards)
        at = opening.end() if opening else 0
        if backwards[at : at + 1] in (">", "[") and (tag := _TAG.search(window)):
            return Context(tag[1], ())
        return Context("", _words(backwards[at:]))
    key = pair["key"][::-1]
    if key.lower().rpartition(".")[2] in _VALUE_KEYS and (named := _NAMED.search(window)):
        key = named["name"]
    return Context(key, _words(backwards[pair.end() :]))


def _words(backwards: str) -> Sequence[str]:
    end = _PHRASE_END.search(backwards)
    phrase = backwards[: end.start()] if end else backwards
    return [word[::-1] for word in _WORD.findall(phrase)[:_MOST_WORDS]]


@lru_cache(maxsize=8192)
def key_words(key: str) -> tuple[str, ...]:
    """The words of a key in lower case and without accents, the last first: `billingPhone2` gives phone, billing."""
    if not key.isascii():
        plain = unicodedata.normalize("NFKD", key)
        key = "".join(character for character in plain if not unicodedata.combining(character))
    # `ipV4Address` and `E164` keep their digits' letters; digits themselves say nothing.
    return tuple(word.lower() for word in reversed(_KEY_PART.findall(key)))


# Shorter words stand inside too many others.
_SHORT = 3


class Evidence(IntEnum):
    """What a context says of a value; the order is that of strength."""

    AGAINST = -1
    NONE = 0
    SOME = 1
    STRONG = 2


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that say nothing of what a value is.
NEUTRAL = _set(
    "number numbers no nr num nbr numero numeros nummer numer value val raw input text str string primary secondary main "
    "alt alternate other new old home work office private business formatted normalized e164 full e the a an is was at on "
    "to for of in by via my your our his her their and or as und oder der die das ist unter auf el la le les est de du des "
    "del der den het op sur au al por para x first second third current default my preferred verified nationwide "
    "national international intl local updated changed set now line"
)
# Words whose value is something else than what the words before them name: `phone_count`, `card_id`, `iban_length`.
MEASURES = _set(
    "id ids uid uids guid uuid oid ref refs reference count counts cnt total totals sum size sizes sz bytes byte kb mb gb "
    "len length ms us ns sec secs second seconds minute minutes mins hour hours day days time times timestamp ts date "
    "datetime expires expiry exp expiration ttl duration durations dur elapsed latency uptime offset offsets seq sequence "
    "ack version ver build rev revision port ports pid tid status state index idx limit limits quota rate ratio score amount price "
    "cost balance fee hash checksum crc crc32 md5 sha sha1 sha256 digest etag session sessions model type kind queue attempt "
    "attempts retries retry hits views rows row frames frame page pages percent pct lat lng lon latitude longitude width "
    "height depth capacity memory heap rss inode position pos watermark epoch shard partition bucket slot serial sku isbn ean "
    "upc gtin barcode imei imsi iccid mac tracking parcel waybill shipment invoice order orders ticket case job txn "
    "transaction block blk commit tree blob trace span code codes pin otp enabled valid required timeout interval "
    "threshold level flags flag name names label title cache table column format pattern regex length mask config booking claim "
    "account customer user batch guild channel record records item items entry entries checkpoint lease wrote read seek "
    "took sent skipped generation"
)
# What is a measure as a key's last word and next to nothing in a sentence.
_ONLY_IN_KEYS = _set("account customer user name record item entry time read sent day second line code order")


def _as_written(words: Iterable[str], stems: Iterable[str]) -> str:
    """An RE2 pattern of the words as keys and sentences have them: `phone`, `homePhone`, `HOME_PHONE`; stems anywhere."""
    forms = []
    for end, some in (("(?:[^a-z]|$)", words), ("", stems)):
        lower = "|".join(sorted(some))
        if lower:
            start = "(?:^|[^a-z])" if end else ""
            forms += [
                f"{start}(?:{lower}){end}",
                f"(?:{'|'.join(word.capitalize() for word in sorted(some))}){end}",
                f"{start and '(?:^|[^A-Z])'}(?:{lower.upper()}){end and '(?:[^A-Z]|$)'}",
            ]
    return "|".join(forms)


class Vocabulary:
    """The words that tell values of one kind.

    `telling` words say so by themselves, `hinting` ones where the value has the kind's shape, `stems` are found at either
    end of words written together (`homephone`), `traps` are words that only look like that, `spoken` hints in sentences.
    """

    def __init__(
        self,
        *,
        telling: str,
        hinting: str = "",
        stems: str = "",
        traps: str = "",
        spoken: str = "",
        phrases: Iterable[str] = (),
        harmless: str = "",
    ) -> None:
        self._telling = _set(telling)
        self._hinting = _set(hinting)
        self._stems = tuple(stems.split())
        self._traps = _set(traps)
        self._spoken = _set(spoken)
        # Pairs of words, the last first, that mean more than their last word says: `caller_id`.
        self._phrases = {tuple(reversed(phrase.split())) for phrase in phrases}
        self._measures = MEASURES - _set(harmless)
        self._of_word = lru_cache(maxsize=8192)(self._judge_word)
        self._of_key = lru_cache(maxsize=8192)(self._judge_key)

    def screens(self) -> tuple[str, ...]:
        """Screens of a rule that looks for these words: loose and local."""
        words = self._telling | self._spoken | set(self._stems)
        long = sorted(word for word in words if len(word) > _SHORT)
        short = sorted(word for word in words if len(word) <= _SHORT)
        patterns = ["|".join((*long, *self._written_phrases(), r"[\x80-\xff]"))]
        if short:
            patterns.append(f"(?:^|[^a-z])(?:{'|'.join(short)})(?:[^a-z]|$)")
        if self._hinting:
            patterns.append(rf"(?:{'|'.join(sorted(self._hinting))})[\"'\\\])]*\s?[:=]")
        return tuple(patterns)

    def gate(self, value: str) -> str:
        """The gate of such a rule: one of the words may lead to what the RE2 pattern `value` matches."""
        telling = _as_written(self._telling | self._spoken, self._stems)
        phrases = "".join(f"|(?i:{phrase})" for phrase in self._written_phrases())
        gap = r"(?:[^0-9+;{}|&\n,]|[\"'],)*(?:[0-9]{1,2}[^0-9+;{}|&\n,]+)?"
        gate = rf"(?-i:{telling}{phrases}|[\x80-\xff]){gap}{value}"
        if self._hinting:
            # To a hinting word the value stands close.
            gate += rf"|(?-i:{_as_written(self._hinting, ())})[\"'\\\])]*\s*[:=>]+[\s\"'\\<\[(]*{value}"
        return gate

    def _written_phrases(self) -> list[str]:
        return sorted("[ _.-]?".join(reversed(words)) for words in self._phrases)

    def evidence(self, context: Context) -> Evidence:
        """What the key and the words before a value say of it."""
        if context.name:
            evidence, decided = self._of_key(context.name)
            if decided:
                return evidence
        return self._in_sentence(context.words, after_key=bool(context.name))

    def _judge_key(self, key: str) -> tuple[Evidence, bool]:
        """The evidence, and whether it is settled; where it is not, the words before the key may tell."""
        words = key_words(key)
        plural = False
        for position, word in enumerate(words):
            if words[position : position + 2] in self._phrases:
                return Evidence.STRONG, True
            meaning = self._of_word(word)
            if meaning is Evidence.AGAINST:
                return Evidence.AGAINST, True
            if meaning is not Evidence.NONE:
                return (Evidence.AGAINST if plural else meaning), True
            # `mobile_sessions`: several things are counted, whatever they are.
            plural = plural or (
                word not in NEUTRAL and len(word) > 4 and word.endswith("s") and not word.endswith("ss")
            )
        # `Phone number: …`, `Telefon privat: …`: what was read may be the last word of a longer key.
        return Evidence.NONE, len(words) > 1 and not all(word in NEUTRAL for word in words)

    def _in_sentence(self, words: Sequence[str], *, after_key: bool) -> Evidence:
        best = Evidence.NONE
        for position, written in enumerate(words):
            if written == "#":
                return best
            word = written.lower()
            if not word.isascii():
                word = "".join(reversed(key_words(word))) or word
            if position + 1 < len(words) and (word, words[position + 1].lower()) in self._phrases:
                return Evidence.STRONG
            if word in self._spoken:
                return max(best, Evidence.SOME)
            meaning = self._of_word(word)
            if meaning is Evidence.STRONG:
                return Evidence.STRONG if after_key or position == 0 else Evidence.SOME
            if meaning is Evidence.AGAINST and word not in _ONLY_IN_KEYS and best is Evidence.NONE:
                return Evidence.AGAINST
            # A word between a key and its phrase that says nothing ends the phrase.
            if after_key and word not in NEUTRAL:
                return best
        return best

    def _judge_word(self, word: str) -> Evidence:
        if word in self._telling:
            return Evidence.STRONG
        if word in self._hinting:
            return Evidence.SOME
        if word in self._measures:
            return Evidence.AGAINST
        if word in self._traps:
            return Evidence.NONE
        for stem in self._stems:
            if word.startswith(stem):
                return Evidence.AGAINST if word[len(stem) :] in self._measures else Evidence.STRONG
            if word.endswith(stem):
                return Evidence.STRONG
        return Evidence.NONE
