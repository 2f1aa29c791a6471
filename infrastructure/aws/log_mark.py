"""The mark from which following continues, in a table that does not record the order of storing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from application.ports.log_reader import bad_mark
from domain.identity import is_stored_log_id
from domain.processed_log import ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Logs may become visible in another order than that of `processed_at`: storing takes a moment, and the index lags
# behind.
OVERLAP = timedelta(seconds=10)


@dataclass(frozen=True)
class Mark:
    """The `processed_at` of the newest log that was returned.

    With a log id, the previous answer was full, and following continues after that log in the order of `processed_at`
    and id. Without one, the logs of the last seconds are returned again, because some may have become visible late.
    """

    processed_at: datetime
    log_id: str | None = None

    @classmethod
    def read(cls, text: str) -> "Mark":
        """Read a mark. Raises CallerError (`bad_cursor`)."""
        moment, separator, log_id = text.partition("/")
        if separator and not is_stored_log_id(log_id):
            raise bad_mark()
        try:
            processed_at = parse_timestamp(moment)
        except ValueError:
            raise bad_mark() from None
        if processed_at < _EPOCH:
            raise bad_mark()
        return cls(processed_at, log_id if separator else None)

    def __str__(self) -> str:
        """Return the mark as text for `read`."""
        return f"{format_timestamp(self.processed_at)}{'' if self.log_id is None else f'/{self.log_id}'}"

    @property
    def read_from(self) -> datetime:
        """The lowest `processed_at` of logs to read."""
        return self.processed_at if self.log_id is not None else self.processed_at - OVERLAP

    def is_before(self, log: ProcessedLog) -> bool:
        """Return whether the log must be returned after this mark."""
        return self.log_id is None or (log.processed_at, log.log_id) > (self.processed_at, self.log_id)
