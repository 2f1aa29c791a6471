"""The severity of a log."""

from enum import StrEnum


class Level(StrEnum):
    """The six levels to which the scales of all senders are mapped, least severe first."""

    TRACE = "trace"
    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"
    FATAL = "fatal"
