"""How a check says that a law is broken."""


class CheckFailed(Exception):
    """The system broke a law. The message is shown to people and holds no log text."""


class NotAvailable(CheckFailed):
    """There was no answer, or one that asks to come again (429, 503): what was asked may succeed later."""


def expect(condition: object, otherwise: str) -> None:
    """Raise CheckFailed with `otherwise` unless the condition is true.

    In place of `assert`, because pytest would show both sides of a comparison, and one of them may be a log's text.
    """
    if not condition:
        raise CheckFailed(otherwise)
