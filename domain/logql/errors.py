"""Errors in LogQL queries."""


class LogQLError(ValueError):
    """The query cannot be answered. The message is for the query's author."""


class InvalidLogQL(LogQLError):
    """A syntax error. `place` is its position in characters, from 0."""

    def __init__(self, what: str, place: int) -> None:
        super().__init__(f"parse error at character {place + 1}: {what}")
        self.place = place


class UnsupportedLogQL(LogQLError):
    """The query uses a LogQL feature that this server does not support. `feature` is its name in LogQL."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"{feature} is not supported. docs/grafana.md lists what is supported.")
        self.feature = feature
