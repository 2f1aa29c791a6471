"""Waiting for what other processes do."""

import time
from collections.abc import Callable
from typing import TypeVar

from tests.acceptance.expectation import NotAvailable

_INTERVAL_SECONDS = 0.1

T = TypeVar("T")


def poll(probe: Callable[[], T | None], seconds: float) -> T | None:
    """Ask until `probe` returns something and return that, or None once `seconds` are over.

    NotAvailable from the probe counts as None.
    """
    deadline = time.monotonic() + seconds
    while True:
        last = time.monotonic() >= deadline
        try:
            found = probe()
        except NotAvailable:
            found = None
        if found is not None or last:
            return found
        time.sleep(_INTERVAL_SECONDS)
