"""What was sent, by whom and under which id, whether or not it was acknowledged."""

from tests.simulation.deliveries import LogKey
from tests.simulation.traffic import Record


class Ledger:
    """`records` has each distinct record under its id; `unreadable` are messages that no client of ours has sent."""

    def __init__(self) -> None:
        self.records: dict[LogKey, list[Record]] = {}
        self.unreadable: list[str] = []
        # A record without an id that is being sent: each request gives it another one.
        self._anonymous: Record | None = None

    def sends(self, record: Record) -> None:
        """A client is about to send it."""
        self._anonymous = record if record.log_id is None else None
        if record.log_id is not None:
            self._note(record)

    def given(self, log_id: str) -> None:
        """The record that is being sent, if it is a sound one, has been given this id."""
        if self._anonymous:
            self._note(self._anonymous.under(log_id))

    def sends_nonsense(self) -> None:
        """What a client is about to send must not be accepted."""
        self._anonymous = None

    def acknowledged(self, record: Record, log_id: str) -> None:
        """The record was accepted under this id."""
        for sent in self.records.get((record.tenant_id, log_id), ()):
            if (sent.text, sent.attributes) == (record.text, record.attributes):
                sent.acknowledged = True

    @property
    def count(self) -> int:
        """How many records were acknowledged."""
        return sum(record.acknowledged for records in self.records.values() for record in records)

    def _note(self, record: Record) -> None:
        records = self.records.setdefault(record.key, [])
        if all((record.text, record.attributes) != (other.text, other.attributes) for other in records):
            records.append(record)
