"""Dead letters, which are sometimes not accepted."""

from application.envelope import Envelope
from application.ports.dead_letter_queue import DeadLetterQueue
from tests.fakes.dead_letter_queue import DeadLetter
from tests.simulation.environment import Environment
from tests.simulation.faults import Kind, Step


class SimulatedDeadLetterQueue(DeadLetterQueue):
    """Keeps dead letters in `letters`, including those of the queue itself."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.letters: list[DeadLetter] = []
        self.failure: Exception | None = None

    def bury(self, envelope: Envelope, reason: str) -> None:
        """Keep the encoded envelope."""
        body = envelope.encode()
        kind = self._environment.meet(Step.BURY, envelope.tenant_id, [entry.log_id for entry in envelope.entries])
        self._keep(DeadLetter(envelope.tenant_id, body, reason), kind)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        """Keep the message unchanged."""
        kind = self._environment.meet(Step.BURY_UNREAD, tenant_id, (body,))
        self._keep(DeadLetter(tenant_id or "", body, reason), kind)

    def _keep(self, letter: DeadLetter, kind: Kind | None) -> None:
        if self.failure:
            raise self.failure
        self.letters += [letter] * (2 if kind is Kind.DUPLICATED else 1)
        self._environment.answer(kind)
