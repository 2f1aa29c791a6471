"""Where a follower goes on in a table that does not know in which order its logs were stored."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from application.ports.log_reader import bad_mark
from domain.identity import is_stored_log_id
from domain.processed_log import ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A log that was processed before another may be seen after it: it is stored a moment later, and the index lags behind.
OVERLAP = timedelta(seconds=10)


@dataclass(frozen=True)
class Mark:
    """The moment at which the newest log that was seen was processed.

    With a log id, logs are followed in the order of that moment and their ids, because an answer had no room for all.
    Without one, those of the last seconds before it are given once more: of them some may have come late.
    """

    processed_at: datetime
    log_id: str | None = None

    @classmethod
    def read(cls, text: str) -> "Mark":
        """Raises CallerError (`bad_cursor`)."""
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
        """As `read` reads it."""
        return f"{format_timestamp(self.processed_at)}{'' if self.log_id is None else f'/{self.log_id}'}"

    @property
    def read_from(self) -> datetime:
        """The moment from which logs have to be read."""
        return self.processed_at if self.log_id is not None else self.processed_at - OVERLAP

    def is_before(self, log: ProcessedLog) -> bool:
        """Whether the log is to be given behind this mark."""
        return self.log_id is None or (log.processed_at, log.log_id) > (self.processed_at, self.log_id)
