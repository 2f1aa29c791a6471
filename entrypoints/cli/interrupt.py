"""Makes Ctrl-C end a command wherever it arrives."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_AGAIN_SECONDS = 0.2


@contextmanager
def certain_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt at SIGINT, and again every 0.2 s until the block ends.

    Python only reports an exception that is raised in a finalizer, such as that of a closed HTTP response. A single
    KeyboardInterrupt may be lost there, and a command that follows logs would run on. After a SIGINT, SIGALRM and its
    timer belong to this function.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals arrive in the main thread only.
        yield
        return
    interrupted = False

    def interrupt(*_: object) -> NoReturn:
        nonlocal interrupted
        interrupted = True
        signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        if interrupted:
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGINT, before)
