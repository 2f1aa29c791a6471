"""Counts of what the pipeline does, for the people who run it."""

from abc import ABC, abstractmethod
from enum import Enum


class Metric(Enum):
    """What is counted: its name, the name of the label that tells its kinds apart (if it has any), and what it says."""

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
    """Counts only ever go up. None is kept by tenant: whoever sends logs could then make up metrics, and costs."""

    @abstractmethod
    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        """Add to a count, of one kind where the metric has a label; callable from several threads at once.

        Never raises and never waits for anything outside of the process. Labels are from a small set of our own words,
        never a tenant's or a caller's.
        """

    @abstractmethod
    def stored_after(self, seconds: float) -> None:
        """Tell how long after it was received a log has been stored; callable as `count` is."""
