"""A log as it was accepted: raw, on its way to the worker."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import InvalidLog
from domain.json_value import JsonValue
from domain.tenant_id import check_tenant_id

# `~` is ours: it joins a conflict's id to the id it wanted (domain.identity), so no client's id holds it.
LOG_ID_PATTERN = "[A-Za-z0-9._:-]{1,128}"
# Every client of HTTP takes `.` and `..` in an URL for steps in its path (RFC 3986, 5.2.4), so no log could be read by
# these ids.
NEW_LOG_ID_PATTERN = rf"(?!\.{{1,2}}$){LOG_ID_PATTERN}"
_NEW_LOG_ID = re.compile(NEW_LOG_ID_PATTERN)
# With `~`, what stands for an id that the worker is to derive: only it has the keys for that. The number tells records
# apart that are alike in all else (domain.identity.derived_log_id).
_is_log_id_or_place = re.compile(f"{LOG_ID_PATTERN}|~[0-9]{{1,7}}").fullmatch


# A request holds fewer logs (domain.limits), and a store writes the place of a log in so many digits.
MAX_ORDINAL = 9_999_999


def provisional_log_id(number: int) -> str:
    """The place of an id that the worker derives; `number` counts identical records of one request from 0."""
    return f"~{number}"


def is_log_id(log_id: str) -> bool:
    """Whether a client may give a log this id."""
    return _NEW_LOG_ID.fullmatch(log_id) is not None


def check_log_id(log_id: str) -> str:
    """Return `log_id` as it came. Raises InvalidLog (`bad_log_id`)."""
    if not is_log_id(log_id):
        raise _bad_log_id()
    return log_id


def _bad_log_id() -> InvalidLog:
    return InvalidLog(
        "bad_log_id", "A log id has 1 to 128 letters, digits, '.', '_', ':' or '-', and is not '.' or '..'."
    )


# Not frozen: a batch makes thousands, and freezing doubles what one costs.
@dataclass(slots=True)
class LogEntry:
    """One log of one tenant, unredacted. Text and attributes are hidden from `repr`, so that no trace can carry them.

    `source` is the form it came in (`json`, `text`). `received_at` is the server's time, aware and in UTC. `ordinal` is
    the log's place in its request, from 0. `time` is the sender's own in nanoseconds since 1970, usable or not; a
    number among the attributes may have lost its last digits on the way.
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
        # Not NEW_LOG_ID_PATTERN: a queue may hold logs that were accepted before it was added.
        if not _is_log_id_or_place(self.log_id):
            raise _bad_log_id()
        if not self.text:
            raise InvalidLog("empty_text", "The text of a log must not be empty.")
        if not 0 <= self.ordinal <= MAX_ORDINAL:
            raise ValueError("The place of a log in its request is out of range.")

    @property
    def awaits_id(self) -> bool:
        """Whether its id is only the place of one, which the worker derives before anything else."""
        return self.log_id.startswith("~")
