"""Errors of checks."""


class CheckFailed(Exception):
    """The installation broke a law. The message is for people and contains no log text."""


class NotAvailable(CheckFailed):
    """There was no answer, or one that asks for a retry (429, 503): the request may succeed later."""


def expect(condition: object, otherwise: str) -> None:
    """Raise CheckFailed with `otherwise` unless the condition is true.

    Use it instead of `assert`, because pytest would show both sides of a comparison, which may be a log's text.
    """
    if not condition:
        raise CheckFailed(otherwise)
