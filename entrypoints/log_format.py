"""The setting LOG_FORMAT."""

from enum import StrEnum


class LogFormat(StrEnum):
    """The format of the embedded run's own log: `text` for people, with few lines under load; `json` for programs."""

    TEXT = "text"
    JSON = "json"
