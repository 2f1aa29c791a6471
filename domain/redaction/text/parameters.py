"""Values of a statement's placeholders, with the names of their columns: `… (name, password) VALUES (?, ?)`, `ada, …`.

A statement names its placeholders in the order of its columns, and by what they are compared with: `password = $2`. The
values are listed after the statement, in the same order (`["ada", "…"]`), or each with its placeholder (`$2 = '…'`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.redaction.pattern import Pattern
from domain.redaction.text.tables import AROUND_NAMES, Valued

# RE2 patterns for the prefilter, without regard to case: what precedes the values.
PARAMETERS = (
    r"(?:param(?:eter)?s|paramvalues|bindings?|binds?|bound values)[\\\"']* ?[:=]",
    r"binding parameter [\[(]",
    "with params ",
    r"args[\\\"']*[=:] ?[\[(]",
    "(?:generated in|cached since) [0-9]",
    r"\$[0-9] = '",
    "@[a-z_]*[0-9]* ?= ?n?'",
    r"[^a-z_] \[ ?[\"'][^\"']+[\"'](?:, |\]| \])",
    r"[);] (?:-- )?\[[\"'0-9a-z]",
)
# What texts with such values contain, apart from letters' case. Python finds it fast.
_SIGNS_OF_VALUES = (
    "aram",
    "ARAM",
    "bind",
    "inding",
    "bound",
    "generated in",
    "cached since",
    "args",
    " = '",
    "='",
    "=N'",
    "[",
)
_COLUMN = r"[\w.\"`\[\]](?<![\w.\"`\[\]].)[\w.\"`\[\]]{0,127}"
_PLACEHOLDER = r"(?:\?|%s|%\(\w{1,64}\)s|\$\d{1,4}|[:@]\w{1,64})"
# The columns of an `INSERT` and its values, or one column and what it is compared with or set to.
_NAMED = Pattern(
    rf"""(?:[iI](?:nto|NTO)\s{{1,8}}(?P<table>[^\s(]++)\s{{0,8}}\((?P<columns>[^()]++)\)[^()]{{0,128}}?
    (?:values|VALUES)\s{{0,8}}\((?P<values>[^()]*(?:%\(\w{{1,64}}\)s[^()]*)*)\)
    |(?P<column>{_COLUMN})\s?=\s?(?P<placeholder>{_PLACEHOLDER})(?!\w))""",
    re.VERBOSE,
)
_WHOLE_PLACEHOLDER = Pattern(_PLACEHOLDER)
# Placeholders that only their order tells apart.
_UNNAMED = ("?", "%s")
_VALUE_OF_PLACEHOLDER = Pattern(r"(?P<placeholder>[$:@]\w{1,64})\s?=\s?N?'(?P<value>[^'\n]*)'")
# `-- PARAMETERS: [`, `==> Parameters: `, `Params:[(`, `bindings: [`, `ParamValues: 0=`, `with params [`
_NAME_OF_LIST = r"(?:param(?:eter)?s|paramvalues|bindings?|binds?|args|bound\svalues)\\*[\"']?\s?[:=]\s?|with\sparams\s"
# `[generated in 0.0002s] (`, `VALUES ($1, $2) [`, `… = ? [`
_AFTER_STATEMENT = r"[);?\d]\s?(?:--\s)?(?=\[\s?[\"'\d])|\)\s(?=\[\w{1,64},)"
_LIST = Pattern(
    rf"(?i:(?:{_NAME_OF_LIST}|(?:generated\sin|cached\ssince)\s[^\]\n]{{1,40}}\]\s?|{_AFTER_STATEMENT})[\[({{]{{0,2}})"
)
# Hibernate: `binding parameter [2] as [VARCHAR] - […]`, `binding parameter (2:VARCHAR) <- […]`.
_BINDING = Pattern(
    r"binding\sparameter\s[\[(](?P<place>\d{1,4})[\]:][^\n\[]{0,24}(?:\[\w{1,24}\])?\s-?<?-?\s?\[(?P<value>[^\]\n]*)\]"
)
# A value may have its number before it (`0: 'ada'`), and its type behind it, as MyBatis writes it: `ada(String)`.
_VALUE = Pattern(
    r"""\s{0,8}(?![@$:]\w+\s?=)(?:\\*"?\d{1,3}\\*"?[=:]\s?)?(?:
        [NEbu]?'(?P<single>[^'\\\n]*(?:\\.[^'\\\n]*)*)'
      | \\*"(?P<double>[^"\\\n]*+)\\*"
      | (?P<bare>[^\s,()\[\]'"]++)
    )(?:\([A-Z]\w{2,20}\))?\s{0,8}(?P<end>,|[)\]}]|$|\\?[\n"'])""",
    re.VERBOSE,
)


def values_of_parameters(text: str) -> Iterator[Valued]:
    """Yield the values of placeholders with the names of their columns."""
    if not any(sign in text for sign in _SIGNS_OF_VALUES):
        return
    named = list(_placeholders(text))
    if not named:
        return
    by_placeholder = {placeholder: column for placeholder, column, _ in named if placeholder not in _UNNAMED}
    for match in _VALUE_OF_PLACEHOLDER.finditer(text):
        if match["placeholder"] in by_placeholder:
            yield Valued(*match.span("value"), by_placeholder[match["placeholder"]])
    columns = _in_order(named, by_placeholder)
    for match in _BINDING.finditer(text):
        if 0 < (place := int(match["place"])) <= len(columns):
            yield Valued(*match.span("value"), columns[place - 1])
    # The end of the last placeholder belongs to the list.
    listed = _LIST.search(text, named[-1][2] - 1) or _LIST.search(text, 0, named[0][2])
    if listed:
        yield from _listed(text, listed.end(), columns)


def _in_order(named: Sequence[tuple[str, str, int]], by_placeholder: Mapping[str, str]) -> Sequence[str]:
    """Return the names of the columns in the order in which values are listed: `$1` is first, wherever it stands."""
    numbered = sorted((int(each[1:]), each) for each in by_placeholder if each[0] == "$")
    if len(numbered) == len(named):
        return [by_placeholder[placeholder] for _, placeholder in numbered]
    return [column for _, column, _ in named]


def _placeholders(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each placeholder of a statement with the name of its column, and where this ends."""
    for match in _NAMED.finditer(text):
        if match["placeholder"]:
            yield match["placeholder"], match["column"].strip(AROUND_NAMES), match.end()
            continue
        columns = [column.strip(AROUND_NAMES) for column in match["columns"].split(",")]
        for column, value in zip(columns, match["values"].split(","), strict=False):
            if _WHOLE_PLACEHOLDER.fullmatch(value.strip()):
                # The last one may have a list directly after it.
                yield value.strip(), column, match.end() - len("?)")


def _listed(text: str, start: int, columns: Sequence[str]) -> Iterator[Valued]:
    """Yield the values of a list that begins at `start`."""
    for column in columns:
        found = _VALUE.match(text, start)
        if found is None:
            return
        group = next(name for name in ("single", "double", "bare") if found[name] is not None)
        yield Valued(*found.span(group), column)
        if found["end"] != ",":
            return
        start = found.end()
