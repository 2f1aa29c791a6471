"""Repeating a task in the background."""

from abc import ABC, abstractmethod
from threading import Event, Thread


class RepeatedTask(ABC):
    """A thread that repeats a task until it is stopped."""

    def __init__(self, name: str) -> None:
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread, which runs the task immediately."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, and wait until the task that is running has ended."""
        self._stopping.set()
        self._thread.join()

    @abstractmethod
    def once(self) -> float:
        """Run the task. Return the seconds until it should run again."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self.once())
