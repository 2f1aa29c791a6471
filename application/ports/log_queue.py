"""The way from accepting a log to working it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from application.envelope import Envelope

# SQS hides a message for at most twelve hours from its receive, of which the worker may have used its 900 s.
MAX_DELAY_SECONDS = 42_000


class LogQueue(ABC):
    """A durable queue that delivers each envelope at least once, in no promised order, tenants in turn.

    What the worker does not report as done is delivered again after the visibility timeout, or sooner where `delay`
    says so, with a receive count one higher; what was received too often goes to the dead-letter queue by itself.
    """

    @abstractmethod
    def send(self, envelopes: Sequence[Envelope]) -> None:
        """Return once every envelope is durably queued.

        What the queue takes in part is sent again in part, within the few seconds that a request may take. Raises
        PassingError if any of them may not be queued; some may be then, and sending all of them again is safe because
        logs are stored once. Raises LimitExceeded, with nothing queued, for an envelope that is too large.
        """

    @abstractmethod
    def check(self) -> None:
        """Raise PassingError where a send would not be taken now, as far as can be told without sending."""

    @abstractmethod
    def delay(self, seconds: Mapping[str, int]) -> None:
        """Deliver each of these messages in flight, named by its receipt, again in so many seconds from now.

        That stands in the place of what is left of its visibility timeout, from 0 to `MAX_DELAY_SECONDS`. No message is
        acknowledged, lost or counted as received by it; one that was deleted stays so, and of one that was received
        again since then an old receipt may change nothing. Raises PassingError, once it has tried them all, if any of
        them may keep its visibility timeout.
        """
