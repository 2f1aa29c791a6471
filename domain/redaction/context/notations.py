"""The name before a value, in the notations of programs, formats and databases."""

import re

from domain.redaction.pattern import Pattern, reversed_words
from domain.redaction.text import BLANK, Text
from domain.redaction.words.shared import VALUE_KEYS

# Vowel signs of South and South-East Asia, which are parts of words but not letters.
VOWEL_SIGNS = r"\u0900-\u0dff\u0e00-\u0e4e"
# Patterns that are matched backwards, from the value towards its name, have their parts and words in reverse order.
_OPENERS = r"""[\s"'`\\(\[{<*+\u201c\u201e\u00ab]|[nrt]\\|[-+]?[>|](?=\s?:)"""
# `=`, `:`, `:=`, `=>`, `->`, behind an index (`phone[0]=…`) and the quotes and brackets around a key.
_SIGN = r"""(?:[:=]{1,2}|>[=-])(?:\]\d{1,3}\[)?[\s"'`\\)\]}*]*+"""
_KEY = rf"(?P<key>[\w{VOWEL_SIGNS}$.@/-]*)"
# `--phone 415…`, `"--phone", …`
_FLAG = r"""["'\s]+(?P<flag>[\w-]+)--"""
_PAIR = Pattern(rf"(?:{_OPENERS})*{_SIGN}{_KEY}|{_FLAG}")
# Text that a notation puts before a value.
_SQL_TYPE = reversed_words("DATE date TIMESTAMP timestamp")
_WRAPPERS = (
    # `Some("`, `datetime.date(`, `new Date(`
    rf"\([\w.]{{1,24}}(?:\s{reversed_words('new')})?",
    # `N'`, `b'`, `DATE '`, `string(9) "`
    rf"[\"'](?:[NEUbur]|\s?(?:{_SQL_TYPE})|\s\)\d{{1,6}}\({reversed_words('string')})",
    # `~D[`, `!!timestamp `, `rejected value [`
    r"\[[A-Z]~",
    r"\s\w{1,12}!!",
    rf"\[?\s{reversed_words('value')}\s{reversed_words('rejected')}\s",
)
_WRAPPER = Pattern(rf"(?:[\s\"'`\\(\[{{]*(?:{'|'.join(_WRAPPERS)}))+")
_WRAPS = ("(", "[", '"', "'")
# A label before a value: `[Phone number] …`, `"phone" with value "…"`.
_IN_BRACKETS = r"(?:\s|[nrt]\\){0,4}(?::\s?)?\](?P<label>[^\W\d][^\[\]\n]{1,39})\["
_WITH_VALUE = rf"[\"'`]?\s{reversed_words('value')}\s{reversed_words('with')}\s[\"'](?P<quoted>[\w.]{{2,40}})[\"']"
_LABEL = Pattern(rf"{_IN_BRACKETS}|{_WITH_VALUE}")
# The signs that open a value: brackets, quotes, `<![CDATA[`, and white space, also as an escape (`\n`).
_OPENING = Pattern(r"""(?:\[ATADC\[!<|[\s"'`\\(\[{*\u201c\u201e\u00ab+]|[nrt]\\)*""")
# The tag before a value: `<phone>`, `<id type="BSN">`, `<entry key="phone">`.
_ATTRIBUTE = r"(?P<attribute>name|key|type|kind|schemeID|schemeName)=\\?[\"'](?P<name>[^\"'\\<>]{1,40})"
_TAG = Pattern(rf"<(?:[\w-]+:)?(?P<tag>[\w.-]+)(?:[^<>]*?\b{_ATTRIBUTE})?[^<>]*>$")
# Elements whose type names their content: `<id type="BSN">…`.
_ANY_ELEMENTS = frozenset(("id", "identifier", "value", "entry", "field", "item", "document", "number", "property"))
# The name of an element is in the element before it: `<key>phone</key><string>…`.
_ELEMENT_BEFORE_TAG = Pattern(
    r"<(?:key|name|field|label|dt|th|td)\b[^<>]{0,40}>\s{0,8}(?P<name>[\w .-]{2,40}?)\s{0,8}:?</\w{1,8}>"
    r"\s{0,16}<[\w-]{1,16}[^<>]{0,40}>$"
)
# In pydantic's errors, the value is on the line below its name; in MySQL's it is before the name.
_INPUT_VALUE = "input_value"
_NAME_ABOVE = Pattern(r"(?P<name>[\w.]{2,40})(?:\n|\\n)\s{1,8}[^\n]{0,80}$")
_DUPLICATE = "Duplicate entry '"
_NAME_OF_DUPLICATE = Pattern(r"[^'\n]{1,64}' for key '(?P<name>[\w.]{2,80})'")
# The attribute of an element that has the name: `<birthDate value="…"/>`, read backwards behind the attribute.
_ELEMENT = Pattern(r"\s{1,3}(?P<name>[\w.-]{2,40})(?:\:\w{1,12})?<")
# A property of vCard or iCalendar with parameters: `BDAY;VALUE=date:…`, read backwards behind the last parameter.
_PROPERTY = Pattern(r"=[\w-]{2,12}(?:;[\w,-]{1,40}=[\w-]{2,12}){0,3};(?P<name>[\w-]{2,20})(?![\w=])")
# `app_dial.c: …` is a position in a program.
_SOURCE_FILE = Pattern(r"\w\.(?:c|cc|cpp|h|go|py|rb|js|ts|java|kt|rs|php|cs|scala|ex)$")
# `{"name": "phone", "value": …}` and similar forms in other notations, also backwards: the key of the value, perhaps a
# field with an earlier value (`"oldValue":"…",`), the name, and the key of the name.
_QUOTES = r"[\"'\\]*"
_KEY_OF_VALUE = rf"[\s\"'\\\[{{]*+>?[:=]\s{{0,4}}{_QUOTES}+[\w.]*+{_QUOTES}+[,;\s]++{_QUOTES}+"
_EARLIER = rf"(?:{reversed_words('value')})?(?:{reversed_words('old from before previous')})"
_EARLIER_VALUE = rf"(?:[^\"'\n]{{0,64}}{_QUOTES}\s?:\s?{_QUOTES}{_EARLIER}{_QUOTES}[,;\s]+{_QUOTES})?"
_NAME = rf"(?P<name>[\w .-]{{2,40}})(?:/[\w/]{{0,40}})?{_QUOTES}\s{{0,4}}>?[:=]\s{{0,4}}{_QUOTES}"
_KEY_OF_NAME = reversed_words("name key path field label attribute param column property code type system")
_NAMED = Pattern(rf"{_KEY_OF_VALUE}{_EARLIER_VALUE}{_NAME}(?:{_KEY_OF_NAME})", re.IGNORECASE)


def name_before(text: Text, start: int, backwards: str) -> tuple[str, str]:
    """Return the name of the value at `start` and the text before the name, both read backwards from `start`.

    Without a name, return the text before the value.
    """
    pair = _PAIR.match(backwards)
    if pair is None and (backwards.startswith(_WRAPS) or "!!" in backwards[:16]):
        wrapper = _WRAPPER.match(backwards)
        pair = _PAIR.match(backwards, wrapper.end()) if wrapper else None
    if pair is None:
        return _name_without_sign(text, start, backwards)
    key = (pair["key"] or pair["flag"] or "")[::-1]
    if key == _INPUT_VALUE and (above := _NAME_ABOVE.search(backwards[pair.end() :][::-1])):
        key = above["name"]
    if key.lower().rpartition(".")[2] in VALUE_KEYS or not key:
        named = _NAMED.match(backwards) or (_ELEMENT.match(backwards, pair.end()) if key == "value" else None)
        if named:
            key = named["name"][::-1]
    if backwards[pair.end() : pair.end() + 1] == "=" and (card := _PROPERTY.match(backwards, pair.end())):
        key = card["name"][::-1]
    if "." in key and _SOURCE_FILE.search(key):
        return "", ""
    return key, backwards[pair.end() :]


def _name_without_sign(text: Text, start: int, backwards: str) -> tuple[str, str]:
    """Return the name of a value without a sign between them: of its element, in brackets, in quotes, or after it."""
    opening = _OPENING.match(backwards)
    outside = backwards[opening.end() :] if opening else backwards
    if outside.startswith(">") and (tag := _TAG.search(outside[::-1])):
        if tag["name"] and (tag["attribute"] in ("name", "key") or tag["tag"].lower() in _ANY_ELEMENTS):
            return tag["name"], ""
        before = _ELEMENT_BEFORE_TAG.search(outside[::-1])
        return before["name"] if before else tag["tag"], ""
    if backwards.startswith(_DUPLICATE[::-1]) and (behind := _NAME_OF_DUPLICATE.match(text.decoded, start)):
        return behind["name"], ""
    # A placeholder is no label.
    if (label := _LABEL.match(backwards)) and BLANK not in text.before(start, label.end(), blanked=True):
        return (label["label"] or label["quoted"])[::-1], ""
    return "", outside
