"""A log as it was accepted, before redaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import InvalidLog
from domain.json_value import JsonValue
from domain.tenant_id import check_tenant_id

# Clients cannot use `~`: it separates the two parts of a conflict's id (domain.identity).
LOG_ID_PATTERN = "[A-Za-z0-9._:-]{1,128}"
# HTTP clients remove the path segments `.` and `..` from a URL (RFC 3986, 5.2.4), so no log with such an id could be
# requested.
NEW_LOG_ID_PATTERN = rf"(?!\.{{1,2}}$){LOG_ID_PATTERN}"
_NEW_LOG_ID = re.compile(NEW_LOG_ID_PATTERN)
# `~` and a number stand for an id that the worker will derive, because only the worker has the keys. The number
# distinguishes identical records of one request (domain.identity.derived_log_id).
_is_log_id_or_place = re.compile(f"{LOG_ID_PATTERN}|~[0-9]{{1,7}}").fullmatch


# A request contains fewer logs (domain.limits), and stores write the ordinal with seven digits.
MAX_ORDINAL = 9_999_999


def provisional_log_id(number: int) -> str:
    """Return the stand-in for an id that the worker derives. `number` counts identical records of a request from 0."""
    return f"~{number}"


def is_log_id(log_id: str) -> bool:
    """Return whether a client may give a log this id."""
    return _NEW_LOG_ID.fullmatch(log_id) is not None


def check_log_id(log_id: str) -> str:
    """Return `log_id` unchanged. Raises InvalidLog (`bad_log_id`)."""
    if not is_log_id(log_id):
        raise _bad_log_id()
    return log_id


def _bad_log_id() -> InvalidLog:
    return InvalidLog(
        "bad_log_id", "A log id has 1 to 128 letters, digits, '.', '_', ':' or '-', and is not '.' or '..'."
    )


# Not frozen: a batch creates thousands of entries, and a frozen dataclass takes twice the time to create.
@dataclass(slots=True)
class LogEntry:
    """One log of one tenant, unredacted. `repr` hides text and attributes, so they cannot reach a stack trace.

    `source` is the format of the request (`json`, `text`). `received_at` is the server's time, aware and in UTC.
    `ordinal` is the log's position in its request, from 0. `time` is the sender's timestamp in nanoseconds since 1970,
    plausible or not; it is kept because the same number among the attributes may have lost its last digits.
    """

    tenant_id: str
    log_id: str
    text: str = field(repr=False)
    source: str
    received_at: datetime
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    ordinal: int = 0
    time: int | None = None

    def __post_init__(self) -> None:
        check_tenant_id(self.tenant_id)
        # Not NEW_LOG_ID_PATTERN: a queue may contain logs that an earlier version accepted with other ids.
        if not _is_log_id_or_place(self.log_id):
            raise _bad_log_id()
        if not self.text:
            raise InvalidLog("empty_text", "The text of a log must not be empty.")
        if not 0 <= self.ordinal <= MAX_ORDINAL:
            raise ValueError(f"The ordinal of a log must be from 0 to {MAX_ORDINAL:,}.")

    @property
    def awaits_id(self) -> bool:
        """Return whether the worker has yet to derive the log's id."""
        return self.log_id.startswith("~")
