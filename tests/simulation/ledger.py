"""All sent records, with tenant and id, whether acknowledged or not."""

from collections import deque
from collections.abc import Sequence

from tests.simulation.deliveries import LogKey
from tests.simulation.traffic import Record


class Ledger:
    """`records` has each different record under its id.

    `nameless` are records that get the same ids each time that their request is sent; clients never learn these ids.
    `unreadable` are messages that our clients did not send.
    """

    def __init__(self) -> None:
        self.records: dict[LogKey, list[Record]] = {}
        self.nameless: list[Record] = []
        self.unreadable: list[str] = []
        # The valid records that are being sent, in order, and that get a new id each time.
        self._anonymous: deque[Record] = deque()
        self._given: list[Record] = []
        self._now = 0

    def sends(self, records: Sequence[Record], now: int) -> None:
        """Record that a client is about to send exactly these records."""
        self._now = now
        self._anonymous.clear()
        self._given.clear()
        for record in records:
            record.first_sent = now if record.first_sent is None else record.first_sent
            if record.log_id is not None:
                self._note(record)
            elif not record.copies:
                self._anonymous.append(record)
            elif record not in self.nameless:
                self.nameless.append(record)

    def given(self, log_id: str) -> None:
        """Record the new id of the next record that is being sent."""
        if self._anonymous:
            self._given.append(self._anonymous.popleft().under(log_id, self._now))
            self._note(self._given[-1])

    def all_acknowledged(self, records: Sequence[Record]) -> None:
        """Record that the last request was accepted as a whole."""
        for record in (*records, *self._given):
            if record.log_id is not None:
                self.acknowledged(record, record.log_id)
            else:
                record.acknowledged = True

    def acknowledged(self, record: Record, log_id: str) -> None:
        """Record that the record was accepted under this id."""
        for sent in self.records.get((record.tenant_id, log_id), ()):
            if (sent.text, sent.attributes) == (record.text, record.attributes):
                sent.acknowledged = True

    @property
    def count(self) -> int:
        """Return the number of acknowledged records."""
        named = sum(record.acknowledged for records in self.records.values() for record in records)
        return named + sum(record.copies for record in self.nameless if record.acknowledged)

    def _note(self, record: Record) -> None:
        records = self.records.setdefault(record.key, [])
        for other in records:
            if (record.text, record.attributes) == (other.text, other.attributes):
                other.places |= record.places
                return
        records.append(record)
