"""Dead letters in memory."""

from dataclasses import dataclass, field

from application.envelope import Envelope, decode_envelope
from application.ports.dead_letter_queue import DeadLetterQueue


@dataclass(frozen=True)
class DeadLetter:
    """A message that was given up; `reason` is None for what the queue gave up by itself."""

    group_id: str
    body: str = field(repr=False)
    reason: str | None

    @property
    def envelope(self) -> Envelope:
        """What the body says."""
        return decode_envelope(self.body)


class InMemoryDeadLetterQueue(DeadLetterQueue):
    """Keeps them in `letters`, in the order in which they came."""

    def __init__(self) -> None:
        self.letters: list[DeadLetter] = []
        self.failure: Exception | None = None

    def bury(self, envelope: Envelope, reason: str) -> None:
        """Keep the envelope as a queue would have carried it."""
        self.bury_unread(envelope.encode(), envelope.tenant_id, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        """Keep the message."""
        if self.failure:
            raise self.failure
        self.letters.append(DeadLetter(tenant_id or "", body, reason))
