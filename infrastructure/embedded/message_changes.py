"""What is to become of messages in flight, remembered until it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from infrastructure.embedded.database import Database

_DELETE = "DELETE FROM messages WHERE receipt_handle = :receipt"
_DELAY = "UPDATE messages SET visible_at = :visible_at WHERE receipt_handle = :receipt"
_END_LEASE = "UPDATE messages SET leased_by = NULL WHERE receipt_handle = :receipt"
_GIVE_BACK = (
    "UPDATE messages SET visible_at = :visible_at, receive_count = receive_count - 1, receipt_handle = NULL, "
    "leased_by = NULL WHERE receipt_handle = :receipt"
)


@dataclass(frozen=True)
class Change:
    """What is to become of a message in flight; `visible_at` says when it may be received again."""

    receipt: str
    statement: str
    visible_at: int = 0


def delete(receipt: str) -> Change:
    """Forget the message."""
    return Change(receipt, _DELETE)


def end_lease(receipt: str) -> Change:
    """Let other workers have the tenant's messages; this one comes again when its time has come."""
    return Change(receipt, _END_LEASE)


def delay(receipt: str, visible_at: int) -> Change:
    """Let the message be received again from this millisecond on."""
    return Change(receipt, _DELAY, visible_at)


def give_back(receipt: str, visible_at: int) -> Change:
    """The same, and forget that it was received."""
    return Change(receipt, _GIVE_BACK, visible_at)


class MessageChanges:
    """Changes that stay owed until they are written, so that a fault of the disk forgets none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # In the order in which they were told.
        self._owed: dict[tuple[str, str], Change] = {}
        self._owing = Lock()
        self._paying = Lock()

    def make(self, changes: Iterable[Change]) -> None:
        """Owe the changes, and write everything that is owed."""
        with self._owing:
            self._owed |= {(change.receipt, change.statement): change for change in changes}
        self.write_owed()

    def write_owed(self) -> None:
        """Write what is owed, for all threads that wait here at once. Raises PassingError, and owes it still."""
        with self._paying:
            with self._owing:
                owed = dict(self._owed)
            if not owed:
                return
            with self._database.transaction() as connection:
                for change in owed.values():
                    connection.execute(change.statement, {"receipt": change.receipt, "visible_at": change.visible_at})
            with self._owing:
                for key, change in owed.items():
                    if self._owed[key] is change:
                        del self._owed[key]
