"""The three kinds of failure: the caller's, temporary and final."""


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


class FinalError(Exception):
    """No retry can process this log: it goes to the dead-letter queue.

    `reason` is a code such as `item_rejected`. It never contains log text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: Exception) -> str:
    """Return a code for our own logs. The message of a foreign exception may contain log text and is not used."""
    return error.reason if isinstance(error, PassingError | FinalError) else "unexpected"
