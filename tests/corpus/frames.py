"""Putting a message or a field into a line of a log format; ordinary lines."""

from tests.corpus.marked import Marked
from tests.corpus.source import Source
from tests.corpus.template import event, expand
from tests.corpus.text_files import sections

_FORMATS = [
    sections(f"lines/{name}.txt")
    for name in ("operating_systems", "web_servers", "applications", "infrastructure", "clouds", "messaging")
]
ORDINARY = tuple(line for format_ in _FORMATS for line in format_["ordinary"])
FRAMES = tuple(frame for format_ in _FORMATS for frame in format_["frames"])
FIELDS = tuple(field for format_ in _FORMATS for field in format_.get("fields", ()))


def framed(source: Source, message: str | Marked) -> Marked:
    """Return the message in the frame of a format."""
    return expand(source, source.pick(FRAMES), message=message)


def with_field(source: Source, key: str, value: str | Marked) -> Marked:
    """Return a line of a structured format with this field."""
    return expand(source, source.pick(FIELDS), key=key, tag=key.replace(" ", "_"), value=value)


def ordinary(source: Source) -> Marked:
    """Return a line without anything to redact."""
    if source.maybe(0.8):
        return expand(source, source.pick(ORDINARY))
    return framed(source, event(source))
