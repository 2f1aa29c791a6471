"""Waiting for other processes."""

import time
from collections.abc import Callable
from typing import TypeVar

from tests.acceptance.expectation import NotAvailable

_INTERVAL_SECONDS = 0.1

T = TypeVar("T")


def poll(probe: Callable[[], T | None], seconds: float) -> T | None:
    """Call `probe` until it returns a value, and return that; None after `seconds`.

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
