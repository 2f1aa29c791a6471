"""What was sent, by whom and under which id, whether or not it was acknowledged."""

from collections import deque
from collections.abc import Sequence

from tests.simulation.deliveries import LogKey
from tests.simulation.traffic import Record


class Ledger:
    """`records` has each distinct record under its id.

    `nameless` are those that get the same ids whenever their request comes, which their clients never learn.
    `unreadable` are messages that no client of ours has sent.
    """

    def __init__(self) -> None:
        self.records: dict[LogKey, list[Record]] = {}
        self.nameless: list[Record] = []
        self.unreadable: list[str] = []
        # Of what is being sent, in order, the sound records that are given an id each time.
        self._anonymous: deque[Record] = deque()
        self._given: list[Record] = []
        self._now = 0

    def sends(self, records: Sequence[Record], now: int) -> None:
        """A client is about to send these, and nothing else that may be accepted."""
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
        """The next of the records that are being sent has been given this id."""
        if self._anonymous:
            self._given.append(self._anonymous.popleft().under(log_id, self._now))
            self._note(self._given[-1])

    def all_acknowledged(self, records: Sequence[Record]) -> None:
        """What was sent last was accepted as a whole."""
        for record in (*records, *self._given):
            if record.log_id is not None:
                self.acknowledged(record, record.log_id)
            else:
                record.acknowledged = True

    def acknowledged(self, record: Record, log_id: str) -> None:
        """The record was accepted under this id."""
        for sent in self.records.get((record.tenant_id, log_id), ()):
            if (sent.text, sent.attributes) == (record.text, record.attributes):
                sent.acknowledged = True

    @property
    def count(self) -> int:
        """How many records were acknowledged."""
        named = sum(record.acknowledged for records in self.records.values() for record in records)
        return named + sum(record.copies for record in self.nameless if record.acknowledged)

    def _note(self, record: Record) -> None:
        records = self.records.setdefault(record.key, [])
        for other in records:
            if (record.text, record.attributes) == (other.text, other.attributes):
                other.places |= record.places
                return
        records.append(record)
