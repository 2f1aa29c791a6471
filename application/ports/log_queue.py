"""The way from accepting a log to working it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from application.envelope import Envelope


class LogQueue(ABC):
    """A durable queue that delivers each envelope at least once, in no promised order, tenants in turn.

    What the worker does not report as done is delivered again after the visibility timeout, with a receive count one
    higher; what was received too often goes to the dead-letter queue by itself.
    """

    @abstractmethod
    def send(self, envelopes: Sequence[Envelope]) -> None:
        """Return once every envelope is durably queued.

        Raises PassingError if any of them may not be; some may be queued then, and sending all of them again is safe
        because logs are stored once. Raises LimitExceeded, with nothing queued, for an envelope that is too large.
        """
