"""The text of a log."""

import json
import re
from collections.abc import Mapping

from domain.json_value import JsonValue

# A record without a text: its fields are attributes anyway.
MAX_RECORD_CHARACTERS = 1_000

compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Where a text that is cut may end: half a word may be half a secret, which no rule of redaction knows.
_BREAKS = re.compile(r"[\s,;](?=[^\s,;]*\Z)")
# https://messagetemplates.org
_HOLE = re.compile(r"\{\{|\}\}|\{[@$]?([A-Za-z0-9_.]+)(?:,-?[0-9]+)?(?::[^{}]*)?\}")
_MAX_TEMPLATE_CHARACTERS = 10_000


def read_string(value: JsonValue) -> str | None:
    """A string that is not empty."""
    return value if isinstance(value, str) and value else None


def read_any(value: JsonValue) -> str | None:
    """A string that is not empty, or any other value but null as compact JSON."""
    if value is None or isinstance(value, str):
        return value or None
    try:
        return compact_json(value)
    except RecursionError:
        return None


def record_as_text(fields: Mapping[str, JsonValue]) -> str:
    """A whole record as compact JSON, of which at most `MAX_RECORD_CHARACTERS` are kept. Raises RecursionError."""
    return cut(compact_json(fields), MAX_RECORD_CHARACTERS, at_least=1)


def cut(text: str, characters: int, *, at_least: int) -> str:
    """The beginning of a text. It ends before white space or a comma if any is behind `at_least` characters."""
    if len(text) <= characters:
        return text
    end = _BREAKS.search(text, at_least, characters + 1)
    return text[: end.start() if end else characters]


def rendered(template: str, fields: Mapping[str, JsonValue]) -> str:
    """A message template with its named holes filled from the record."""
    if len(template) > _MAX_TEMPLATE_CHARACTERS:
        return template

    def fill(hole: re.Match[str]) -> str:
        name = hole[1]
        if name is None:
            return hole[0][0]
        value = fields.get(name)
        return hole[0] if name not in fields else value if isinstance(value, str) else compact_json(value)

    return _HOLE.sub(fill, template)
