"""Accepting a log."""

from application.ingest_logs import IngestLogs, Origin, Submission
from domain.errors import CallerError
from domain.log_entry import LogEntry


class IngestLog:
    """A log that comes alone is accepted, or its caller is told why not."""

    def __init__(self, *, ingest_logs: IngestLogs) -> None:
        self._ingest_logs = ingest_logs

    def ingest(self, submission: Submission, origin: Origin) -> LogEntry:
        """Return the accepted log, which has its final id.

        Raises InvalidLog or LimitExceeded for what can never be accepted, and PassingError where the queue did not
        confirm: the log may then be queued or not, and sending it again under its id is safe.
        """
        (result,) = self._ingest_logs.ingest([submission], origin, alone=True)
        if isinstance(result, CallerError):
            raise result
        return result
