"""Metrics of the pipeline, for its operators."""

from abc import ABC, abstractmethod
from enum import Enum


class Metric(Enum):
    """A counter: its name, the name of its label (or None), and its description for operators."""

    ACCEPTED = ("accepted", None, "Logs that were durably queued and answered with success.")
    REFUSED = ("refused", "reason", "Logs and whole requests that were not accepted, by the code of the answer.")
    CUT = ("cut", None, "Accepted logs of which something was cut because it was over a limit.")
    STORED = ("stored", None, "Logs stored under their own id.")
    ALREADY_STORED = (
        "already_stored",
        None,
        "Logs that were there already: redelivered, or sent again by their client.",
    )
    CONFLICTS = ("conflicts", None, "Logs stored beside another that has their id.")
    ERASED = ("erased", None, "Logs that were dropped because their tenant had them erased meanwhile.")
    REDACTED = (
        "redacted",
        "kind",
        "Values taken out of stored logs, by kind; tenants' own kinds are counted as CUSTOM.",
    )
    FAILED = ("failed", "reason", "Attempts at a log that failed.")
    REDELIVERED = ("redelivered", None, "Messages that came for the second time or later.")
    COLD_STARTS = ("cold_starts", None, "Processes of a function that were started.")
    DEAD_LETTERS = ("dead_letters", "reason", "Messages that were given up because they can never be finished.")

    def __init__(self, title: str, label: str | None, meaning: str) -> None:
        self.title = title
        self.label = label
        self.meaning = meaning


class Metrics(ABC):
    """Counters that only increase. The tenant is never a label: senders could then create metrics, which cost money."""

    @abstractmethod
    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        """Increase a counter, for this label if the metric has one. Thread-safe; never raises, and never does I/O.

        A label is one of a small set of our own words, never a word of a tenant or a caller.
        """

    @abstractmethod
    def stored_after(self, seconds: float) -> None:
        """Record how many seconds after its receipt a log was stored. Thread-safe like `count`."""
