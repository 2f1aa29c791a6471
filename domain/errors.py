"""The three kinds of failure, and who can mend each."""


class CallerError(Exception):
    """What was sent breaks a rule; sending it again cannot help (HTTP 4xx).

    `code` is stable and for machines. `detail` is for people and never holds log text.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class InvalidLog(CallerError):
    """A field is missing, malformed or contradicts another."""


class LimitExceeded(CallerError):
    """A limit of `domain.limits` is passed; the detail names the limit."""


class PassingError(Exception):
    """Something we depend on is down, throttled or slow: the same may succeed later (HTTP 503, or a redelivery).

    `reason` is a code for our own logs, such as `ThrottlingException`; it never holds log text.
    """

    def __init__(self, reason: str = "unavailable") -> None:
        super().__init__(reason)
        self.reason = reason


class FinalError(Exception):
    """This log can never be finished, however often it is tried: it belongs in the dead-letter queue.

    `reason` is a code such as `item_rejected`; it never holds log text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: Exception) -> str:
    """A code for our own logs: the error's reason if it is one of ours. The words of any other may hold log text."""
    return error.reason if isinstance(error, PassingError | FinalError) else "unexpected"
