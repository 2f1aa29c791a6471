"""Why a LogQL query is refused."""


class LogQLError(ValueError):
    """A query that is not answered; the message is for its author."""


class InvalidLogQL(LogQLError):
    """No LogQL: what is wrong, and the place, counted in characters from 0."""

    def __init__(self, what: str, place: int) -> None:
        super().__init__(f"parse error at character {place + 1}: {what}")
        self.place = place


class UnsupportedLogQL(LogQLError):
    """LogQL that this server does not answer; `feature` names it as LogQL does."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"{feature} is not supported here; docs/grafana.md has what is.")
        self.feature = feature
