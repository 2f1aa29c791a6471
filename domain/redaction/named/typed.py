"""Values that somebody types into a field: `fill("#password", "…")`, `type "…" into the password field`."""

import re
from collections.abc import Iterator

from domain.redaction.pattern import Pattern

# A run of backslashes is read once, also where the quote is optional.
_QUOTE = r"\\*+[\"'`]"
_VALUE = rf"(?P<value>[^\"'`\n\\]{{1,128}}?)(?:\{{enter\}})?(?:\\+[nr])?{_QUOTE}"
# Functions that type: `fill(`, `send_keys([`.
_FUNCTIONS = (
    "fill|fillfield|fill_field|type|presssequentially|press_sequentially|sendkeys|send_keys|setvalue|set_value|val"
)
_KEY = r"(?P<key>[\w-]{2,64})"
# `By.id("password")).sendKeys("…")`, `getByLabel("Password").fill("…")`
_INTO_SELECTED = Pattern(rf"(?i){_KEY}\]?{_QUOTE}?\]?{_QUOTE}?\){{1,2}}\.(?:{_FUNCTIONS})\(\s?\[?{_QUOTE}{_VALUE}")
# `fill("input[name='password']", "…")`
_SELECTOR = rf"{_QUOTE}[^\n,()]{{0,64}}?{_KEY}(?:{_QUOTE}|\]){{1,3}}"
_WITH_SELECTOR = Pattern(rf"(?i)(?:{_FUNCTIONS})\(\s?{_SELECTOR}\s?,\s?{_QUOTE}{_VALUE}")
# Robot Framework: `Input Text    id:password    …`, `Input Password    id:field    …`
_KEYWORD = Pattern(
    rf"(?:Input|Fill|Type)\s(?P<what>Text|Password|Secret)\s{{2,8}}(?:\w{{1,12}}[:=])?[#.]?{_KEY}"
    r"\s{2,8}(?P<value>[^\s$]\S{1,127})"
)
# `fill in "Password" with "…"`
_LABEL = rf"{_QUOTE}(?P<key>[^\"'`\n\\]{{2,64}}){_QUOTE}"
_FILLED_WITH = Pattern(rf"(?i)fill\w{{0,2}}\s(?:in\s)?(?:the\s)?{_LABEL}\s(?:field\s)?with\s{_QUOTE}{_VALUE}")
# `sendKeys("…") to element By.id: password`, `enters "…" in the password field`
_TYPE = r"(?:enter|typ|input|fill|writ|send_?key|put)\w{0,4}[(\s]\s?(?:the\s|text\s|value\s){0,2}"
_PLACE = r"(?:in|into|to|on)\s(?P<place>(?:(?!\sand\s)[^\n.;,]|\.(?=\w)){2,64})"
_TYPED_INTO = Pattern(rf"(?i){_TYPE}{_QUOTE}{_VALUE}\)?\s{_PLACE}")
_WORD = Pattern(r"[\w-]{2,64}")
# RE2 patterns of which a text with such a value matches one: short ones for the prefilter, and precise ones.
_BEGINNINGS = (
    r"(?:fill|field|type|ially|keys|value|val)\(\[?[\\\"'`]",
    "(?:text|password|secret)  ",
    r"fill(?:s|ed)? (?:in )?(?:the )?[\\\"'`]",
)
_TYPES = r"(?:enter|typ|input|writ|d_?keys?|put)[a-z]*[( ][a-z ]*[\"'`]"
SHAPES = (*_BEGINNINGS, _TYPES)
PRECISE_SHAPES = (*_BEGINNINGS, rf"{_TYPES}[^\"'`\n]*[\"'`]\)? (?:in|into|to|on) ")


def typed_values(decoded: str, first: int, last: int) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the possible names of the fields, and the matches of the values."""
    for pattern in (_INTO_SELECTED, _WITH_SELECTOR, _FILLED_WITH):
        for match in pattern.finditer(decoded, first, last):
            yield match["key"], match
    for match in _KEYWORD.finditer(decoded, first, last):
        yield match["key"], match
        yield match["what"], match
    for match in _TYPED_INTO.finditer(decoded, first, last):
        for word in _WORD.finditer(match["place"]):
            yield word[0], match
