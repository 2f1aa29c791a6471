"""What is to be forgotten of a tenant, for good."""

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

# As long as a message can come back that was sent before: then none can hold what is erased.
MARKED_FOR = timedelta(days=MIN_RETENTION_DAYS)
# A tenant's item has room for them, and each log of the tenant is held against them.
MAX_ERASURES = 100
_ERASURE_ID = re.compile(r"[0-9a-f]{32}")


class InvalidErasure(ValueError):
    """What is to be erased cannot be told so; the words say why."""


@dataclass(frozen=True)
class Selection:
    """Which of a tenant's logs: those for which everything holds that is set; all of them where nothing is.

    `since <= time < until` in nanoseconds since 1970. All `placeholders` stand in the text or the attributes: keyed
    pseudonyms, by which the logs of a person are found whose values were replaced. Raises InvalidErasure.
    """

    log_id: str | None = None
    since: int | None = None
    until: int | None = None
    placeholders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise InvalidErasure("The time begins after its end.")

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows it."""
        return self == Selection()

    def takes(self, log: ProcessedLog) -> bool:
        """Whether the log is one of them."""
        return (
            (self.log_id is None or self.log_id in (log.log_id, log.conflicts_with))
            and (self.since is None or self.since <= log.time)
            and (self.until is None or log.time < self.until)
            and all(each in log.text or _holds(log.attributes, each) for each in self.placeholders)
        )


@dataclass(frozen=True)
class Erasure:
    """A marker on a tenant: what was received before and is selected is dropped by the worker, and never stored."""

    erasure_id: str
    received_before: datetime
    selection: Selection = Selection()

    def takes(self, log: ProcessedLog) -> bool:
        """Whether the log is to be dropped."""
        return log.received_at < self.received_before and self.selection.takes(log)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing can come any more that it is about."""
        return now - self.received_before > MARKED_FOR


@dataclass(frozen=True)
class ErasureReceipt:
    """What an erasure has deleted.

    `messages` is None where no single message can be taken out of the queue, and `dead_letters` where these are out of
    reach: the worker drops the logs of both when they come. `letters_left` dead letters hold other logs of the tenant
    as well: queued again, those are stored and the erased ones are not.
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
        """What can be written as JSON."""
        return {
            "tenant_id": self.tenant_id,
            "erasure": erasure_to_document(self.erasure),
            "requested_by": self.requested_by,
            "finished_at": format_timestamp(self.finished_at),
            "deleted": {"logs": self.logs, "messages": self.messages, "dead_letters": self.dead_letters},
            "dead_letters_left": self.letters_left,
        }


def erasure_to_document(erasure: Erasure) -> dict[str, Any]:
    """As it is stored and told; what is not set is left out."""
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
    """Raises InvalidErasure, KeyError, TypeError and ValueError, also for what only a later program knows."""
    known = {"id", "received_before", "log_id", "since", "until", "placeholders"}
    if unknown := document.keys() - known:
        raise InvalidErasure(f"It holds {', '.join(sorted(unknown))}, which this program does not know.")
    if not _ERASURE_ID.fullmatch(document["id"]):
        raise InvalidErasure("Its id is not one of an erasure.")
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
    """Return the id as it came, also one of a conflict. Raises CallerError."""
    if not is_log_id(log_id.partition("~")[0]):
        raise CallerError("bad_log_id", "This is no id of a log.")
    return log_id


def _holds(value: object, placeholder: str) -> bool:
    if isinstance(value, str):
        return placeholder in value
    if isinstance(value, Mapping):
        return any(placeholder in name or _holds(each, placeholder) for name, each in value.items())
    return isinstance(value, list) and any(_holds(each, placeholder) for each in value)
