import asyncio

from entrypoints.local.connections import Connections

MOST = 3


class Connection:
    """Remembers that it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close_if_overdue(self, now: float) -> None:
        """It is never too slow."""

    def make_room(self) -> None:
        """Close."""
        self.is_closed = True


def closed_of(waiting: set[int], number: int) -> list[int]:
    """Which of so many connections are closed when they are added one after another, and those of `waiting` wait."""

    async def add_all() -> list[int]:
        connections = Connections(MOST, lambda _code: None)
        made = [Connection() for _ in range(number)]
        for at, connection in enumerate(made):
            if at in waiting:
                connections.waits(connection)
            connections.add(connection)
        return [at for at, connection in enumerate(made) if connection.is_closed]

    return asyncio.run(add_all())


def test_a_connection_too_many_closes_the_one_that_waits_longest() -> None:
    """Beyond the limit each new connection costs one that waits for a request, the one that has waited longest."""
    assert closed_of(waiting={1, 2, 3, 4}, number=5) == [1, 2]


def test_where_all_are_busy_the_connection_too_many_is_closed() -> None:
    """While no connection waits for a request, the new one is closed, and those before it go on."""
    assert closed_of(waiting=set(), number=5) == [3, 4]
