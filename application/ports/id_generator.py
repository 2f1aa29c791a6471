"""Ids for logs that came without one."""

from abc import ABC, abstractmethod


class IdGenerator(ABC):
    """Makes ids that nobody can guess. Whether they follow the time is up to what suits the store."""

    @abstractmethod
    def new_log_id(self) -> str:
        """A valid log id that no other call returns."""
