"""The queue between accepting a log and processing it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from application.envelope import Envelope

# SQS can hide a message for twelve hours after it was received. The worker may already have used 900 s of them.
MAX_DELAY_SECONDS = 42_000


class LogQueue(ABC):
    """A durable queue that delivers each envelope at least once, in any order, and serves tenants in turn.

    A message that the worker does not report as done is delivered again after the visibility timeout, or when `delay`
    says. Each delivery increases its receive count. A message that was received too often goes to the dead-letter
    queue.
    """

    @abstractmethod
    def send(self, envelopes: Sequence[Envelope]) -> None:
        """Return once every envelope is durably queued.

        If the queue takes only some, the adapter retries the rest for a few seconds. Raises PassingError if any
        envelope may not be queued; others may be, and sending all again is safe because logs are stored once. Raises
        LimitExceeded, with nothing queued, for an envelope that is too large.
        """

    @abstractmethod
    def check(self) -> None:
        """Raise PassingError if a send would fail now, as far as can be checked without sending."""

    @abstractmethod
    def delay(self, seconds: Mapping[str, int]) -> None:
        """Set when messages in flight are delivered again: `seconds` from now (0 to `MAX_DELAY_SECONDS`) by receipt.

        The delay replaces the rest of the visibility timeout. It neither acknowledges a message nor changes its receive
        count. A deleted message stays deleted, and the old receipt of a message that was received again may have no
        effect. Raises PassingError, after trying all messages, if any may have kept its visibility timeout.
        """
