"""Values whose name is after them or in a sentence: `Invalid value '…' for field 'password'`."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.redaction.named import typed
from domain.redaction.pattern import Pattern
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Text

_QUOTE = r"\\*[\"'`]"


def _quoted(group: str) -> str:
    return rf"\\*(?P<quote>[\"'`])(?P<{group}>[^\"'`\n\\]{{1,256}})\\*(?P=quote)"


_FIELDS = "field|parameter|param|property|column|attribute|header|option|argument|variable|setting|key|path"
# MySQL names an index after its column: `Duplicate entry '…' for key 'users.uk_api_key'`, and that of the
# table's key after the table: `… for key 'api_keys.PRIMARY'`.
_DUPLICATE = Pattern(
    r"Duplicate entry '(?P<value>[^'\n]{1,256})' for key '(?:\w{1,64}\.(?!PRIMARY'))?"
    r"(?P<key>\w{1,64}?)(?:_(?i:unique|uniq|uk|idx|index)|\.PRIMARY)?'"
)
# The value in `Invalid value '…' for`, `rejected value […] of`, `value hunter22 in`: without quotes, it has a digit.
_ENCLOSED = r"\[(?P<enclosed>[^\[\]\n]{1,256})\]"
_BARE = r"(?P<bare>(?=[^\s\d]{0,64}\d)[^\s\"'`,;()\[\]{}<>]{4,128})"
# The name in `field 'password'`, `'password'`, `password:`: not `value '…' for password policies`.
_NAME = rf"(?P<field>(?:{_FIELDS})\s)?{_QUOTE}?(?P<key>[\w.-]{{1,64}}+)(?(field)|(?={_QUOTE}|[,;:)\n]|$))"
_OF_FIELD = Pattern(rf"(?i)\bvalue:?\s(?:{_quoted('quoted')}|{_ENCLOSED}|{_BARE})\s(?:for|of|in|at)\s(?:the\s)?{_NAME}")
# `Path 'password' ('…') is too short`, `argument "password" (value "…")`
_IN_BRACKETS = Pattern(
    rf"(?i)(?:{_FIELDS})\s{_QUOTE}(?P<key>[\w.-]{{1,64}}){_QUOTE}\s"
    rf"\((?:value:?\s)?{_quoted('value')}\)"
)
# Errors that quote a value, and name its field in the same line: `Cast to date failed for value "…" … at path "birth"`,
# `from String "…": … Member["birthDate"]`, `type date: "…" … column birth:`, `time data '…' does not match … (birth)`.
_REJECTED = Pattern(rf"(?i)(?:\b(?:value|string|text|data|convert|parsing)|\btype\s\w{{1,24}}:)\s{_quoted('value')}")
_BEFORE_FIELD = rf"(?:\b(?:{_FIELDS}):?\s{_QUOTE}?|\[{_QUOTE}|\((?:field\s)?)"
_FIELD_BEHIND = Pattern(rf"(?i){_BEFORE_FIELD}(?P<key>[A-Za-z][\w.-]{{1,63}}+)(?={_QUOTE}|[\]:,)\s]|$)")
# `birth.date: must match "…" (was '…')`, `Pin is invalid (value: "…")`
_FIELD_BEFORE = Pattern(
    rf"(?i)(?P<key>[\w.-]{{2,64}}+){_QUOTE}?:?\s[^\n()]{{2,60}}"
    rf"\((?:value|was|got|input|received):?\s{_quoted('value')}\)"
)
_REACH = 200
# `password..........hunter22`, as HikariCP and Maven print settings.
_LEADER = Pattern(r"(?P<key>[\w-][\w.-]{1,63}?)\.{4,80}\s?(?P<value>[^\s.\"'\\<>,;][^\s\"'\\<>,;]{2,127})")
# Common Event Format: `cs1Label=password cs1=…`, in either order.
_LABEL = Pattern(r"(?P<field>[a-z][A-Za-z]{1,24}\d)Label=(?P<key>\w{1,64})")
_LABELLED = Pattern(r"\S*")
_LONGEST_EVENT = 512
# RE2 patterns of which a text with such a value matches one: short ones for the prefilter, and precise ones.
_BEGINNINGS = ("label=", r"[a-z]\.\.\.\.", "duplicate entry '", r"[\"'`] \((?:value:? )?[\\\"'`]")
_ERRORS = (
    r"(?:string|text|data|convert|parsing|type [a-z]+:) [\\\"'`]",
    r"\((?:value|was|got|input|received):? [\\\"'`]",
)
SHAPES = (*_BEGINNINGS, *_ERRORS, r"value:? [\\\"'`\[0-9a-z]", *typed.SHAPES)
_VALUE = r"value:? (?:[\\\"'`\[]|[^ ]* (?:for|of|in|at) )"
_MAY_NAME = AnyMatch("|".join((*_BEGINNINGS, *_ERRORS, _VALUE, *typed.PRECISE_SHAPES)))


class ValueElsewhere(NamedTuple):
    """A value with its name."""

    key: str
    start: int
    end: int


def named_elsewhere(text: Text) -> Iterator[ValueElsewhere]:
    """Yield the values whose names are not before them. A value may have several possible names."""
    if _MAY_NAME.start(text) is None:
        return
    decoded = text.decoded
    for first, last, _ in text.parts():
        for pattern in (_DUPLICATE, _IN_BRACKETS, _LEADER):
            for match in pattern.finditer(decoded, first, last):
                yield ValueElsewhere(match["key"], *match.span("value"))
        for match in _OF_FIELD.finditer(decoded, first, last):
            group = next(name for name in ("quoted", "enclosed", "bare") if match[name])
            yield ValueElsewhere(match["key"], *match.span(group))
        yield from _rejected(decoded, first, last)
        for name, match in typed.typed_values(decoded, first, last):
            yield ValueElsewhere(name, *match.span("value"))
        if decoded.find("Label=", first, last) >= 0:
            yield from _labelled(decoded, first, last)


def _rejected(decoded: str, first: int, last: int) -> Iterator[ValueElsewhere]:
    for match in _REJECTED.finditer(decoded, first, last):
        line_end = decoded.find("\n", match.end(), last)
        end = min(match.end() + _REACH, last if line_end < 0 else line_end)
        for field in _FIELD_BEHIND.finditer(decoded, match.end(), end):
            yield ValueElsewhere(field["key"], *match.span("value"))
    for match in _FIELD_BEFORE.finditer(decoded, first, last):
        yield ValueElsewhere(match["key"], *match.span("value"))


def _labelled(decoded: str, first: int, last: int) -> Iterator[ValueElsewhere]:
    for match in _LABEL.finditer(decoded, first, last):
        sign = f"{match['field']}="
        low, high = max(first, match.start() - _LONGEST_EVENT), min(last, match.end() + _LONGEST_EVENT)
        at = decoded.find(f" {sign}", match.end(), high) + 1
        if not at:
            at = max(decoded.rfind(f"{before}{sign}", low, match.start()) for before in " |\n") + 1
        if at or decoded.startswith(sign, first):
            start = (at or first) + len(sign)
            if value := _LABELLED.match(decoded, start, last):
                yield ValueElsewhere(match["key"], *value.span())
