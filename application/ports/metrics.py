"""Metrics of the pipeline, for its operators."""

from abc import ABC, abstractmethod
from enum import Enum


class Metric(Enum):
    """A counter: its name, the name of its label (or None), and its description for operators."""

    ACCEPTED = ("accepted", None, "Logs that were durably queued and answered with success.")
    REFUSED = ("refused", "reason", "Logs and whole requests that were not accepted, by the code of the answer.")
    CUT = ("cut", None, "Accepted logs that were cut because they exceeded a limit.")
    STORED = ("stored", None, "Logs stored under their own id.")
    ALREADY_STORED = (
        "already_stored",
        None,
        "Logs that were already stored: redelivered, or sent again by their client.",
    )
    CONFLICTS = ("conflicts", None, "Logs stored under the id of a conflict, because another log already has their id.")
    ERASED = ("erased", None, "Queued logs that were dropped because an erasure of their tenant covers them.")
    REDACTED = (
        "redacted",
        "kind",
        "Values redacted in stored logs, by kind; kinds that tenants define are counted as CUSTOM.",
    )
    FAILED = ("failed", "reason", "Failed attempts to process a log.")
    REDELIVERED = ("redelivered", None, "Messages received for the second time or later.")
    COLD_STARTS = ("cold_starts", None, "Starts of a new process of a function.")
    DEAD_LETTERS = ("dead_letters", "reason", "Messages dead-lettered because no retry can process them.")

    def __init__(self, title: str, label: str | None, meaning: str) -> None:
        self.title = title
        self.label = label
        self.meaning = meaning


class Metrics(ABC):
    """Counters that only increase. The tenant is never a label: senders could then create metrics, which cost money."""

    @abstractmethod
    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        """Increase a counter, for this label if the metric has one. Thread-safe; never raises, and never does I/O.

        A label must be one of a small set of our own words, never text that a tenant or a caller has chosen.
        """

    @abstractmethod
    def stored_after(self, seconds: float) -> None:
        """Record how many seconds after its receipt a log was stored. Thread-safe like `count`."""
