"""Dead letters in memory."""

from dataclasses import dataclass, field

from application.envelope import Envelope, decode_envelope
from application.ports.dead_letter_queue import DeadLetterQueue


@dataclass(frozen=True)
class DeadLetter:
    """A dead letter. `reason` is None if it was received too often."""

    group_id: str
    body: str = field(repr=False)
    reason: str | None

    @property
    def envelope(self) -> Envelope:
        """Return the decoded body."""
        return decode_envelope(self.body)


class InMemoryDeadLetterQueue(DeadLetterQueue):
    """Keeps dead letters in `letters`, in the order of arrival."""

    def __init__(self) -> None:
        self.letters: list[DeadLetter] = []
        self.failure: Exception | None = None

    def bury(self, envelope: Envelope, reason: str) -> None:
        """Keep the encoded envelope."""
        self.bury_unread(envelope.encode(), envelope.tenant_id, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        """Keep the message."""
        if self.failure:
            raise self.failure
        self.letters.append(DeadLetter(tenant_id or "", body, reason))
