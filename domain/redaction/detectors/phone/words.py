"""The words that name phone numbers, and the names of other numbers that have the same form."""

from domain.redaction.context import context_before
from domain.redaction.context.identifiers import names_identifier
from domain.redaction.context.vocabulary import Support, Vocabulary
from domain.redaction.text import Text

WORDS = Vocabulary("phone")


def is_identifier(text: Text, start: int) -> bool:
    """Return whether the candidate at `start` has the name of an identifier, but not of a phone (`caller_id`)."""
    context = context_before(text, start)
    return names_identifier(context) and WORDS.evidence(context) <= Support.NONE
