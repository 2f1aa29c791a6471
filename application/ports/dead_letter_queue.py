"""Where logs go that cannot be finished."""

from abc import ABC, abstractmethod

from application.envelope import Envelope


class DeadLetterQueue(ABC):
    """Kept for people to look at, mend the cause and send again."""

    @abstractmethod
    def bury(self, envelope: Envelope, reason: str) -> None:
        """Return once the envelope is durably kept, with `reason` (a code, no text) beside it.

        Raises PassingError if it may not be.
        """

    @abstractmethod
    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        """The same for a message that no envelope can be read from, unchanged.

        `tenant_id` is the group that it was queued under; None where it had none.
        """
