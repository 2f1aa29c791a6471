"""Receiving from moto's SQS without waiting for messages."""

from typing import Any

import pytest
from moto.sqs.models import Message, SQSBackend

_receive = SQSBackend.receive_message


def receive_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer a receive from an empty queue immediately, because a test with one thread sends nothing meanwhile."""
    monkeypatch.setattr(SQSBackend, "receive_message", _receive_without_waiting)


def _receive_without_waiting(
    backend: SQSBackend, queue_name: str, count: int, _wait_seconds: int, *rest: Any
) -> list[Message]:
    return _receive(backend, queue_name, count, 0, *rest)
