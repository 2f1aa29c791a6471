"""What the embedded run keeps its state in, chosen by one setting."""

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Protocol, cast

from entrypoints.containers.local import LocalContainer
from entrypoints.settings import EmbeddedSettings


class CannotServe(Exception):
    """The settings, the port or what keeps the state do not allow it; the message says what to do."""


class Backend(Protocol):
    """A module with these two functions; `EmbeddedSettings.backend` is its name.

    Each process of the run opens the state for itself, so a backend is something that several processes can share.
    """

    def opened_by_server(self, settings: EmbeddedSettings) -> AbstractContextManager[LocalContainer]:
        """Open, or make, the state for the one server that it has at a time; no worker runs yet.

        Raises CannotServe where the state is in use, damaged or out of reach.
        """

    def opened_by_worker(self, settings: EmbeddedSettings) -> LocalContainer:
        """Open the state beside the server, in a process of workers. Nothing is closed: such a process just ends."""


def backend_of(settings: EmbeddedSettings) -> Backend:
    """The backend that the settings name."""
    return cast("Backend", import_module(settings.backend))
