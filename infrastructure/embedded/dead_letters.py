"""Inspecting and emptying the dead letters of the embedded run, also while it runs."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from application.ports.dead_letters import DeadLetter, DeadLetters
from infrastructure.embedded.database import Database
from infrastructure.embedded.dead_letter_rows import RECEIVED_TOO_OFTEN, queue_again
from infrastructure.embedded.schemas import QUEUE

# Dead letters moved per transaction, which blocks the server.
_BATCH = 100


class SqliteDeadLetters(DeadLetters):
    """Dead letters in SQLite. Unlike `SqliteLogQueue`, it never touches the leases of a running server."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, QUEUE)

    def count(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM dead_letters").fetchone()[0])

    def sample(self, most: int) -> Sequence[DeadLetter]:
        return self._letters("ORDER BY id LIMIT ?", most)

    def find(self, message_id: str, looked_at: Callable[[int], object]) -> DeadLetter | None:
        found = self._letters("WHERE message_id = ?", message_id)
        looked_at(len(found))
        return found[0] if found else None

    def _letters(self, which: str, parameter: object) -> list[DeadLetter]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT message_id, group_id, sent_at, reason, body FROM dead_letters {which}", (parameter,)
            ).fetchall()
        return [
            DeadLetter(
                message_id=message_id,
                tenant_id=group_id or None,
                sent_at=datetime.fromtimestamp(sent_at / 1000, UTC),
                reason=None if reason == RECEIVED_TOO_OFTEN else reason,
                body=body,
            )
            for message_id, group_id, sent_at, reason, body in rows
        ]

    def redrive(self, tenant_id: str | None, moved: Callable[[int], object]) -> int:
        with self._database.reading() as connection:
            newest = connection.execute("SELECT coalesce(max(id), 0) FROM dead_letters").fetchone()[0]
        chosen = "id <= :newest AND (:tenant IS NULL OR group_id = :tenant) ORDER BY id LIMIT :batch"
        parameters = {"newest": newest, "tenant": tenant_id, "batch": _BATCH}
        number = 0
        while True:
            with self._database.transaction() as connection:
                rows = connection.execute(f"SELECT id FROM dead_letters WHERE {chosen}", parameters).fetchall()
                for (row_id,) in rows:
                    queue_again(connection, row_id)
            if not rows:
                return number
            number += len(rows)
            moved(number)

    def erase(self, tenant_id: str, wanted: Callable[[DeadLetter], bool], looked_at: Callable[[int], object]) -> int:
        letters = self._letters("WHERE group_id = ?", tenant_id)
        erased = [letter.message_id for letter in letters if wanted(letter)]
        looked_at(len(letters))
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM dead_letters WHERE message_id = ?", [(each,) for each in erased])
        return len(erased)

    def close(self) -> None:
        """Release the file."""
        self._database.close()
