"""`python -m tests.emulated.dead_letters`: find and redrive a tenant's dead letters among 5,000.

With so many messages, moto receives nine a second. The search takes longer than a letter's visibility timeout, so the
adapter must keep the letters hidden while it inspects the others.
"""

import os
import sys
import time
from collections import Counter
from unittest.mock import patch

from infrastructure.aws import dead_letters
from infrastructure.system.clock import SystemClock
from tests.contract.aws import create_queues
from tests.emulated.ministack import Ministack, running_ministack

_LETTERS = 5_000
_HIDDEN_SECONDS = 16
_SEARCH_SECONDS = 1.5 * _HIDDEN_SECONDS
_TENANTS = ("acme", "beta")


def main() -> int:
    """Fill the queue, search for a letter that does not exist, and redrive one tenant's letters, then the others."""
    with running_ministack(enforces_roles=False) as aws, patch.object(dead_letters, "_HIDDEN_SECONDS", _HIDDEN_SECONDS):
        queue, dead = create_queues(aws.client("sqs"))
        _fill(aws, dead)
        client, received = aws.client("sqs"), Counter[str]()
        client.meta.events.register(
            "after-call.sqs.ReceiveMessage",
            lambda parsed, **_: received.update(message["MessageId"] for message in parsed.get("Messages", [])),
        )
        letters = dead_letters.SqsDeadLetters(client, dead_letter_queue_url=dead, queue_url=queue, clock=SystemClock())
        looked_at = _SlowReader()
        assert letters.find("no-such-message", looked_at) is None
        assert looked_at.letters == _LETTERS, looked_at.letters
        # If they were not kept hidden, most would be received again. On a slow machine, a few may be.
        assert received.total() - _LETTERS < _LETTERS / 10, received.total()
        print(
            f"{_LETTERS:,} letters, each looked at once, in {looked_at.seconds:.0f} s; "
            f"hidden for {_HIDDEN_SECONDS} s at a time"
        )
        for left, tenant in zip((_LETTERS // 2, 0), _TENANTS, strict=True):
            started = time.monotonic()
            assert letters.redrive(tenant, lambda _: None) == _LETTERS // 2
            assert letters.count() == left, letters.count()
            print(
                f"{_LETTERS // 2:,} letters of {tenant} sent home in {time.monotonic() - started:.0f} s, {left:,} stay"
            )
    return 0


class _SlowReader:
    """A slow callback for the number of inspected letters, so that the search is slow on any machine."""

    def __init__(self) -> None:
        self.letters = 0
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._started

    def __call__(self, letters: int) -> None:
        self.letters = letters
        time.sleep(max(0.0, letters * _SEARCH_SECONDS / _LETTERS - self.seconds))


def _fill(aws: Ministack, dead: str) -> None:
    sqs = aws.client("sqs")
    for start in range(0, _LETTERS, 10):
        entries = [
            {"Id": str(number), "MessageBody": str(number), "MessageGroupId": _TENANTS[number % 2]}
            for number in range(start, start + 10)
        ]
        assert not sqs.send_message_batch(QueueUrl=dead, Entries=entries).get("Failed")


if __name__ == "__main__":
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
    sys.exit(main())
