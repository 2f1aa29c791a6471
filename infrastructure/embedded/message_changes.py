"""Changes to messages in flight, which are kept in memory until they are written."""

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
    """A change to a message in flight. From `visible_at` on it can be received again."""

    receipt: str
    statement: str
    visible_at: int = 0


def delete(receipt: str) -> Change:
    """Delete the message."""
    return Change(receipt, _DELETE)


def end_lease(receipt: str) -> Change:
    """End the lease, which counts against the tenant's share of workers. The message stays hidden until its time."""
    return Change(receipt, _END_LEASE)


def delay(receipt: str, visible_at: int) -> Change:
    """Make the message visible at this time, in milliseconds."""
    return Change(receipt, _DELAY, visible_at)


def give_back(receipt: str, visible_at: int) -> Change:
    """Like `delay`, but also undo the increase of the receive count."""
    return Change(receipt, _GIVE_BACK, visible_at)


class MessageChanges:
    """Keeps changes until they are written, so that a disk error loses none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Changes that are not written yet, in order.
        self._owed: dict[tuple[str, str], Change] = {}
        self._owing = Lock()
        self._paying = Lock()

    def make(self, changes: Iterable[Change]) -> None:
        """Add changes, and write all that are not written yet."""
        with self._owing:
            self._owed |= {(change.receipt, change.statement): change for change in changes}
        self.write_owed()

    def write_owed(self) -> None:
        """Write all changes, also for other threads that are waiting. Raises PassingError, and keeps the changes."""
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
