"""`python -m tests.emulated.dead_letters`: 5,000 dead letters, of which a tenant's are found and sent home.

moto receives nine messages a second when so many wait. The search takes longer than a letter is hidden, so each letter
must be hidden anew while the others are looked at.
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
    """Fill the queue, look for a letter that is not there, and send one tenant's home, then the others."""
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
        # Unless they are hidden anew, most of them come again. On a machine that stalls a few may.
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
    """Is told how many letters have been looked at, and takes its time, however quick the machine is."""

    def __init__(self) -> None:
        self.letters = 0
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the start."""
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
