"""Who reads what the embedded run logs."""

from enum import StrEnum


class LogFormat(StrEnum):
    """`text` is for people, and tells of many processed logs by their number; `json` is for machines."""

    TEXT = "text"
    JSON = "json"
