"""`python -m tests.shippers.send SENDER ENDPOINT COUNT WAIT`: send numbered logs through a library.

In the middle it prints "half", and with WAIT=1 it then waits for a line of input, for libraries that do not retry. It
ends when its input ends.
"""

import logging
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

HEADERS = {"X-Tenant-ID": "acme"}


class Sending(NamedTuple):
    """Functions that log a line, and that wait until all lines are delivered."""

    log: Callable[[int, str], object]
    flush: Callable[[], object] = bool


def opentelemetry(endpoint: str) -> Sending:
    """The SDK's logging handler with the OTLP/HTTP exporter."""
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter  # noqa: PLC0415 - only this sender needs it
    from opentelemetry.instrumentation.logging.handler import LoggingHandler  # noqa: PLC0415 - as above
    from opentelemetry.sdk._logs import LoggerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor  # noqa: PLC0415 - as above

    # The exporter gives up after this time, or after six attempts. A run is suspended while the server starts.
    exporter = OTLPLogExporter(f"{endpoint}/v1/logs", headers=HEADERS, timeout=600)
    provider = LoggerProvider(shutdown_on_exit=False)
    provider.add_log_record_processor(
        BatchLogRecordProcessor(exporter, schedule_delay_millis=200, max_queue_size=10_000)
    )
    logger = _logger(LoggingHandler(logger_provider=provider))
    return Sending(lambda _, line: logger.info(line), provider.force_flush)


def python_logging_loki(endpoint: str) -> Sending:
    """This handler sends each record in a request of its own, and only once."""
    import logging_loki  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    handler = logging_loki.LokiHandler(url=f"{endpoint}/loki/api/v1/push", tags={"app": "shop"}, version="1")
    handler.emitter.session.headers.update(HEADERS)
    logger = _logger(handler)
    return Sending(lambda _, line: logger.info(line))


def http_log_handler(endpoint: str) -> Sending:
    """Python's `logging` with the handler of docs/shippers.md."""
    from tests.shippers.http_log_handler import HttpLogHandler  # noqa: PLC0415 - as above

    handler = HttpLogHandler(f"{endpoint}/ingest/batch", HEADERS)
    logger = _logger(handler)
    return Sending(lambda _, line: logger.info(line), handler.close)


def requests_single(endpoint: str) -> Sending:
    """`requests` with urllib3's retries, one log a request."""
    import requests  # noqa: PLC0415 - as above
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - as above
    from urllib3.util import Retry  # noqa: PLC0415 - as above

    session = requests.Session()
    retries = Retry(total=1_000, backoff_factor=0.2, backoff_max=1, status_forcelist=(429, 503), allowed_methods=None)
    session.mount("http://", HTTPAdapter(max_retries=retries))

    def send(number: int, line: str) -> None:
        log = {"tenant_id": "acme", "log_id": f"requests-{number}", "text": line}
        session.post(f"{endpoint}/ingest", json=log, timeout=30).raise_for_status()

    return Sending(send)


SENDERS: dict[str, Callable[[str], Sending]] = {
    "OpenTelemetry Python": opentelemetry,
    "python-logging-loki": python_logging_loki,
    "logging, our handler": http_log_handler,
    "requests": requests_single,
}


def _logger(handler: logging.Handler) -> logging.Logger:
    logger = logging.getLogger("shop")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return logger


def main() -> None:
    """Send the logs."""
    name, endpoint, count, wait = sys.argv[1:]
    sending = SENDERS[name](endpoint)
    for number in range(int(count)):
        if number == int(count) // 2:
            print("half", flush=True)
            if wait == "1":
                sys.stdin.readline()
        sending.log(number, f"number={number}. call +1 415 555 2671")
        time.sleep(0.01)
    sending.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
