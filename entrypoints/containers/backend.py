"""The backend of the embedded run, which keeps its state, chosen by one setting."""

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Protocol, cast

from entrypoints.containers.local import LocalContainer
from entrypoints.settings import EmbeddedSettings


class CannotServe(Exception):
    """The server cannot start because of its settings, port or backend. The message says what to do."""


class Backend(Protocol):
    """A module with these two functions. `EmbeddedSettings.backend` is its name.

    Each process of the embedded run opens the state itself, so several processes must be able to share it.
    """

    def opened_by_server(self, settings: EmbeddedSettings) -> AbstractContextManager[LocalContainer]:
        """Open or create the state for the server, of which there is only one at a time. No worker is running yet.

        Raises CannotServe if the state is in use, damaged or unavailable.
        """

    def opened_by_worker(self, settings: EmbeddedSettings) -> LocalContainer:
        """Open the state in a worker process, while the server uses it too. It is not closed: the process just ends."""


def backend_of(settings: EmbeddedSettings) -> Backend:
    """Return the backend that the settings name."""
    return cast("Backend", import_module(settings.backend))
