"""A message or a field in a line of some log format; and ordinary lines."""

from tests.corpus import words
from tests.corpus.lines import applications, clouds, infrastructure, messaging, operating_systems, web_servers
from tests.corpus.marked import Marked
from tests.corpus.source import Source
from tests.corpus.template import expand

_MODULES = (operating_systems, web_servers, applications, infrastructure, clouds, messaging)
ORDINARY = tuple(line for module in _MODULES for line in module.ORDINARY)
FRAMES = tuple(frame for module in _MODULES for frame in module.FRAMES)
FIELDS = (*applications.FIELDS, *clouds.FIELDS)


def framed(source: Source, message: str | Marked) -> Marked:
    """The message in some format's frame."""
    return expand(source, source.pick(FRAMES), message=message)


def with_field(source: Source, key: str, value: str | Marked) -> Marked:
    """A line of some structured format with this field in it."""
    return expand(source, source.pick(FIELDS), key=key, tag=key.replace(" ", "_"), value=value)


def ordinary(source: Source) -> Marked:
    """A line in which nothing must be redacted."""
    return expand(source, source.pick(ORDINARY)) if source.maybe(0.8) else framed(source, words.event(source))
