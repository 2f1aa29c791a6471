"""What words mean: which tell values of a kind, and which tell that a value is something else.

A key is evidence for and against: `billingPhone` tells a phone number, `phone_count` that there is none. Keys are taken
apart into words generically, whatever their style, so that no list of finished keys is needed.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

from domain.redaction.columns import column_of
from domain.redaction.context import Context, context_before, enclosing_name, key_words, plain_letters
from domain.redaction.text import Text

# Shorter words stand inside too many others.
_SHORT = 3
_LEAST_PLURAL = 5


class Evidence(IntEnum):
    """What a context says of a value; the order is that of strength."""

    AGAINST = -1
    NONE = 0
    HINT = 1
    SOME = 2
    STRONG = 3


def words_of(text: str) -> frozenset[str]:
    """A set of words from a text."""
    return frozenset(plain_letters(text).split())


# Words that say nothing of what a value is: articles, owners, kinds of use.
NEUTRAL = words_of(
    """
    number numbers no nr num nbr numero numeros nummer numer nomor value val raw input text str string primary
    secondary main alt alternate alternative other new old home work office private personal business formatted
    normalized normalised e164 full e the a an is was at on to for of in by via my your our his her their s and or
    as und oder der die das ist unter auf el la lo le les est de du des del den het op sur au al por para com na x
    first second third current default preferred verified nationwide national international intl local updated
    changed set now user users customer client cliente clients kunde kunden patient guest driver rider employee
    agent owner subscriber billing shipping emergency next kin merchant tenant student member contact contacto
    kontakt lead recipient sender delivery account company firma empresa organization org person people day night
    evening direct profile parent req res request response body params param query data payload form field header
    headers meta info details detail attributes record object event args before after result results json xml x_
    casa trabajo oficina travail domicile prive privat beruflich geschaeftlich dienstlich cel ular borrower spouse
    applicant holder insured caregiver doctor seller buyer vendor supplier courier passenger tourist visitor
    resident manager admin operator support service
    """
)
# Identifiers: what they name has a shape of its own, and its digits are nobody's.
CODES = words_of(
    """
    id ids uid uids gid guid uuid oid ref refs reference code codes serial sku isbn ean upc gtin barcode imei imsi
    iccid mac tracking parcel waybill shipment invoice order orders ticket case job txn transaction block blk commit
    tree blob trace span hash checksum crc crc32 md5 sha sha1 sha256 digest etag build rev revision version ver part
    parts lot model batch seq sequence slot shard partition pid tid asset voucher coupon policy claim booking
    reservation po rma bug issue release package kb cve article product itemno correlation imeisv tweet snowflake
    """
)
# Quantities, moments and places.
_QUANTITIES = words_of(
    """
    count counts cnt total totals sum size sizes sz bytes byte kb mb gb len length ms us ns sec secs seconds minute
    minutes mins hour hours days time times timestamp timestamps ts date datetime expires expiry exp expiration ttl
    duration durations dur elapsed latency uptime offset offsets ack port ports status state index idx limit limits
    quota rate ratio score amount price cost balance fee session sessions type kind queue attempt attempts retries
    retry hit hits views rows row frames frame page pages percent pct lat lng lon latitude longitude width height
    depth capacity memory heap rss inode position pos watermark epoch bucket pin otp enabled valid required timeout
    interval threshold level flag flags name names label title cache table column format pattern regex mask config
    guild channel records items entries checkpoint lease wrote read seek took skipped generation at used usage
    controller signal verified_at created modified joined since until zip postal postcode plz cep employees visits
    calls messages devices lookup map book list array buffer pool prefix suffix country area region zone carrier
    provider network anzahl cantidad quantidade quantita aantal antal liczba started finished
    """
)
MEASURES = CODES | _QUANTITIES
# What is a measure as a key's last word and next to nothing in a sentence.
_ONLY_IN_KEYS = words_of(
    """
    name time read day second line code order at used type case list area network carrier status state calls
    messages
    """
)
# The end of words written together: `contactnumber`, `telno`.
_NUMBER_ENDINGS = ("numbers", "number", "nummer", "numero", "num", "no", "nr")
_SHORT_ENDINGS = f"(?:{'|'.join(_NUMBER_ENDINGS)}|nbr|val|raw|full)"
# Words behind a hinting one that name no other thing: `from_number`.
_FORMS = (*_NUMBER_ENDINGS, "nbr", "addr", "address", "phone", "msisdn", "party")
_FORM_ENDINGS = f"(?:[_. -]?(?:{'|'.join(_FORMS)}))?"
_HINTED = frozenset((*_FORMS, "value"))


# Six digits in groups, but for what may be an address of IP version 4: most lines that say `from` or `client` have one.
_DIGIT_GROUPS = (
    r"[0-9(](?:[0-9 ()/-]{5}|[0-9]{3}\.[0-9]"
    r"|[0-9]{0,2}\.(?:[0-9]{4}|[0-9]{1,3}\.(?:[0-9]{4}|[0-9]{1,3}\.[0-9]{1,3}\.[0-9])))"
)
_LONGEST_COMPOUND = 40
_LONGEST_PART = 16
_ENDINGS = frozenset(("no", "nr", "of", "to", "id", "ms", "us"))


# What there is more than one of: `mobile_sessions`, `sms_parts`.
_COUNTED = frozenset(("mobile", "phone", "cell", "sms", "call", "fax", "contact", "callback", "dial", "telephone"))


class Vocabulary:
    """The words that tell values of one kind.

    `telling` words say so by themselves, `hinting` ones where the value has the kind's shape, `spoken` ones hint in
    sentences alone, `foreign` ones tell in scripts that do not part words, and `phrases` are two words that mean more
    than the last of them. `stems` tell at either end of words written together, but for `traps`. Words of up to `short`
    letters are not looked for within others, where they would be found too often.
    """

    def __init__(  # noqa: PLR0913 - each is a list of words, and all but one may be left out
        self,
        *,
        telling: str,
        hinting: str = "",
        spoken: str = "",
        foreign: str = "",
        stems: str = "",
        traps: str = "",
        phrases: Iterable[str] = (),
        harmless: str = "",
        short: int = _SHORT,
    ) -> None:
        self._telling = words_of(telling)
        self._hinting = words_of(hinting)
        self._spoken = words_of(spoken)
        self._foreign = tuple(words_of(foreign))
        self._stems = tuple(words_of(stems))
        self._traps = words_of(traps)
        self._short = short
        self._phrases = {tuple(reversed(phrase.split())) for phrase in phrases}
        self._phrase_ends = {words[0] for words in self._phrases}
        self._measures = MEASURES - words_of(harmless)
        self._counted = tuple(measure for measure in self._measures if len(measure) >= _SHORT)
        known = self._telling | self._hinting | self._spoken | NEUTRAL | self._measures
        self._compounding = frozenset(word for word in known if len(word) >= _SHORT)
        self._of_word = lru_cache(maxsize=8192)(self._judge_word)
        self._of_key = lru_cache(maxsize=8192)(self._judge_key)
        self._of_spoken = lru_cache(maxsize=8192)(self._judge_spoken)
        self._under = lru_cache(maxsize=8192)(self._judge_under)

    def prefilters(self) -> tuple[str, ...]:
        """Screens of a rule that looks for these words."""
        long, short = self._by_length()
        patterns = [*long, *self._written_phrases()]
        if self._foreign:
            patterns.append(r"[\x80-\xff]")
        if short:
            patterns.append(f"(?:{'|'.join(short)})(?:[^a-z]|{_SHORT_ENDINGS}|$)")
        if self._spoken:
            patterns.append(f"(?:^|[^a-z])(?:{'|'.join(sorted(self._spoken))})[ :,.(']")
        if self._hinting:
            hinting = sorted(self._hinting)
            ends = "|".join(word for word in hinting if not any(word.endswith(end) and word != end for end in hinting))
            patterns.append(rf"(?:{ends}){_FORM_ENDINGS}[0-9_]*[^0-9a-z\n]+(?:value[^0-9a-z\n]+)?{_DIGIT_GROUPS}")
            patterns.append(rf"--(?:[\w]+-)?(?:{'|'.join(hinting)})[ -]")
        return tuple(patterns)

    def _by_length(self) -> tuple[list[str], list[str]]:
        """The telling words of ASCII letters: those long enough to be looked for inside others, and the short ones."""
        words = sorted(word for word in self._telling | set(self._stems) if word.isascii())
        long = [word for word in words if len(word) > self._short]
        # Where a word is, one that it holds is too.
        shortest = [word for word in long if not any(other in word and other != word for other in long)]
        return shortest, [word for word in words if len(word) <= self._short]

    def _written_phrases(self) -> list[str]:
        return sorted("[ _.-]?".join(reversed(words)) for words in self._phrases)

    def evidence(self, context: Context) -> Evidence:
        """What the key and the words before a value say of it."""
        if context.name:
            words = key_words(context.name)
            if len(words) == 1 and words[0] in self._spoken:
                return Evidence.SOME
            # `caller id: …`: key and the word before it.
            if (
                len(words) == 1
                and words[0] in self._phrase_ends
                and context.words
                and (words[0], plain_letters(context.words[0]).lower()) in self._phrases
            ):
                return Evidence.STRONG
            evidence, decided = self._of_key(context.name)
            if decided:
                return evidence
        return self._in_sentence(context.words, context.name)

    def evidence_at(self, text: Text, start: int) -> Evidence:
        """What the column that a value is in says of it, or else what stands before it."""
        columns = text.columns()
        evidence = self._of_key(column_of(columns, start))[0] if columns else Evidence.NONE
        name = text.name_at(start)
        return evidence or (self.evidence(context_before(text, start)) if name is None else self._under(name))

    def _judge_under(self, name: str) -> Evidence:
        """What a name says of the value that begins right under it."""
        text = Text.of_values([(name, "0")], "")
        start = text.values[0].start
        return self.evidence(context_before(text, start)) or self.evidence_of_name(enclosing_name(text, start))

    def evidence_of_name(self, name: str) -> Evidence:
        """What a name says that stands before a value in whatever notation: at most `SOME`."""
        return min(self._of_key(name)[0], Evidence.SOME)

    def _judge_key(self, key: str) -> tuple[Evidence, bool]:
        """The evidence, and whether it is settled; where it is not, the words before the key may tell."""
        words = key_words(key)
        plural = unknown = False
        for position, word in enumerate(words):
            if words[position : position + 2] in self._phrases:
                return Evidence.STRONG, True
            meaning = self._of_word(word)
            if meaning is Evidence.HINT and not self._may_hint(word, words[:position]):
                meaning = Evidence.NONE
            if meaning is Evidence.AGAINST:
                return Evidence.AGAINST, True
            if meaning is not Evidence.NONE:
                weaker = (
                    Evidence.AGAINST
                    if plural and word in _COUNTED
                    else min(meaning, Evidence.SOME)
                    if unknown
                    else meaning
                )
                return weaker, True
            if word not in NEUTRAL:
                unknown = True
                # `mobile_sessions`: several things are counted, whatever they are.
                plural = plural or (len(word) >= _LEAST_PLURAL and word.endswith("s") and not word.endswith("ss"))
        # `Phone number: …`, `Telefon privat: …`: what was read may be the last word of a longer key.
        return Evidence.NONE, len(words) > 1 and unknown

    def _may_hint(self, word: str, behind: Sequence[str]) -> bool:
        """Whether a hinting word hints with these behind it, the last first: `client_secret` is no client."""
        return word in self._spoken or _HINTED.issuperset(behind)

    def _in_sentence(self, words: Sequence[str], key: str) -> Evidence:
        """What the words before a value say, or those before its key."""
        after_key = bool(key)
        for position, written in enumerate(words):
            meaning = self._of_spoken(written, words[position + 1] if position + 1 < len(words) else "")
            if meaning is Evidence.STRONG:
                return meaning if after_key or position == 0 else Evidence.SOME
            # `"destination number": …`; in a sentence from and to hint at nothing.
            if meaning is Evidence.HINT and not (
                after_key and position == 0 and self._may_hint(plain_letters(written).lower(), key_words(key))
            ):
                meaning = Evidence.NONE
            if meaning is not Evidence.NONE:
                return meaning
            # A word between a key and its phrase that says nothing ends the phrase.
            if after_key and position > 0 and plain_letters(written).lower() not in NEUTRAL:
                break
        return Evidence.NONE

    def _judge_spoken(self, written: str, before: str) -> Evidence:
        """What a word of a sentence says, with the word before it."""
        word = plain_letters(written).lower().removesuffix("'s")
        if (word, plain_letters(before).lower()) in self._phrases:
            return Evidence.STRONG
        if word in self._spoken:
            return Evidence.SOME
        # `MobileSignalController`, `mob-no`: a name and no word.
        is_name = "-" in word or not (written.islower() or written.isupper() or written.istitle())
        meaning = (
            self._of_key(written)[0]
            if is_name and written.isascii() and word not in self._telling
            else self._of_word(word)
        )
        return Evidence.NONE if meaning is Evidence.AGAINST and word in _ONLY_IN_KEYS else meaning

    def _judge_word(self, word: str) -> Evidence:
        if word in self._traps:
            return Evidence.NONE
        for words, meaning in (
            (self._telling, Evidence.STRONG),
            (self._hinting, Evidence.HINT),
            (self._measures, Evidence.AGAINST),
        ):
            if word in words:
                return meaning
        if any(foreign in word for foreign in self._foreign):
            return Evidence.STRONG
        return self._judge_compound(word)

    def _judge_compound(self, word: str) -> Evidence:
        for part in reversed(self._parts(word)):
            meaning = self._of_word(part)
            if meaning is not Evidence.NONE:
                return meaning
        if word.endswith(self._stems):
            return Evidence.STRONG
        if word.startswith(self._stems):
            return Evidence.AGAINST if word.endswith(self._counted) else Evidence.STRONG
        return Evidence.NONE

    def _parts(self, word: str) -> tuple[str, ...]:
        """The known words that this one is written together of, one of them ours: `agentsmsnumber`, `callfrom`."""
        if not _SHORT < len(word) <= _LONGEST_COMPOUND or not word.isascii():
            return ()
        # Of each length of the word, a way to write so much of it.
        ways: dict[int, tuple[str, ...]] = {0: ()}
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST_PART), end):
                part = word[start:end]
                if start in ways and (part in self._compounding or (start and part in _ENDINGS)):
                    ways[end] = (*ways[start], part)
                    break
        parts = ways.get(len(word), ())
        return parts if any(part in self._telling or part in self._hinting for part in parts) else ()


def names_code(context: Context) -> bool:
    """Whether a value that has a kind's full shape is named as an identifier all the same: `tracking`, `orderRef`."""
    words = [word for word in key_words(context.name) if word not in NEUTRAL]
    words = words or [word.lower() for word in context.words[:1]]
    return bool(words) and words[0] in CODES
