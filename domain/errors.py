"""The three kinds of failure: the caller's, temporary and final."""

from enum import StrEnum


class CallerError(Exception):
    """The request breaks a rule, so sending it again unchanged cannot succeed (HTTP 4xx).

    `code` is stable, for programs. `detail` is a sentence for people and never contains log text.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class InvalidLog(CallerError):
    """A field is missing, malformed or contradicts another."""


class LimitExceeded(CallerError):
    """The request exceeds a limit of `domain.limits`. The detail names the limit."""


class PassingError(Exception):
    """A service that we depend on is down, throttled or slow: a retry may succeed (HTTP 503, or a redelivery).

    `reason` is a code for our own logs, such as `ThrottlingException`. It never contains log text.
    """

    def __init__(self, reason: str = "unavailable") -> None:
        super().__init__(reason)
        self.reason = reason


class FinalReason(StrEnum):
    """Why a log or message goes to the dead-letter queue. docs/runbook.md explains each reason."""

    NOT_JSON = "not_json"
    NOT_AN_ENVELOPE = "not_an_envelope"
    MALFORMED_ENVELOPE = "malformed_envelope"
    # The store refuses the log itself, such as half of a surrogate pair.
    ITEM_REFUSED = "item_refused"
    CONFLICT_ID_TAKEN = "conflict_id_taken"


class FinalError(Exception):
    """No retry can process this log: it goes to the dead-letter queue."""

    def __init__(self, reason: FinalReason) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: Exception) -> str:
    """Return a code for our own logs. The message of a foreign exception may contain log text and is not used."""
    return error.reason if isinstance(error, PassingError | FinalError) else "unexpected"
