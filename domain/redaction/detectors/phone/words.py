"""The words that name phone numbers, and the names of other numbers that have the same form."""

from domain.redaction.context import context_before
from domain.redaction.identifiers import names_identifier
from domain.redaction.text import Text
from domain.redaction.vocabulary import Support, Vocabulary

WORDS = Vocabulary("phone")


def is_code(text: Text, start: int) -> bool:
    """Return whether the candidate is named as an identifier. A caller's id is not one."""
    context = context_before(text, start)
    return names_identifier(context) and WORDS.evidence(context) <= Support.NONE
