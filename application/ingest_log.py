"""Accepting a single log."""

from application.ingest_logs import IngestLogs, Origin, Submission
from domain.errors import CallerError
from domain.log_entry import LogEntry


class IngestLog:
    """Accepts a log that is alone in its request, or raises the reason for its refusal."""

    def __init__(self, *, ingest_logs: IngestLogs) -> None:
        self._ingest_logs = ingest_logs

    def ingest(self, submission: Submission, origin: Origin) -> LogEntry:
        """Queue the log and return it with its final id.

        Raises InvalidLog or LimitExceeded if the log breaks a rule. Raises PassingError if the queue did not confirm:
        the log may or may not be queued, and sending it again under its id is safe.
        """
        (result,) = self._ingest_logs.ingest([submission], origin, alone=True)
        if isinstance(result, CallerError):
            raise result
        return result
