"""The context of a value: the key that names it, or the words before it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from domain.redaction.context.notations import VOWEL_SIGNS, name_before
from domain.redaction.pattern import Pattern, reversed_words
from domain.redaction.text import BLANK, Text
from domain.redaction.text.columns import column_of
from domain.redaction.words import plain_letters
from domain.redaction.words.shared import BETWEEN_ELEMENTS, CHANGES, NUMBER_ENDINGS, PARTS_OF_OBJECTS, VALUE_KEYS

# A key is closer than this, and of the words before a value, the nearest ones matter.
_WINDOW = 96
_MOST_WORDS = 6
# The range that is read before and after a value, with room for a placeholder that continues there.
_READ_BEFORE, _READ_BEHIND = 192, 64
# Judging the few values of a shorter text again is cheaper than caching the results.
LEAST_REMEMBERED = 512
# The signs that end the phrase before a value.
_PHRASE_END = Pattern(r"[;:{}\n\t&?!=<>\[\]\"]|,|(?<=\s)\.(?=\w{5})|\d{3}")
_VOWEL_SIGNS = rf"(?!\d)[{VOWEL_SIGNS}]"
# An abbreviation such as `R.U.T.` is one word, with its dots. The last one does not count.
_ABBREVIATION = r"[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
_WORD = Pattern(rf"{_ABBREVIATION}|(?:[^\W\d_]|{_VOWEL_SIGNS})+(?:['-][^\W\d_]+)*")
_KEY_PART = Pattern(rf"{_ABBREVIATION}|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|(?:[^\W\d_A-Za-z]|{_VOWEL_SIGNS})+")
# The ending of another gender or number: `né(e)`, `nascido(a)`, read backwards.
_ENDING = Pattern(r"\)[aeos]\(")

# The signs before the first value after a key, which are not before an element of a list.
_NO_LIST_BEFORE = frozenset("=:([{<>")
# An element of a list and the separator before the next one, read backwards.
_LONGEST_ELEMENT = 48
_BETWEEN = reversed_words(" ".join(BETWEEN_ELEMENTS))
_ELEMENT_BEFORE = Pattern(
    rf"""["'\\+(]{{0,4}} (?:\s{{0,2}}[,;/|&]\s{{0,2}} | \s(?:{_BETWEEN})\s
        | \s(?:=!|{reversed_words("got")}(?:,?\s{reversed_words("but")})?)\s) [\\]{{0,2}}["']?
        (?:\d[\d\ ().\-/]{{5,20}}\d[(+]{{0,2}}) (?![\w.-])""",
    re.ASCII | re.VERBOSE,
)

# The name of the object or list of objects that contains a value, if the value's own key names nothing.
_ENCLOSING_OBJECT = Pattern(
    r"""["'\\]*(?P<name>[\w.-]{2,40})["'\\]*\s?(?:[:=]|=>)\s?(?:\{(?=[^{}\[\]]*$)|\[(?=[^\[\]]*$))""", re.ASCII
)
_LONGEST_OBJECT = 256

# The type of a number, in a field before or behind it.
_TYPED_WORDS = frozenset((*NUMBER_ENDINGS, "value", "document", "documento", "doc"))
_DOCUMENT_WORDS = _TYPED_WORDS | {"identification", "id", "tax"}
_SIGN = r"""["'\\]{0,3}\s?(?:[:=]|=>)\s?["'\\]{0,3}"""
_TYPE = rf"(?:type|tipo|typ|scheme){_SIGN}(?P<type>[A-Za-z][\w -]{{1,19}}+)(?![\w.])"
_TYPE_BEFORE = Pattern(rf"{_TYPE}[^{{}}\n]{{0,64}}$", re.IGNORECASE)
_TYPE_BEHIND = Pattern(rf"""[\w ./-]{{5,24}}["'\\]{{0,3}}[,;&]\s?["'\\]{{0,3}}\w{{0,12}}{_TYPE}""", re.IGNORECASE)

# `order number changed to '…'`: a recipient is named otherwise.
_CHANGED = Pattern(rf"\s(?:{'|'.join(CHANGES)})\s(?:from\s\S{{1,40}}\s)?to\s[\"'(]?$", re.IGNORECASE)
# This pattern is matched backwards.
_TOKEN = Pattern(r"\w[\w.$-]*")
_LONGEST_COUNT = 3
# Names of types, and of fields that contain a value, as notations write them between a key and its value.
TYPE_NAMES = (
    "value|val|string|str|text|type|s|n|i|b|d|chr|int|optional|some|just|primitive|new|old|null|none|nil|raw|data"
    "|content|xml|cdata|m|xsd|edm|eq|number|newvalue|oldvalue|as|varchar|nvarchar|char|clob|bigint|numeric"
)
_TYPE_NAMES = frozenset(TYPE_NAMES.split("|")) | VALUE_KEYS


class Context:
    """`name` is the key, if there is one. `words` are the words before the key or the value, nearest first."""

    __slots__ = ("_before", "_words", "name")

    def __init__(self, name: str, before: str) -> None:
        self.name = name
        self._before = before
        self._words: Sequence[str] | None = None

    @property
    def words(self) -> Sequence[str]:
        """Return at most six words. They are read when they are first needed, because usually the key decides."""
        if self._words is None:
            self._words = _words(self._before)
        return self._words


def context_before(text: Text, start: int) -> Context:
    """Return the context of the value that begins at `start`, cached for several rules."""
    found = text.contexts.get(start)
    if isinstance(found, Context):
        return found
    context = text.contexts[start] = _read_context(text, start)
    return context


def _read_context(text: Text, start: int) -> Context:
    backwards = text.before(_without_gap(text, start), _WINDOW)[::-1]
    return Context(*name_before(text, start, backwards))


def _without_gap(text: Text, start: int) -> int:
    """Return the start of the white space before a value, if it is longer than the window; otherwise `start`."""
    while start > _WINDOW and text.decoded[start - _WINDOW : start].isspace():
        start -= _WINDOW - 1
    return start


def surroundings(text: Text, start: int, end: int, rule: str) -> str:
    """Return all text that determines the result for a value, for `Text.rejected`; empty if a gap may hide some of it.

    It is also empty in a short text.
    """
    if len(text.decoded) < LEAST_REMEMBERED or text.decoded[start - 2 : start].isspace():
        return ""
    first, last, name = text.value_at(start)
    low = max(first, start - _READ_BEFORE)
    if list_start(text, start) < low:
        return ""
    column = column_of(text.columns(), start)
    under = name if low == first else ""
    return f"{rule}\0{column}\0{under}\0{start - low}\0{text.decoded[low : min(last, end + _READ_BEHIND)]}"


def list_start(text: Text, start: int) -> int:
    """Return the start of the first element of the list of numbers that contains the value at `start`, or `start`.

    `["415 555 2671", "212 555 0147"]`, `phones: 415 555 2671, 212 555 0147`, `tel 415 555 2671 or 212 555 0147`.
    """
    if text.folded[start - 1 : start] in _NO_LIST_BEFORE:
        return start
    known = text.list_starts
    passed: list[int] = []
    first = start
    while first not in known:
        passed.append(first)
        element = _ELEMENT_BEFORE.match(text.folded[max(0, first - _LONGEST_ELEMENT) : first][::-1])
        if element is None:
            break
        first -= element.end()
    first = known.get(first, first)
    known.update(dict.fromkeys(passed, first))
    return first


def enclosing_object(text: Text, start: int) -> str:
    """Return the name of the object around a value whose key says nothing: `{"phone":{"country":"US","no":"…"}}`."""
    if context_before(text, start).name.lower() not in PARTS_OF_OBJECTS:
        return ""
    found = list(_ENCLOSING_OBJECT.finditer(text.before(start, _LONGEST_OBJECT)))
    return found[-1]["name"] if found else ""


def type_beside(text: Text, start: int) -> str:
    """Return the type of a number whose own key only says that it is one: `{"tipo":"CPF","numero":"…"}`."""
    words = key_words(context_before(text, start).name)
    if not words or words[0] not in _TYPED_WORDS or not _DOCUMENT_WORDS.issuperset(words):
        return ""
    found = _TYPE_BEFORE.search(text.before(start, _WINDOW)) or _TYPE_BEHIND.match(text.decoded, start)
    return found["type"] if found else ""


def enclosing_name(text: Text, start: int) -> str:
    """Return the nearest name before a value in any notation. Only signs, type names and lengths may be between them.

    `s:5:"phone";s:12:"…"`, `<key>phone</key><string>…`, `{<<"phone">>,<<"…">>}`, `"phone":{"S":"…"}`, `phone|…`.
    """
    # A placeholder names the value that it replaces, not the value after it.
    window = text.before(start, _WINDOW, blanked=True).rpartition(BLANK)[2]
    for match in _TOKEN.finditer(_CHANGED.sub(" ", window)[::-1]):
        token: str = match[0][::-1]
        if not (token.isdigit() and len(token) <= _LONGEST_COUNT) and token.lower() not in _TYPE_NAMES:
            return token
    return ""


def _words(backwards: str) -> Sequence[str]:
    end = _PHRASE_END.search(backwards)
    phrase = backwards[: end.start()] if end else backwards
    if ")" in phrase:
        phrase = _ENDING.sub("", phrase)
    return [word[0][::-1] for word in islice(_WORD.finditer(phrase), _MOST_WORDS)]


@lru_cache(maxsize=8192)
def key_words(key: str) -> tuple[str, ...]:
    """Return the words of a key in lower case and without accents, last one first.

    `billingPhone2` gives phone, billing.
    """
    return tuple(word.lower() for word in reversed(_KEY_PART.findall(plain_letters(key))))
