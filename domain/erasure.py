"""Erasing a tenant's logs permanently, including logs that are still queued."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.errors import CallerError
from domain.log_entry import is_log_id
from domain.processed_log import ProcessedLog
from domain.retention import MIN_RETENTION_DAYS
from domain.timestamps import format_timestamp, parse_timestamp

# The longest time for which a message can stay in the queues. After it, no message can contain erased logs any more.
MARKED_FOR = timedelta(days=MIN_RETENTION_DAYS)
# A tenant's erasures must fit into its one item, and the worker tests each of its logs against all of them.
MAX_ERASURES = 100
_ERASURE_ID = re.compile(r"[0-9a-f]{32}")


class InvalidErasure(ValueError):
    """The description of an erasure is invalid. The message says why."""


@dataclass(frozen=True)
class Selection:
    """Which of a tenant's logs to erase: those that meet every condition that is set, or all if none is set.

    `since <= time < until`, in nanoseconds since 1970. `placeholders` are keyed pseudonyms, such as those that have
    replaced one person's values: a log must contain all of them, in its text or attributes. Raises InvalidErasure.
    """

    log_id: str | None = None
    since: int | None = None
    until: int | None = None
    placeholders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise InvalidErasure("`since` must be before `until`.")

    @property
    def is_everything(self) -> bool:
        """Return whether no condition is set."""
        return self == Selection()

    def covers(self, log: ProcessedLog) -> bool:
        """Return whether the log is selected."""
        return (
            (self.log_id is None or self.log_id in (log.log_id, log.conflicts_with))
            and (self.since is None or self.since <= log.time)
            and (self.until is None or log.time < self.until)
            and all(each in log.text or _holds(log.attributes, each) for each in self.placeholders)
        )


@dataclass(frozen=True)
class Erasure:
    """A marker on a tenant: the worker drops selected logs that were received before `received_before`."""

    erasure_id: str
    received_before: datetime
    selection: Selection = Selection()

    def covers(self, log: ProcessedLog) -> bool:
        """Return whether the worker must drop the log."""
        return log.received_at < self.received_before and self.selection.covers(log)

    def is_over(self, now: datetime) -> bool:
        """Return whether no queued message can contain erased logs any more, so that the marker can be removed."""
        return now - self.received_before > MARKED_FOR


@dataclass(frozen=True)
class ErasureReceipt:
    """The numbers of logs, queue messages and dead letters that an erasure has deleted.

    `messages` is None if the queue cannot delete single messages, and `dead_letters` is None if the dead-letter queue
    cannot be searched. The worker then drops the erased logs when it receives them. `letters_left` counts dead letters
    that were kept because they also contain other logs: when they are sent again, only those other logs are stored.
    """

    tenant_id: str
    erasure: Erasure
    requested_by: str
    finished_at: datetime
    logs: int
    messages: int | None
    dead_letters: int | None
    letters_left: int | None

    def as_document(self) -> dict[str, Any]:
        """Return the receipt as the JSON object that the API answers and the store keeps."""
        return {
            "tenant_id": self.tenant_id,
            "erasure": erasure_to_document(self.erasure),
            "requested_by": self.requested_by,
            "finished_at": format_timestamp(self.finished_at),
            "deleted": {"logs": self.logs, "messages": self.messages, "dead_letters": self.dead_letters},
            "dead_letters_left": self.letters_left,
        }


def erasure_to_document(erasure: Erasure) -> dict[str, Any]:
    """Return the erasure as the JSON object that is stored and answered. Conditions that are not set are omitted."""
    selection = erasure.selection
    document = {
        "id": erasure.erasure_id,
        "received_before": format_timestamp(erasure.received_before),
        "log_id": selection.log_id,
        "since": selection.since,
        "until": selection.until,
        "placeholders": list(selection.placeholders),
    }
    return {name: value for name, value in document.items() if value not in (None, [])}


def erasure_from_document(document: Mapping[str, Any]) -> Erasure:
    """Read what `erasure_to_document` has written. Raises InvalidErasure, KeyError, TypeError or ValueError.

    An unknown condition, which a newer version may have written, is an error: ignoring it would erase too much.
    """
    known = {"id", "received_before", "log_id", "since", "until", "placeholders"}
    if unknown := document.keys() - known:
        raise InvalidErasure(f"This version does not know the erasure's fields {', '.join(sorted(unknown))}.")
    if not _ERASURE_ID.fullmatch(document["id"]):
        raise InvalidErasure("The erasure's id must have 32 hexadecimal digits.")
    return Erasure(
        document["id"],
        parse_timestamp(document["received_before"]),
        Selection(
            document.get("log_id"),
            document.get("since"),
            document.get("until"),
            tuple(document.get("placeholders", ())),
        ),
    )


def check_selected_id(log_id: str) -> str:
    """Return the log id unchanged; the id of a conflict is valid too. Raises CallerError (`bad_log_id`)."""
    if not is_log_id(log_id.partition("~")[0]):
        raise CallerError("bad_log_id", "This is not a valid log id: copy it from the log that you want to erase.")
    return log_id


def _holds(value: object, placeholder: str) -> bool:
    if isinstance(value, str):
        return placeholder in value
    if isinstance(value, Mapping):
        return any(placeholder in name or _holds(each, placeholder) for name, each in value.items())
    return isinstance(value, list) and any(_holds(each, placeholder) for each in value)
