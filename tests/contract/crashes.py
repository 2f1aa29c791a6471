"""Opens a data folder again and again in processes that are killed, each one step later than the one before.

    python -m tests.contract.crashes ORIGINAL OUT

A step is a statement of SQLite, or a file or database that is opened, renamed or removed. For each step, a copy of
ORIGINAL (or no folder, if there is none) is opened in `OUT/<step>` by a process that is killed before the step. It ends
with the first process that is done before its last step.
"""

import os
import shutil
import signal
import sqlite3
import sys
from itertools import count
from pathlib import Path
from typing import Any

from infrastructure.embedded.data_folder import DataFolder

_STEPS = {"open", "sqlite3.connect", "os.rename", "os.remove"}


def _open_until(folder: Path, last_step: int) -> None:
    """Open the folder, and kill this process before the given step."""
    left = last_step
    connect: Any = sqlite3.connect

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def connecting(*arguments: Any, **options: Any) -> Any:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(lambda _: step())
        return connection

    sqlite3.connect = connecting
    sys.addaudithook(lambda event, _: step() if event in _STEPS else None)
    DataFolder(folder).close()


def main(original: Path, out: Path) -> None:
    """Kill a process at every step."""
    for last_step in count(1):
        folder = out / str(last_step)
        if original.exists():
            shutil.copytree(original, folder)
        child = os.fork()
        if child == 0:
            try:
                _open_until(folder, last_step)
            except BaseException as error:  # noqa: BLE001 - this process must not go on with the loop
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
