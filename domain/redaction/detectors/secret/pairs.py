"""Secrets that their key names: `password=…`, `"clientSecret": "…"`, `X-Api-Key: …`, `<pass>…</pass>`."""

import re
from collections.abc import Iterator
from functools import lru_cache

from domain.redaction import escapes
from domain.redaction.context import TYPE_NAMES, key_words
from domain.redaction.detectors.secret.names import NAME_STEM, STEMS, Named, what_key_names
from domain.redaction.detectors.secret.values import SHORTEST_SECRET, is_secret
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch, FirstMatch
from domain.redaction.rule import Rule
from domain.redaction.text import BLANK, Span, Text

_LONGEST_KEY = 64
# What a bare value is shows in its beginning; read whole, values of keys within a value would take the square of time.
_JUDGED = 256
_KEY_CHARACTERS = r"[\w$.\x80-\xff-]"
_KEY_RUN = Pattern(rf"{_KEY_CHARACTERS}*+")
_IN_KEY = frozenset(filter(re.compile(_KEY_CHARACTERS).match, map(chr, range(256))))
_OPENER = r"(?P<opened>(?:[\[<(]|Some\(|new\s|\|\s)?\s?(?P<quote>\\*[\"'`])?)"
_IS = r"(?:is|was|es|est|ist|lautet|er|\xe9)"
_KEY = Pattern(
    rf"""
    (?P<key>{_KEY_CHARACTERS}{{1,{_LONGEST_KEY}}}+)
    (?: \[\d{{1,2}}\] | (?P<index>\[["']?[A-Za-z][\w .-]{{0,40}}["']?\]) )?
    (?: \\*["'`]?[\])}}]?
        (?P<separator>
            \s{{0,3}}(?:=>|:=|->|[:=]{{1,2}}) | >
          | \s{_IS}(?::\s|\s(?:set\sto\s)?) | \sset\sto\s
          | \sfor\s[\w.@-]{{1,40}}(?:\s?:\s|\s{_IS}\s) | \s\.{{2,}}:\s | \s?::\s | \s(?:->|-|\u2192|\xb7)\s
          | \s?\|\s?(?=[^\s|=]{{6,}}\s?\|) | \sas\s\[\w{{2,16}}\]\s-
        )
      | (?<=\w)\s(?P<unparted>(?=[^\s:=-]))
    )
    \s{{0,4}}[ \t]*+{_OPENER}""",
    re.VERBOSE,
)
# `"name": "DB_PASSWORD", "value": "…"`, `name="Access Token" value="…"`, `<field name="apikey">…`, and parts of a form.
_NAMING = r"(?:name|key|field|param|variable|env|label|property|attribute|type)"
_NAMED_VALUE = Pattern(
    rf"""
    {_NAMING}\b\\*["']?\s{{0,2}}[:=]\s{{0,2}}\\*["']?
    (?P<key>[A-Za-z_\x80-\xff][\w .\x80-\xff-]{{1,63}}?)\\*["']?[,;]?\s{{0,8}}
    (?: \\*["']?\w{{0,12}}\.?(?:value|val)\w{{0,6}}\\*["']?(?P<separator>\s{{0,2}}[:=]\s{{0,2}}){_OPENER}
      | > | (?:(?:\r|\\r)?(?:\n|\\n)){{2}} )""",
    re.VERBOSE | re.IGNORECASE,
)
# Any other notation: only signs, type names and lengths stand between a key and its quoted value.
_NOTATION = Pattern(
    rf"""(?P<key>{_KEY_CHARACTERS}{{2,{_LONGEST_KEY}}}+)(?!\\[nrt])[^\w\s](?:[^\w\n]|\b(?i:{TYPE_NAMES})\b|\b\d{{1,3}}\b|</\w+>){{0,30}}?
        (?P<separator>)(?P<opened>(?P<quote>\\*["'])(?!(?i:{TYPE_NAMES})\\*["'])(?=[^\s"',:;)\]}}>\\]))""",
    re.VERBOSE,
)
_BARE_PASSWORD = Pattern(
    r"""[^\s"'<>,;&|\\]+(?:[,;&|](?=[^\s=:,;&|"']{1,24}(?:[\s"'<>\\]|$))[^\s"'<>,;&|\\=]+)*""", re.VERBOSE
)
_BARE_KEY = Pattern(r"[^\s\"'<>,;&|\\()\[\]{}]+")
_QUOTED = {quote: Pattern(rf"(?s)[^{quote}\\]*(?:\\.[^{quote}\\]*)*(?={quote})") for quote in "\"'"}
_PARTING = ",;&|"
_CLOSERS = {"[": "]", "<": ">", "(": ")"}
_TAG_OPENS = Pattern(r"<(?:[\w-]+:)?$")
_PLACEHOLDER = Pattern(r"\[[A-Z][A-Z0-9_]*(?::[^\]\s]{0,64})?\]")
# What follows is a value itself: `grant_type=password`, `"type":"password"`; in `s:8:"password"` it is a length.
_VALUE_BEFORE = Pattern(r"(?<!s)(?<!s:\d)(?<!s:\d\d)[:=]\s?\\*[\"']?$|\[\\*[\"']$|\$\{$|env:$")
_LONGEST_WORD = 24
_READ_AROUND, _LONGEST_PLACEHOLDER = 400, 64
# The end of a name, read backwards: the key, and what may stand behind it.
_LONGEST_NAME = 192
_NAME_BACKWARDS = Pattern(
    rf"[^\w]{{0,8}}(?:[\w.@-]{{1,40}}\srof\s)?(?:\]\d{{1,2}}\[)?(?P<key>[\w$.-]{{1,{_LONGEST_KEY}}})(?P<before>.{{0,{_LONGEST_WORD}}})",
    re.DOTALL,
)
_WORD_BEFORE = Pattern(r"([^\W\d_]+)[ _-]$")
_ASSIGNMENTS = ("=", "=>", ":=", "==", "->", ">")
# `68369 tokens createdAt=6044703502`: a pair of its own.
_ASSIGNED = Pattern(r"[A-Za-z_][\w.-]*=[^=]")
_NEXT_NAME = Pattern(r"""\\*["'],\s?\\*["']\w+\\*["']\s?:""")
_NAMES = Pattern(r"""\\*["']\s{0,2}(?::|=)""")
_NAME_IS = Pattern(r"\bname=")

# What cannot be a word, and does not begin as ids do (`tok_…`).
_RANDOM = Pattern(
    r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])(?![a-z]{2,5}_)[0-9A-Za-z/+_=.-]{12,}"
    r"|(?=[^a-f]*[a-f])(?=[^0-9]*[0-9])[0-9a-f]{32,}"
)
_TAILS = (("key",), ("phrase",), ("word",), ("api",))
# A key, what parts it from its value, and of the value enough to tell that it may be one. Stars alone, for every count
# is so many more states.
_NAME = rf"(?:{NAME_STEM}){_KEY_CHARACTERS}*(?:\[[\w\"' .-]*\])?"
_OPEN = r"\s*(?:[\[<(|]|Some\(|new\s)?\s?\\*"
_NO_WORD = r"[^\s\"'`<>,;&]*?(?:[0-9!@#$%^*_+/\x80-\xff.-]|(?-i:[a-z][A-Z]|[A-Z][A-Z]))"
_STEM = FirstMatch("|".join(STEMS))
_NAMING_PLACES = FirstMatch(rf"{_NAMING}\\*[\"']?[\t-\r\x1c-\x1f ]{{0,2}}[:=]")
_KEY_AND_VALUE = (
    rf"{_NAME}[\"'`\\\])}}]*(?:"
    rf"\s*(?:=>|:=|->|=|>){_OPEN}[\"'`]?[^\s\"'`<>,;&=]"
    rf"|\s*:{_OPEN}(?:[\"'`]|{_NO_WORD})"
    rf"|\s[\"'\\]*{_NO_WORD}"
    rf"|\s(?:is|was|es|est|ist|lautet|er|\xe9|set to|for|\.\.+:):?\s"
    rf"|(?:\s?::\s|\s(?:->|-|\xb7)\s|\s?\|\s?){_NO_WORD}"
    r"|(?:\r|\\r)?(?:\n|\\n)|\sas\s\["
    rf"|[^\w\s](?:[^\w\n]|(?:{TYPE_NAMES})\b|[0-9]{{1,3}}\b|</\w+>)*[\"'>][^\s\"',:;)\]}}>\\])"
)
_PRECHECK = AnyMatch(_KEY_AND_VALUE)
_PLACES = FirstMatch(_KEY_AND_VALUE, reach=512)
_LONG_TEXT = 2_000


def _pairs(text: Text, _start: int) -> Iterator[Span]:
    blanked = text.blanked()
    for start, end, name in text.values:
        # No secret is shorter, and a long name is read for nothing.
        named = what_name_promises(name) if name and end - start >= SHORTEST_SECRET else None
        if named is not None and is_secret(blanked[start:end].replace(BLANK, ""), named, assigned=True):
            yield start, end
    first = _PRECHECK.start(text)
    if first is None:
        return
    folded = text.folded
    # In a long text it pays to look for what the precheck asks, and not for each word that may be of a key.
    places = _STEM if len(folded) < _LONG_TEXT else _PLACES
    done = found_end = first
    while key := _next_key(text, places, done):
        begin, done = key
        # `[SECRET]` names what it stands for, not what comes after it.
        if folded[begin - 1 : begin] == "[" and _PLACEHOLDER.match(folded, begin - 1):
            continue
        if found := _pair_at(text, begin, found_end):
            done = found_end = found[1]
            yield found
    lowered = folded.lower()
    if "val" in lowered or ("name=" in lowered and _NAME_IS.search(lowered)):
        yield from _named_values(text)


@lru_cache(maxsize=8192)
def what_name_promises(name: str) -> Named | None:
    """What a name promises of the value under it, whatever ends the name: `token`, `"token='"`, `password for ann`."""
    match = _NAME_BACKWARDS.match(escapes.decode(name)[: -_LONGEST_NAME - 1 : -1])
    return _named(match["key"][::-1], match["before"][::-1]) if match else None


def _pair_at(text: Text, begin: int, found_end: int) -> Span | None:
    """The secret of the key that begins there, if it has one."""
    # Where nothing was found in an earlier reading, nothing is found among the same characters.
    around = _around(text, begin, found_end)
    if around in text.rejected:
        return None
    read = begin
    for match in _pairs_at(text.folded, begin, found_end):
        read = max(read, match.end())
        named = _promise(text, match)
        if named is not None:
            start, end, is_value = _value(text, match, named)
            if is_value:
                return start, end
            read = max(read, end)
    if read - begin < _READ_AROUND - _LONGEST_PLACEHOLDER:
        text.rejected.add(around)
    return None


def _around(text: Text, begin: int, found_end: int) -> str:
    """The characters that decide on the key which begins there, if its value ends among them."""
    before = min(begin, _LONGEST_WORD)
    # How much of them may tell of the key, and where in them it begins, are part of it.
    return f"{min(begin - found_end, 8)} {before} {text.decoded[begin - before : begin + _READ_AROUND]}"


def _next_key(text: Text, places: FirstMatch, position: int) -> Span | None:
    """Where the next key that may name a secret begins, and how far it was read."""
    folded = text.folded
    while span := places.first(text, position):
        low, position = span
        # The stem is somewhere in a key, whose beginning is read backwards; a boundary may stand before the stem.
        low += folded[low] not in _IN_KEY
        begin, lowest = low, max(0, low - _LONGEST_KEY)
        while begin > lowest and folded[begin - 1] in _IN_KEY:
            begin -= 1
        if folded[begin - 1 : begin] == "\\" and folded[begin] in "nrt":
            begin += 1
        # Of one run of such characters there is one key.
        run = _KEY_RUN.match(folded, low)
        position = max(low + 1, run.end() if run else 0)
        # A longer one is judged by its end, where the words are that tell most.
        begin = max(begin, position - _LONGEST_KEY)
        # Most are no names of secrets, whatever follows: `passenger`, `cache_key`.
        key = text.decoded[begin:position]
        if what_key_names(key) is not None or key_words(key) in _TAILS or folded[position : position + 1] == "[":
            return begin, position
    return None


def _pairs_at(folded: str, begin: int, found_end: int) -> Iterator[re.Match[str]]:
    """The key that begins there with its value, as it may be read; what was found before it tells nothing of it."""
    if match := _KEY.match(folded, begin):
        yield match
    before = folded[max(found_end, begin - 8) : begin]
    if not _VALUE_BEFORE.search(before) and (match := _NOTATION.match(folded, begin)):
        # `"… 40 tokens","data":"…"`: a sentence ends, and the value has a name of its own.
        ends_sentence = before[-1:] not in _QUOTED and _NEXT_NAME.match(folded, match.end("key"))
        if not ends_sentence:
            yield match


def _promise(text: Text, match: re.Match[str]) -> Named | None:
    """What the key names, read with the word before it where it says too little: `Client Secret: …`, `api key: …`."""
    key = text.decoded[match.start("key") : match.end("key")]
    # Other patterns have no such groups.
    is_plain = "index" in match.re.groupindex
    if is_plain and match["index"]:
        key = match["index"].strip("[]\"'")
    named = _named(key, text.decoded[max(0, match.start() - _LONGEST_WORD) : match.start()])
    # `password expired` is talk: without a separator only a flag has a value, or what cannot be a word.
    if named is None or not is_plain or match["unparted"] is None or key.startswith("-"):
        return named
    return named if _stands_alone(text, match, named) else None


def _named(key: str, before: str) -> Named | None:
    """What a key names; where it is only the end of a name (`Access Key`), with the word before it."""
    named = what_key_names(key)
    if named is None and key_words(key) in _TAILS and (word := _WORD_BEFORE.search(before)):
        named = what_key_names(f"{word[1]}_{key}")
    return named


def _stands_alone(text: Text, match: re.Match[str], named: Named) -> bool:
    """`aws_secret_access_key wJalr…`, `with password hunter2`."""
    value = _BARE_KEY.match(text.folded, match.end())
    if value is None or _ASSIGNED.match(value[0]):
        return False
    if match["quote"]:
        return any(map(str.isdigit, value[0]))
    if named is Named.PASSWORD:
        led = (
            text.folded[max(0, match.start() - 6) : match.start()]
            .lower()
            .endswith(("with ", "using ", "and ", "tried "))
        )
        return led and any(map(str.isdigit, value[0]))
    return _RANDOM.fullmatch(value[0]) is not None


def _value(text: Text, match: re.Match[str], named: Named) -> tuple[int, int, bool]:
    """Where the value behind the key is, and whether it is a secret."""
    blanked, folded = text.blanked(), text.folded
    start, quote = match.end(), match["quote"]
    written = match["separator"] or ""
    separator = written.strip()
    if _means_no_pair(folded, match, written, quote):
        return start, start, False
    opened = match["opened"] or ""
    if opened[:1] in _CLOSERS and not quote:
        # `[hunter2]` is a value in brackets, and of `[1]hunter2` the bracket is the first character.
        whole = _BARE_PASSWORD.match(folded, start - len(opened), start + _JUDGED)
        if whole and not whole[0].rstrip(".,;:").endswith(_CLOSERS[opened[0]]):
            start, opened = whole.start(), ""
    end = _quote_end(text, start, quote) if quote else None
    bare = end is None
    if end is None:
        end = _bare_end(text, start, opened, named, _JUDGED)
    value = blanked[start:end].replace(BLANK, "").rstrip(_PARTING)
    # Not where a placeholder is all of the value. In backquotes stands a command; `"…password","next":"…"` ends with
    # the one name and goes on with another.
    is_value = (
        not (blanked[start : start + 1] == BLANK and value.startswith(tuple(_PARTING)))
        and not (quote and (_NAMES.match(folded, end) if not written else quote[-1] == "`" and " " in value))
        and is_secret(value, named, assigned=bool(quote) or separator in _ASSIGNMENTS)
    )
    if is_value and bare and end - start > _JUDGED // 2:
        end = _bare_end(text, start, opened, named, len(folded))
    return start, end, is_value


def _means_no_pair(folded: str, match: re.Match[str], written: str, quote: str | None) -> bool:
    """Whether what parts the key from the value parts something else."""
    separator, start = written.strip(), match.end()
    if separator == ">":
        tag = _TAG_OPENS.search(folded[max(0, match.start() - 24) : match.start()])
        return folded[start - 1] != separator[-1] or tag is None
    follows = folded[match.end("separator") : match.end("separator") + 1]
    # `arn:aws:…:secret:prod/db`: a key does not stand between two colons.
    if separator == ":" and folded[match.start() - 1 : match.start()] == ":":
        return not quote and not follows.isspace()
    # `password= host=db1`, `password= [main]`: nothing stands behind the sign.
    return written == "=" and follows.isspace() and not quote


def _quote_end(text: Text, start: int, quote: str) -> int | None:
    folded, limit = text.folded, text.value_at(start).end
    # What is escaped in a value does not end it, where the quote that opens it is not.
    if quote in _QUOTED and folded[start - 2 : start - 1] != "\\":
        if whole := _QUOTED[quote].match(folded, start, limit):
            return whole.end()
        # What was cut off before its closing quote is a string all the same if there is an escaped quote in it.
        cut = folded.find("\n", start, limit)
        end = cut if cut >= 0 else limit
        return end if folded.find(f"\\{quote}", start, end) >= 0 else None
    for closing in (quote, quote[-1]):
        end = folded.find(closing, start, limit)
        if end >= 0:
            # The quote that closes the value may be escaped.
            return start + len(folded[start:end].rstrip("\\"))
    return None


def _bare_end(text: Text, start: int, opened: str, named: Named, longest: int) -> int:
    """Where nothing more of a value without quotes can be."""
    folded, blanked = text.folded, text.blanked()
    # Behind a placeholder a value ends where it would have ended before.
    behind = start
    while blanked[behind : behind + 1] == BLANK:
        behind += 1
    bracketed = behind == start and folded[start : start + 1] in _CLOSERS
    bare = _BARE_PASSWORD if named is Named.PASSWORD or bracketed else _BARE_KEY
    found = bare.match(folded, behind, start + longest)
    if found is None:
        return behind
    end = found.end()
    closer = _CLOSERS.get(opened[:1])
    if closer and (closed := folded.find(closer, start, end)) >= 0:
        return closed
    while end > start and folded[end - 1] in ".,;:!?)]}":
        end -= 1
    return end


def _named_values(text: Text) -> Iterator[Span]:
    done = 0
    # Places first, because Python is slow to look for words.
    for place, _ in _NAMING_PLACES.all(text):
        match = _NAMED_VALUE.match(text.folded, place) if place >= done else None
        if match is None:
            continue
        done = match.end()
        named = what_key_names(text.decoded[match.start("key") : match.end("key")])
        start, end, is_value = _value(text, match, named) if named is not None else (0, 0, False)
        if is_value:
            yield start, end


RULE = Rule(name="pair", pattern=_pairs, keywords=STEMS)
