"""Sending messages to the dead-letter queue."""

from abc import ABC, abstractmethod

from application.envelope import Envelope


class DeadLetterQueue(ABC):
    """Keeps messages that cannot be processed, until people have fixed the cause and send them again."""

    @abstractmethod
    def bury(self, envelope: Envelope, reason: str) -> None:
        """Return once the envelope is durably kept together with `reason`, a code without log text.

        Raises PassingError if it may not have been kept.
        """

    @abstractmethod
    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        """Keep a message whose body is not a valid envelope, unchanged. Otherwise like `bury`.

        `tenant_id` is the message group under which it was queued, or None.
        """
