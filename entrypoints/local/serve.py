"""Starts and stops the embedded run."""

import asyncio
import logging
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, cast

import uvicorn

from application.ports.embedded_log_queue import EmbeddedLogQueue
from application.ports.metrics import Metric
from domain.errors import PassingError
from domain.limits import KIB
from entrypoints.auth_mode import AuthMode
from entrypoints.containers.backend import backend_of
from entrypoints.containers.local import LocalContainer
from entrypoints.handlers.administration import Administration
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import authentication
from entrypoints.http.web_pages import WebPages
from entrypoints.local.connections import Connections, connections_that_fit
from entrypoints.local.eraser import Eraser
from entrypoints.local.health import Health
from entrypoints.local.http_connection import HttpConnection
from entrypoints.local.http_server import HttpServer
from entrypoints.local.ingest_together import IngestTogether
from entrypoints.local.log_lines import JsonHandler, TextHandler, log_to
from entrypoints.local.metrics_page import metrics_handler
from entrypoints.local.start_message import say, say_hello
from entrypoints.local.sweeper import Sweeper
from entrypoints.local.worker_processes import WorkerProcesses
from entrypoints.printable import counted
from entrypoints.settings import EmbeddedSettings, LogFormat

_log = logging.getLogger(__name__)

# Listen on loopback only: connections are not encrypted, and without AUTH_MODE=key any client can act as any tenant.
_HOST = "127.0.0.1"
_BACKLOG = 2048
_UNREAD_BYTES_IN_KERNEL = 256 * KIB
# A stop takes at most 10 s: first for requests that are being answered, then for logs that are being processed.
_REQUESTS_DRAIN_SECONDS = 2
_WORK_DRAIN_SECONDS = 8
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class CannotServe(Exception):
    """The server cannot start because of its settings or port. The message says what to do."""


def serve(settings: EmbeddedSettings) -> None:
    """Run until SIGINT or SIGTERM, then drain for at most 10 s and release the messages that are still in work.

    Raises CannotServe, or UnusableStorage, if the server cannot start.
    """
    try:
        with _listen(settings.port) as listener, backend_of(settings).opened_by_server(settings) as container:
            _check(container)
            _run(settings, listener, container)
    except OSError as error:
        raise CannotServe(str(error)) from error


def _check(container: LocalContainer) -> None:
    try:
        container.application.limits()
    except ValueError as error:
        raise CannotServe(str(error)) from error


def _run(settings: EmbeddedSettings, listener: socket.socket, container: LocalContainer) -> None:
    application, queue, store = container.application, container.queue(), container.store()

    def count_refusal(code: str) -> None:
        container.metrics().count(Metric.REFUSED, label=code)

    authenticate = authentication(settings.auth_mode, application.authenticate_key())
    server = HttpServer(
        ingest=IngestTogether(
            ingest_handler(
                application.ingest_log(),
                application.ingest_logs(),
                container.metrics(),
                authenticate=authenticate,
                spend_quota=application.spend_quota(),
            ),
            queue,
            container.metrics(),
        ),
        metrics=metrics_handler(
            container.metrics(),
            {
                "queued_messages": queue.count,
                "oldest_message_seconds": queue.oldest_seconds,
                "kept_dead_letters": queue.count_dead_letters,
                "deletion_paused": lambda: int(store.deletion_paused),
            },
            authenticate=authenticate,
        ),
        read=read_handler(
            application.reading(),
            erase_logs=application.erase_logs,
            administration=Administration(
                container.tenants(), container.usage(), container.dead_letters(), container.clock()
            ),
            authenticate=authenticate,
            streams=True,
        ),
        last_stored=store.last_stored,
        health=Health([queue.check, store.check]),
        web_pages=WebPages(settings.allowed_origins, keys_required=settings.auth_mode is AuthMode.KEY),
        count_refusal=count_refusal,
    )
    connections = Connections(connections_that_fit(), count_refusal)
    processes = WorkerProcesses(settings, queue=queue, metrics=container.metrics(), drain_seconds=_WORK_DRAIN_SECONDS)
    sweeper = Sweeper(store.delete_expired, paused=lambda: store.deletion_paused)
    eraser = Eraser(queue.is_idle, [queue.erase_deleted, store.erase_deleted])
    output = TextHandler() if settings.log_format is LogFormat.TEXT else JsonHandler()
    log_to(output)
    url = f"http://localhost:{listener.getsockname()[1]}"
    if settings.log_format is LogFormat.TEXT:
        say_hello(settings, url=url, limits=application.limits(), queue=queue)
    else:
        _log.info("listening", extra={"url": url, "data": str(settings.data_folder.resolve())})
    sweeper.start()
    eraser.start()

    def when_started() -> None:
        # Start the processes only now: they use all CPUs for a moment, which would delay the first answers.
        processes.start()
        if settings.open_console:
            # In a thread, because a text browser runs until its user quits it.
            threading.Thread(target=webbrowser.open, args=(f"{url}/console",), daemon=True).start()

    _answer_requests(server, listener, connections, when_started=when_started)
    sweeper.stop()
    _drain(processes, queue, output, settings.log_format)
    eraser.stop()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # By default the kernel buffers up to 4 MB for each client that does not read. Connections inherit this setting.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNREAD_BYTES_IN_KERNEL)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise CannotServe(
            f"Port {port} of {_HOST} cannot be used: {error.strerror}. Choose another with --port."
        ) from error
    listener.listen(_BACKLOG)
    return listener


class _Server(uvicorn.Server):
    """Calls `when_started` once it answers requests."""

    def __init__(self, config: uvicorn.Config, when_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_started = when_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_started()


def _answer_requests(
    server: HttpServer, listener: socket.socket, connections: Connections, *, when_started: Callable[[], None]
) -> None:
    """Serve until a stop signal, and complete the requests that are being answered then."""
    config = uvicorn.Config(
        server,
        http=cast("type[asyncio.Protocol]", partial(HttpConnection, connections=connections)),
        lifespan="off",
        ws=cast("type[asyncio.Protocol]", partial(_websocket, connections=connections)),
        ws_per_message_deflate=False,
        access_log=False,
        log_level="error",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_REQUESTS_DRAIN_SECONDS,
    )
    # uvicorn stops at these signals and then raises them again for other handlers; there are none here.
    before = {number: signal.signal(number, lambda *_: None) for number in _STOP_SIGNALS}
    try:
        _Server(config, when_started).run(sockets=[listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        connections.tell_cuts()


def _websocket(*arguments: Any, **options: Any) -> asyncio.Protocol:
    """Make a WebSocket. Only a tail of Grafana's or logcli's needs the library, which would slow down every start."""
    from entrypoints.local.websocket_connection import WebSocketConnection  # noqa: PLC0415 - as above

    return WebSocketConnection(*arguments, **options)


def _drain(processes: WorkerProcesses, queue: EmbeddedLogQueue, output: logging.Handler, log_format: LogFormat) -> None:
    def tell(text: str, event: str, **about: object) -> None:
        if log_format is LogFormat.TEXT:
            say(text)
        else:
            _log.info(event, extra=about)

    tell(
        f"Stopping: waiting up to {_WORK_DRAIN_SECONDS} s for logs in progress (Ctrl-C stops immediately).",
        "stopping",
        seconds=_WORK_DRAIN_SECONDS,
    )
    start = time.monotonic()
    try:
        processes.stop()
    except KeyboardInterrupt:
        tell("Not waiting.", "not_waiting")
        processes.kill()
    output.close()
    # If this fails, for example because the disk is full, the next start releases them.
    with suppress(PassingError):
        queue.release()
    seconds, waiting = round(time.monotonic() - start, 1), queue.count()
    tell(
        f"Stopped after {seconds} s; {counted(waiting, 'message')} left for the next start.",
        "stopped",
        seconds=seconds,
        queued_messages=waiting,
    )
