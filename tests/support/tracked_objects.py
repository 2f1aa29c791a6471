"""Every object of the process that the garbage collector knows."""

import gc
from collections.abc import Sequence


def tracked_objects() -> Sequence[object]:
    """Return them after a garbage collection, including those that `tests/conftest.py` has frozen."""
    gc.unfreeze()
    gc.collect()
    found = gc.get_objects()
    gc.freeze()
    return found
