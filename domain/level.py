"""How serious a log is."""

from enum import StrEnum


class Level(StrEnum):
    """The six levels that every sender's own scale is mapped to, the least serious first."""

    TRACE = "trace"
    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"
    FATAL = "fatal"
