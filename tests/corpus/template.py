"""Log lines with holes: `«pid»`, `«int:1-500»`, `«GET|POST»`, `«message:json»`."""

import functools
import json
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape as xml_escape

from tests.corpus import words
from tests.corpus.fields import FIELDS, Field
from tests.corpus.marked import Marked, marked
from tests.corpus.source import Source


def json_escape(text: str) -> str:
    """Escape a text for a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def attribute_escape(text: str) -> str:
    """Escape a text for an XML attribute in double quotes."""
    return xml_escape(text, {'"': "&quot;"})


ESCAPES: Mapping[str, Callable[[str], str]] = {
    "": str,
    "json": json_escape,
    "json2": lambda text: json_escape(json_escape(text)),
    "xml": xml_escape,
    "attribute": attribute_escape,
}


def event(source: Source) -> Marked:
    """Return the report of an ordinary line."""
    return expand(source, source.pick(words.EVENTS))


_FIELDS: Mapping[str, Field] = {**FIELDS, "event": lambda source, _: event(source)}


@functools.cache
def _parts(template: str) -> tuple[str, ...]:
    return tuple(re.split("«([^»]*)»", template))


def expand(source: Source, template: str, **given: str | Marked) -> Marked:
    """Fill every hole of the template with the given value of its name, one of its alternatives, or a field.

    A hole may name its escape (`«message:json»`).
    """
    text = marked("")
    for index, part in enumerate(_parts(template)):
        if index % 2 == 0:
            text += part
        elif "|" in part:
            text += source.pick(part.split("|"))
        else:
            name, _, argument = part.partition(":")
            if name in given:
                text += marked(given[name]).again().escaped(ESCAPES[argument])
            else:
                text += _FIELDS[name](source, argument)
    return text
