"""Random ids for logs that are sent without one."""

from abc import ABC, abstractmethod


class IdGenerator(ABC):
    """Creates ids that nobody can guess. An adapter may create ids that sort by time, if its store benefits."""

    @abstractmethod
    def new_log_id(self) -> str:
        """Return a valid log id that no other call returns."""
