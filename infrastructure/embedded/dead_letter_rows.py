"""Writing dead letters, within a transaction on the queue's database."""

import sqlite3
import uuid

# The stored reason of a message that was received too often. The port of dead letters has None instead.
RECEIVED_TOO_OFTEN = "received_too_often"
_INSERT = "INSERT INTO dead_letters (message_id, group_id, body, sent_at, receive_count, dead_at, reason)"


def bury(connection: sqlite3.Connection, *, body: str, group_id: str, now: int, reason: str) -> None:
    """Add a new dead letter. `now` is in milliseconds since 1970."""
    connection.execute(f"{_INSERT} VALUES (?, ?, ?, ?, 0, ?, ?)", (str(uuid.uuid4()), group_id, body, now, now, reason))


def give_up(connection: sqlite3.Connection, row_id: int, *, now: int) -> None:
    """Make a dead letter of a message that was received too often."""
    connection.execute(
        f"{_INSERT} SELECT message_id, group_id, body, sent_at, receive_count, ?, ? FROM messages WHERE id = ?",
        (now, RECEIVED_TOO_OFTEN, row_id),
    )
    connection.execute("DELETE FROM messages WHERE id = ?", (row_id,))


def queue_again(connection: sqlite3.Connection, row_id: int) -> None:
    """Make a visible message of a dead letter, with a receive count of zero."""
    connection.execute(
        "INSERT INTO messages (message_id, group_id, body, sent_at, visible_at) "
        "SELECT message_id, group_id, body, sent_at, 0 FROM dead_letters WHERE id = ?",
        (row_id,),
    )
    connection.execute("DELETE FROM dead_letters WHERE id = ?", (row_id,))
