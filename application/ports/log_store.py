"""Storing and reading logs by one object."""

from application.ports.log_reader import LogReader
from application.ports.log_repository import LogRepository


class LogStore(LogRepository, LogReader):
    """A repository whose logs can be read. On AWS these are two objects, because the worker must not read logs."""
