"""Ids for logs that came without one."""

from abc import ABC, abstractmethod


class IdGenerator(ABC):
    """Random ids, never ordered by time: a time-ordered sort key would make one hot partition of a busy tenant."""

    @abstractmethod
    def new_log_id(self) -> str:
        """A valid log id that no other call returns."""
