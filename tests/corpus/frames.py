"""A message or a field in a line of some log format; and ordinary lines."""

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
    """The message in some format's frame."""
    return expand(source, source.pick(FRAMES), message=message)


def with_field(source: Source, key: str, value: str | Marked) -> Marked:
    """A line of some structured format with this field in it."""
    return expand(source, source.pick(FIELDS), key=key, tag=key.replace(" ", "_"), value=value)


def ordinary(source: Source) -> Marked:
    """A line in which nothing must be redacted."""
    if source.maybe(0.8):
        return expand(source, source.pick(ORDINARY))
    return framed(source, event(source))
