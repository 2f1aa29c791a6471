"""The text of a log."""

import json
import re
from collections.abc import Mapping

from domain.json_value import JsonValue

# A record without a text is shown as JSON, shortened because its fields are kept as attributes anyway.
MAX_RECORD_CHARACTERS = 1_000

compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# A text is cut between words, because no redaction rule recognises half a secret.
_BREAKS = re.compile(r"[\s,;](?=[^\s,;]*\Z)")
# https://messagetemplates.org
_HOLE = re.compile(r"\{\{|\}\}|\{[@$]?([A-Za-z0-9_.]+)(?:,-?[0-9]+)?(?::[^{}]*)?\}")
_MAX_TEMPLATE_CHARACTERS = 10_000


def read_string(value: JsonValue) -> str | None:
    """Return a non-empty string unchanged, and None for any other value."""
    return value if isinstance(value, str) and value else None


def read_any(value: JsonValue) -> str | None:
    """Return a non-empty string unchanged, and a value of another type as compact JSON. Null and "" give None."""
    if value is None or isinstance(value, str):
        return value or None
    try:
        return compact_json(value)
    except RecursionError:
        return None


def record_as_text(fields: Mapping[str, JsonValue]) -> str:
    """Return a record as compact JSON, cut to `MAX_RECORD_CHARACTERS`. Raises RecursionError."""
    return cut(compact_json(fields), MAX_RECORD_CHARACTERS, at_least=1)


def cut(text: str, characters: int, *, at_least: int) -> str:
    """Cut a text to at most `characters`, before white space, a comma or a semicolon if one follows `at_least`."""
    if len(text) <= characters:
        return text
    end = _BREAKS.search(text, at_least, characters + 1)
    return text[: end.start() if end else characters]


def rendered(template: str, fields: Mapping[str, JsonValue]) -> str:
    """Return a message template with its named holes filled from the record. Very long templates stay unfilled."""
    if len(template) > _MAX_TEMPLATE_CHARACTERS:
        return template

    def fill(hole: re.Match[str]) -> str:
        name = hole[1]
        if name is None:
            return hole[0][0]
        value = fields.get(name)
        return hole[0] if name not in fields else value if isinstance(value, str) else compact_json(value)

    return _HOLE.sub(fill, template)
