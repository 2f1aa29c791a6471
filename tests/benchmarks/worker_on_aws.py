"""`make bench-aws`: the CPU and memory that a log costs the deployed worker, and the resulting rate.

The handler of log-worker runs as on AWS, with boto3, and a server in another process answers immediately. Lambda
assigns CPU by memory, 1,769 MB for one vCPU (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
"""

import asyncio
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

from application.envelope import Envelope
from tests.entrypoints.aws_events import sqs_event
from tests.entrypoints.test_cold_start import ENVIRONMENT
from tests.support.logs import entry

MEMORY_OF_ONE_VCPU = 1769
MEMORIES = (128, 256, 512, 1024, 1769)
# The number of messages that Lambda puts into one batch.
_EVENT_BYTES = 6_000_000
_MESSAGES = 100
_ROUNDS = 15
_SECRET = b'{"SecretString":"' + b"s" * 64 + b'"}'


def _answer(asked: bytes) -> bytes:
    """Return a success for each statement of a batch."""
    statements = asked.count(b'"Statement"')
    return b'{"Responses":[%s]}' % b",".join([b'{"TableName":"tenant_logs"}'] * statements) if statements else b"{}"


async def _serve(ready: Connection) -> None:
    """Answer every request of DynamoDB's and Secrets Manager's protocol with a success."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
            asked = await reader.readexactly(int(fields.get(b"content-length", b"0")))
            body = _SECRET if b"secretsmanager" in fields.get(b"x-amz-target", b"") else _answer(asked)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _server(ready: Connection) -> None:
    asyncio.run(_serve(ready))


@contextmanager
def _services() -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_server, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _messages(number: int, text: str, logs: int = 1) -> list[str]:
    return [
        Envelope(tuple(entry(text, log_id=f"{place}-{each}") for each in range(logs)), f"request-{place}").encode()
        for place in range(number)
    ]


def main() -> int:
    """Measure and print. Return 0."""
    with _services() as endpoint, patch.dict(os.environ, ENVIRONMENT | {"SECONDS_PER_CHARACTER": "0"}):
        os.environ["AWS_ENDPOINT_URL"] = endpoint
        handler = import_module("entrypoints.log_worker").handler
        text = "GET /orders/1234 200 user=anna@example.org took 17 ms, called +1 415 555 2671 " * 3
        one_by_one = sqs_event(*_messages(_MESSAGES, text[:200]))
        together = sqs_event(*_messages(1, text[:200], logs=_MESSAGES))
        full = _messages(_MESSAGES, text[:200], logs=_EVENT_BYTES // (len(together["Records"][0]["body"]) + 300))
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            handler(one_by_one, None)
            seconds = {
                "one log a message": _cpu_seconds(handler, one_by_one),
                "a hundred logs a message": _cpu_seconds(handler, together),
            }
            handler(sqs_event(*full), None)
    size, peak = sum(map(len, full)) / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"Python {sys.version.split()[0]}, texts of 200 characters, medians of {_ROUNDS} batches of {_MESSAGES} logs\n"
    )
    for what, each in seconds.items():
        rates = ", ".join(f"{memory} MB {memory / MEMORY_OF_ONE_VCPU / each:,.0f}" for memory in MEMORIES)
        print(f"{what:<26} {each * 1000:.2f} ms of CPU a log; logs a second by memory: {rates}")
    print(f"\npeak memory with a batch of {size:.1f} MB: {peak} MB")
    return 0


def _cpu_seconds(handler: object, event: object) -> float:
    taken = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        assert handler(event, None) == {"batchItemFailures": []}  # type: ignore[operator]
        taken.append((time.process_time() - started) / _MESSAGES)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
