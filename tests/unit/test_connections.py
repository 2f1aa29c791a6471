import asyncio

from entrypoints.local.connections import Connections

MOST = 3


class Connection:
    """A connection that records that it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close_if_overdue(self, now: float) -> None:
        """Do nothing, because it is never too slow."""

    def make_room(self) -> None:
        """Close."""
        self.is_closed = True


def closed_of(waiting: set[int], number: int) -> list[int]:
    """Add this many connections; return those that are closed. The connections in `waiting` wait for a request."""

    async def add_all() -> list[int]:
        connections = Connections(MOST, lambda _code: None)
        made = [Connection() for _ in range(number)]
        for at, connection in enumerate(made):
            if at in waiting:
                connections.waits(connection)
            connections.add(connection)
        return [at for at, connection in enumerate(made) if connection.is_closed]

    return asyncio.run(add_all())


def test_above_the_limit_the_longest_waiting_connection_is_closed() -> None:
    """Above the limit, each new connection closes the one that has waited longest for a request."""
    assert closed_of(waiting={1, 2, 3, 4}, number=5) == [1, 2]


def test_if_all_connections_are_busy_the_new_one_is_closed() -> None:
    """If no connection waits for a request, the new one is closed and the others continue."""
    assert closed_of(waiting=set(), number=5) == [3, 4]
