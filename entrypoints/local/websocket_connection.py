"""One WebSocket of the embedded run: uvicorn's protocol over wsproto, with limits on what a client may use.

Like `HttpConnection`, it relies on attributes of uvicorn's class that are public by their names but not documented.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events

from entrypoints.local.connections import READER_SECONDS, Connections


class WebSocketConnection(WSProtocol):
    """Sends messages and ignores those of the client. Uvicorn's pings reveal a client that has disconnected."""

    def __init__(self, *arguments: Any, connections: Connections, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._all = connections
        self._read_last = self.loop.time()
        # Whether the server stops; the stream must end then.
        self.stops = False

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take over from the HTTP connection."""
        super().connection_made(transport)
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Discard what is not written yet."""
        self._all.remove(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Stop reading while the client does not read, because it would not read the answers to its pings either."""
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Note that the client has read."""
        self._read_last = self.loop.time()
        self.transport.resume_reading()
        super().resume_writing()

    # What uvicorn calls

    def handle_connect(self, event: events.Request) -> None:
        """Give the application access to the connection, as for HTTP."""
        super().handle_connect(event)
        self.scope["extensions"] = {
            **(self.scope["extensions"] or {}),
            "connection": cast("dict[object, object]", self),
        }

    def handle_message(self, event: events.TextMessage | events.BytesMessage) -> None:
        """Ignore the client's messages."""

    def shutdown(self) -> None:
        """Send a close message, then close."""
        self.stops = True
        super().shutdown()

    # What `Connections` and the application call

    def close_if_overdue(self, now: float) -> None:
        """Close the connection if the client does not read."""
        if not self.transport.get_write_buffer_size():
            self._read_last = now
        elif now - self._read_last > READER_SECONDS:
            self.cut("slow_reader")

    def make_room(self) -> None:
        """Close this connection, because there are too many and no other one waits for a request."""
        self.cut("too_many_connections")

    def cut(self, reason: str) -> None:
        """Close the connection immediately."""
        if not self.transport.is_closing():
            self._all.count_cut(reason)
        self.transport.abort()

    def has_left(self) -> bool:
        """Whether the client has closed the connection. Safe to call from any thread."""
        return self.transport.is_closing()
