"""The backend of the embedded run, which keeps its state, chosen by one setting."""

from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from application.ports.state_files import StateFiles
from entrypoints.settings import EmbeddedSettings

if TYPE_CHECKING:
    # Slow to import, and not needed by commands that only ask for the files.
    from entrypoints.containers.local import LocalContainer


class Backend(Protocol):
    """A module with these functions. `EmbeddedSettings.backend` is its name.

    Each process of the embedded run opens the state itself, so several processes must be able to share it.
    """

    def opened_by_server(self, settings: EmbeddedSettings) -> "AbstractContextManager[LocalContainer]":
        """Open or create the state for its only user that runs workers. No worker is running yet.

        Upgrade state that an earlier version has written. Raises StorageInUse if another server uses the state, and
        other UnusableStorage if it is missing (`create_missing`), damaged or unavailable.
        """

    def opened_by_worker(self, settings: EmbeddedSettings) -> "LocalContainer":
        """Open the state in a worker process, while the server uses it too. It is not closed: the process just ends."""

    def opened_by_command(self, settings: EmbeddedSettings) -> "AbstractContextManager[LocalContainer]":
        """Open the state for a command, whether or not a server uses it. Create missing state, but upgrade none.

        Each adapter is opened when the command first asks for it, and may raise UnusableStorage then.
        """

    def state_files(self, settings: EmbeddedSettings) -> StateFiles:
        """Return the operations on the files. Raises UnusableStorage if the backend has no files of its own."""


def backend_of(settings: EmbeddedSettings) -> Backend:
    """Return the backend that the settings name."""
    return cast("Backend", import_module(settings.backend))
